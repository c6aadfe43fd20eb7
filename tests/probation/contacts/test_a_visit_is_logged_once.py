from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.ids import new_id
from probation.contacts import service
from probation.contacts.models import Contact, ContactState, MovedBy, Outcome
from probation.contacts.queries import history_of, open_appointments
from probation.contacts.rules import FACTS, Acceptable, Fault
from probation.corrections import service as corrections
from probation.standards.models import ContactDue
from probation.standards.queries import picture_of
from tests import cast


def log(world, visit):
    with cast.deed():
        return service.record_visit(world.officer, visit)


def plan(world, new):
    with cast.deed():
        service.plan_contact(world.officer, world.order.id, new)
    return new


def test_a_visit_closes_its_appointment_and_plans_the_next(world):
    planned = plan(world, world.appointment(days=1))
    with clock.held_at(world_now() + dt.timedelta(days=1, hours=1)):
        log(world, world.visit(answers_id=planned.id, next=world.appointment()))
        assert len(open_appointments(world.person.id)) == 1
        assert [row.state for row in history_of(planned.id)] == [ContactState.SCHEDULED, ContactState.HELD]
        assert session.get(ContactDue, world.order.id).due_on == dt.date(2026, 4, 1)


def world_now():
    return clock.now()


def test_sending_the_same_visit_again_changes_nothing(world):
    visit = world.visit(next=world.appointment())
    assert log(world, visit).duplicate is False
    assert log(world, visit).duplicate is True
    assert session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 2


def test_a_second_device_is_told_that_somebody_was_first(world):
    planned = plan(world, world.appointment())
    log(world, world.visit(answers_id=planned.id))
    with pytest.raises(Conflict):
        log(world, world.visit(answers_id=planned.id))


@pytest.fixture
def looked_for():
    """What the statements of the test were given to look for."""
    given, engine = list[object](), session.connection().engine

    def note(_connection, _cursor, sql, parameters, _context, many):
        if sql.startswith("SELECT") and not many:
            given.extend(parameters.values() if isinstance(parameters, dict) else parameters)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield given
    sa.event.remove(engine, "before_cursor_execute", note)


def test_nothing_is_looked_for_by_null(world, looked_for):
    """Where SQLite has statistics it takes NULL for a value that most contacts have, and reads them all."""
    log(world, world.visit())
    assert looked_for
    assert None not in looked_for


def test_a_visit_in_the_future_is_refused(world):
    with pytest.raises(DomainError, match="still to come"):
        log(world, world.visit(occurred_at=clock.now() + dt.timedelta(hours=1)))


def test_a_correction_keeps_what_was_written_and_counts_anew(world):
    visit = world.visit(outcome=Outcome.NO_GOOD_REASON)
    log(world, visit)
    assert picture_of(world.order, "Europe/Paris").failures == 1
    with cast.deed():
        corrections.amend_contact(
            world.officer,
            corrections.Amendment(
                id=new_id(),
                contact_id=visit.id,
                outcome=Outcome.GOOD_REASON_HEALTH,
                note="",
                agreed_action="",
                reason="Doctor's letter came",
            ),
        )
    assert picture_of(world.order, "Europe/Paris").failures == 0
    assert [row.outcome for row in history_of(visit.id)] == [Outcome.NO_GOOD_REASON, Outcome.GOOD_REASON_HEALTH]


def test_a_moved_appointment_never_counts_against_the_person(world):
    planned = plan(world, world.appointment())
    move = service.Move(
        id=new_id(), contact_id=planned.id, moved_by=MovedBy.STAFF, reason="Officer ill", to=world.appointment(days=9)
    )
    with cast.deed():
        service.move_contact(world.officer, move)
    assert [row.id for row in open_appointments(world.person.id)] == [move.to.id]
    assert picture_of(world.order, "Europe/Paris").failures == 0


def test_contacts_can_not_be_changed_in_the_database(world):
    visit = world.visit()
    log(world, visit)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), cast.deed():
        session.connection().execute(sa.update(Contact).values(note="rewritten"))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_judged_and_our_fault_is_never_theirs(outcome):
    facts = FACTS[outcome]
    assert not (facts.fault is Fault.AGENCY and facts.is_failure)
    assert not (facts.acceptable is Acceptable.PENDING and facts.is_failure)
    assert facts.attended or facts.not_counted is not None
