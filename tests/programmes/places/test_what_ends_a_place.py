"""Levels, releases and transfers reach places and wishes; offers keep their lines; cancelled sessions pay once."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.classification import service as levels
from casework.classification.service import Decision
from casework.custody.events import PersonReleased, PersonTransferred
from casework.instruments import service as instruments
from casework.people.models import SecurityLevel
from casework.timeline.events import EarningsDueTogether
from kernel import clock, events
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from programmes.applications import service as wishes
from programmes.applications.service import NewApplication
from programmes.cancellations import service as cancellations
from programmes.intakes.models import Intake
from programmes.intakes.queries import sessions_of
from programmes.pay import service as pay
from programmes.pay.models import PayLine, RateBasis
from programmes.pay.service import NewRate
from programmes.pay_periods import service as pay_periods
from programmes.pay_periods.service import NewRun
from programmes.places import service as places
from programmes.places.models import Allocation, AllocationState, Application, ApplicationState, EndReason, Requester
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.rules import Mark
from tests.programmes.pay_periods.conftest import book

ANSWERS = {
    "q1": "none", "q2": "no", "q3": "high", "q4": "moderate", "q5": "none", "q6": "one",
    "q7": "b", "q8": "none", "q9": "one",
}  # fmt: skip
MONDAY = dt.date(2026, 11, 23)


def seat(boss, group, person):
    with transaction():
        return places.place(boss, Placement(person_id=person.id, intake_id=group.id)).allocation


def wish(boss, group, person):
    with transaction():
        return wishes.apply(
            boss,
            NewApplication(
                person_id=person.id, programme_id=group.programme_id, requested_by=Requester.SELF, consented=True
            ),
        )


def test_a_level_set_by_two_people_puts_the_place_under_review(boss, group, make_person, as_actor, prison):
    person = make_person("T1")
    place = seat(boss, group, person)
    officer = as_actor(Role.CLASSIFICATION_OFFICER, prison)
    approver = as_actor(Role.CLASSIFICATION_APPROVER, prison)
    with transaction():
        instruments.activate(None, instruments.load_instrument(None), officer.human_id, approver.human_id)
        levels.begin(officer, person.id)
        levels.save_answers(officer, person.id, ANSWERS, {"q3": "Judgment"})
        levels.recommend(officer, person.id, SecurityLevel.CLOSE, "The report of June.")
    with transaction():
        levels.decide(
            approver,
            person.id,
            Decision(level=SecurityLevel.CLOSE, override_code="conduct", override_words="Threats in May."),
        )
    now = session.get(Allocation, place.id)
    assert now.state is AllocationState.UNDER_REVIEW
    assert "Close" in now.state_words


@pytest.mark.parametrize("kind", [EndReason.RELEASED, EndReason.TRANSFERRED])
def test_who_leaves_the_prison_leaves_the_group_on_the_prisons_own_day(boss, group, make_person, prison, kind):
    person, late = make_person("T1"), dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)
    place = seat(boss, group, person)
    with transaction():
        if kind is EndReason.RELEASED:
            events.publish(PersonReleased(person_id=person.id, establishment_id=prison.id, at=late))
        else:
            events.publish(PersonTransferred(person_id=person.id, from_id=prison.id, to_id=prison.id, at=late))
    now = session.get(Allocation, place.id)
    assert (now.state, now.end_reason, now.ended_on) == (AllocationState.ENDED, kind, MONDAY + dt.timedelta(days=1))
    assert session.scalar(sa.select(Intake.__table__.c.taken)) == 0


def test_the_wish_of_who_is_released_expires(boss, group, make_person, prison):
    person = make_person("T1")
    made = wish(boss, group, person)
    with transaction():
        events.publish(PersonReleased(person_id=person.id, establishment_id=prison.id, at=clock.now()))
    assert session.get(Application, made.id).state is ApplicationState.EXPIRED


def test_an_offer_keeps_the_lines_that_led_to_it(boss, group, make_person):
    made = wish(boss, group, make_person("T1"))
    with transaction():
        offered = wishes.offer(boss, made.id, group.id)
    assert offered.state is ApplicationState.OFFERED
    assert len(offered.ranked["lines"]) == 3
    with pytest.raises(DomainError), transaction():
        wishes.offer(boss, made.id, group.id)


def test_a_place_ended_by_hand_ends_on_the_prisons_day(boss, group, make_person):
    place = seat(boss, group, make_person("T1"))
    with clock.held_at(dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)), transaction():
        places.end(boss, place.id, reason=EndReason.OWN_WISH)
    assert session.get(Allocation, place.id).ended_on == MONDAY + dt.timedelta(days=1)


def test_a_session_cancelled_with_pay_pays_its_minutes_once(boss, group, make_person):
    heard = []
    events.subscribe(EarningsDueTogether, lambda many: heard.extend(many.lines))
    people = [seat(boss, group, make_person(number)) for number in ("T1", "T2")]
    held = sessions_of(group.id)[0]
    rate = {"basis": RateBasis.HOUR, "minor": 100, "currency": "EUR", "valid_from": MONDAY}
    with transaction():
        pay.set_rate(boss, NewRate(programme_id=group.programme_id, **rate))
        assert cancellations.cancel(boss, held.id, reason="Instructor ill", paid=True) == len(people)
    assert [one.minor for one in session.scalars(sa.select(PayLine))] == [200, 200]
    with transaction():
        run = pay_periods.freeze(boss, NewRun(unit_id=group.unit_id, last_on=MONDAY))
    book(run)
    assert {one.person_id for one in heard} == {one.person_id for one in people}
    with pytest.raises(DomainError, match="planned"), transaction():
        cancellations.cancel(boss, held.id, reason="Instructor ill", paid=True)
    with pytest.raises(DomainError, match="cancelled"), transaction():
        registers.complete_register(boss, held.id, {people[0].id: Mark(code="present")})


def test_a_session_cancelled_without_pay_pays_nobody(boss, group, make_person):
    seat(boss, group, make_person("T1"))
    with transaction():
        assert cancellations.cancel(boss, sessions_of(group.id)[0].id, reason="No tools", paid=False) == 0
    assert session.scalar(sa.select(PayLine)) is None
