"""What is prepared is taken back in the deed that moves, cancels or answers its appointment, and written anew."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.public import PersonDied
from kernel import clock
from kernel.authz import Role
from kernel.ids import new_id
from probation.contacts import service as contacts
from probation.contacts.models import ContactKind, MovedBy
from probation.deaths import service as deaths
from probation.reminders import queries
from probation.reminders.models import OutboxState, Why
from probation.requirements import service as requirements
from probation.requirements.models import RequirementKind
from probation.transfers import service as transfers
from probation.transfers.models import TransferReason
from tests import cast
from tests.probation.reminders.conftest import TOMORROW

DOCTOR = "She sees a doctor."


def move(story, to=None):
    asked = contacts.Move(
        id=new_id(), contact_id=story.planned.id, moved_by=MovedBy.PERSON, reason=DOCTOR, to=to,
    )  # fmt: skip
    with cast.deed():
        contacts.move_contact(story.officer, asked)


def test_cancelled_it_is_withdrawn_at_once(story):
    first = story.prepared()
    move(story)
    row = story.row(first)
    assert (row.state, row.why) == (OutboxState.CANCELLED, Why.MOVED)
    assert not queries.withdrawn(clock.now()), "nothing is left for the sweep"
    assert len(story.all()) == 1


def test_moved_within_the_day_it_is_written_anew(story):
    first, later = story.prepared(), story.world.appointment(at=TOMORROW + dt.timedelta(hours=2))
    move(story, to=later)
    assert story.row(first).state is OutboxState.CANCELLED
    (second,) = [one for one in story.all() if one.id != first]
    assert (second.contact_id, second.state) == (later.id, OutboxState.PREPARED)
    assert "12:00" in second.text, "the new hour in Paris"
    assert not story.prepare(), "the sweep adds none"


def test_moved_to_next_week_it_waits_for_its_day(story):
    first, later = story.prepared(), story.world.appointment(at=TOMORROW + dt.timedelta(days=7))
    move(story, to=later)
    assert [one.id for one in story.all()] == [first]
    with clock.held_at(dt.datetime(2026, 3, 9, 9, 0, tzinfo=dt.UTC)):
        assert [one.contact_id for one in story.prepare()] == [later.id]


def test_moved_up_to_tomorrow_it_is_written_in_the_same_deed(story):
    with cast.deed():
        far = story.world.appointment(at=TOMORROW + dt.timedelta(days=5))
        contacts.plan_contact(story.officer, story.world.order.id, far)
    move(story)
    near = story.world.appointment(at=TOMORROW + dt.timedelta(hours=1))
    with cast.deed():
        contacts.move_contact(
            story.officer,
            contacts.Move(id=new_id(), contact_id=far.id, moved_by=MovedBy.STAFF, reason="Training", to=near),
        )
    assert [one.contact_id for one in story.all()] == [near.id]


def test_a_deed_that_fails_takes_nothing_back(story):
    first = story.prepared()
    with pytest.raises(RuntimeError), cast.deed():
        contacts.move_contact(
            story.officer,
            contacts.Move(id=new_id(), contact_id=story.planned.id, moved_by=MovedBy.STAFF, reason="Training"),
        )
        raise RuntimeError
    assert story.row(first).state is OutboxState.PREPARED


def test_who_came_a_day_early_is_not_reminded(story):
    first = story.prepared()
    with cast.deed():
        contacts.record_visit(story.officer, story.world.visit(answers_id=story.planned.id))
    row = story.row(first)
    assert (row.state, row.why) == (OutboxState.CANCELLED, Why.LOGGED)


def test_a_visit_without_an_appointment_leaves_it(story):
    first = story.prepared()
    with cast.deed():
        contacts.record_visit(story.officer, story.world.visit())
    assert story.row(first).state is OutboxState.PREPARED


def test_a_message_that_left_stays_as_it_was(story, folder):
    first = story.prepared()
    assert story.send(first).state is OutboxState.SENT
    move(story)
    assert story.row(first).state is OutboxState.SENT


def test_the_appointments_of_the_dead(story):
    first, office = story.prepared(), story.world.office
    died = PersonDied(
        person_id=story.person.id, by=story.officer, prison_id=office.id, at=clock.now(), on=clock.today()
    )
    with cast.deed():
        deaths.end_for_good(died)
    row = story.row(first)
    assert (row.state, row.why) == (OutboxState.CANCELLED, Why.DIED)


def test_after_a_transfer_it_names_the_officer_who_will_be_there(story):
    first = story.prepared()
    there = cast.make_unit(kind="probation_office", name="Harbour Office")
    receiver = cast.make_actor(Role.PROBATION_OFFICER, there, name="Nadia Rey")
    asked = transfers.NewTransfer(
        order_id=story.world.order.id, to_office_id=there.id, to_officer_id=receiver.human_id,
        reason=TransferReason.MOVED, words="Works nights; call after noon.",
    )  # fmt: skip
    yes = transfers.Answer(accept=True, met_on=clock.today(), met_words="All three met at the office.")
    with cast.deed():
        made = transfers.propose(story.officer, asked)
        transfers.answer(receiver, made.id, yes)
    (second,) = [one for one in story.all() if one.id != first]
    assert story.row(first).state is OutboxState.CANCELLED
    assert "Iris" not in second.text
    assert "Nadia" in second.text


def work(story, required=3600, credited=3600):
    with cast.deed():
        made = requirements.set_requirement(
            story.officer,
            requirements.NewRequirement(
                order_id=story.world.order.id, kind=RequirementKind.HOURS, name="Work in the park", required=required
            ),
        )
        if credited:
            requirements.credit(
                story.officer,
                requirements.NewCredit(id=new_id(), requirement_id=made.id, amount=credited, on=clock.today()),
            )
    return made


def plan_work(story):
    move(story)
    return story.plan(kind=ContactKind.FIELD, place="The park")


@pytest.mark.parametrize(("credited", "sent"), [(3600, 0), (4000, 0), (3599, 1), (0, 1)])
def test_hours_that_are_done_ask_for_no_work(story, credited, sent):
    work(story, credited=credited)
    plan_work(story)
    assert len(story.prepare()) == sent


def test_one_work_done_and_another_not(story):
    work(story)
    work(story, credited=60)
    plan_work(story)
    assert len(story.prepare()) == 1


def test_a_meeting_is_remembered_although_the_hours_are_done(story):
    work(story)
    assert len(story.prepare()) == 1


def test_the_last_hour_after_preparing_is_heard(story):
    plan_work(story)
    first = story.prepared()
    work(story)
    assert story.claim(first) is None
    assert story.row(first).why is Why.DONE


def test_an_order_without_hours(story):
    plan_work(story)
    row = queries.appointment(story.prepare()[0].contact_id)
    assert queries.facts_of(row).work_left is None


def test_the_officer_is_told_why_no_message_goes(story):
    work(story)
    planned = plan_work(story)
    assert queries.verdict(queries.appointment(planned.id)) is Why.DONE
