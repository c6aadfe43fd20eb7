"""A change planned for a day happens on it; who does not come on Tuesday afternoons is on no such register."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.people.models import Person
from kernel import audit, clock
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from programmes.exclusions.models import DayPart, PlaceExclusion
from programmes.exclusions.service import NewExclusion, end_exclusion, exclude
from programmes.intakes import service as intakes
from programmes.intakes.models import ClassSession, Intake
from programmes.intakes.queries import sessions_of
from programmes.intakes.service import NewIntake, NewSlot
from programmes.places import service as places
from programmes.places.models import Allocation, AllocationState, EndReason
from programmes.places.service import Placement
from programmes.planned.models import ChangeKind, ChangeState, PlannedChange
from programmes.planned.service import NewChange, due_now, happen, plan
from programmes.registers.queries import roll_of

MONDAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def place(boss, group, make_person):
    person = make_person("T1")
    with transaction():
        return places.place(boss, Placement(person_id=person.id, intake_id=group.id)).allocation


def later(place, kind, days, **over):
    return NewChange(
        id=new_id(), allocation_id=place.id, kind=kind, on_date=MONDAY + dt.timedelta(days=days), words="As agreed",
        **over,
    )  # fmt: skip


def pass_days(days):
    """What the hourly job does, that many days later."""
    with clock.held_at(NOON + dt.timedelta(days=days)), transaction():
        done = [happen(one) for one in due_now()]
    session.expire_all()
    return done


def test_a_suspension_its_end_and_the_end_of_the_place_happen_on_their_days(place, boss):
    with transaction():
        plan(boss, later(place, ChangeKind.SUSPEND, 1, paid=True))
        plan(boss, later(place, ChangeKind.RESUME, 3))
        plan(boss, later(place, ChangeKind.END, 5, end_reason=EndReason.OWN_WISH))
    assert pass_days(0) == []
    assert pass_days(1) == [True]
    now = session.get(Allocation, place.id)
    assert (now.state, now.suspended_paid) == (AllocationState.SUSPENDED, True)
    assert pass_days(3) == [True]
    assert session.get(Allocation, place.id).state is AllocationState.ACTIVE
    assert pass_days(6) == [True]
    now = session.get(Allocation, place.id)
    assert (now.end_reason, now.ended_on) == (EndReason.OWN_WISH, MONDAY + dt.timedelta(days=5))
    assert session.scalar(sa.select(Intake.__table__.c.taken)) == 0
    assert pass_days(7) == []


def test_what_cannot_happen_is_said_so_and_changes_nothing(place, boss):
    with transaction():
        made = plan(boss, later(place, ChangeKind.RESUME, 1))
    assert pass_days(1) == [False]
    assert session.get(PlannedChange, made.id).state is ChangeState.MISSED
    assert session.get(Allocation, place.id).state is AllocationState.ACTIVE


@pytest.mark.parametrize("days", [0, -1])
def test_a_change_lies_ahead(place, boss, days):
    with pytest.raises(DomainError, match="day to come"), transaction():
        plan(boss, later(place, ChangeKind.SUSPEND, days))


def not_on(place, weekday, part):
    return NewExclusion(
        id=new_id(), allocation_id=place.id, weekday=weekday, part=part, from_on=MONDAY, reason="Therapy then"
    )


def expected(boss, held):
    session.expire_all()
    return [row.id for row in roll_of(boss, session.get(ClassSession, held.id))]


def test_who_is_not_expected_is_not_on_the_register_and_comes_back(place, boss, group):
    first, second = sessions_of(group.id)
    with transaction():
        exclude(boss, not_on(place, 0, DayPart.AFTERNOON))
        exclude(boss, not_on(place, 1, DayPart.DAY))
    assert expected(boss, first) == [place.id]
    with transaction():
        made = exclude(boss, not_on(place, 0, DayPart.MORNING)).id
    assert expected(boss, first) == expected(boss, second) == []
    with transaction():
        end_exclusion(boss, made)
    assert expected(boss, first) == []
    assert expected(boss, second) == [place.id]


def test_the_page_plans_and_notes(place, boss, client, sign_in):
    sign_in(client, boss)
    path = f"/allocations/{place.id}"
    assert "Nothing is planned" in client.get(f"{path}/ahead").text
    day = {"change-on_date-day": "24", "change-on_date-month": "11", "change-on_date-year": "2026"}
    change = {"change-id": str(new_id()), "change-kind": "end", "change-words": "Wants to study"} | day
    assert client.post(f"{path}/changes", data=change).status_code == 422
    change |= {"change-end_reason": "own_wish"}
    assert [client.post(f"{path}/changes", data=change).status_code for _twice in range(2)] == [302, 302]
    made = session.scalar(sa.select(PlannedChange))
    assert "own wish" in client.get(f"{path}/ahead").text
    assert client.post(f"/planned-changes/{made.id}/take-back").status_code == 302
    day = {"except-from_on-day": "24", "except-from_on-month": "11", "except-from_on-year": "2026"}
    time = {"except-id": str(new_id()), "except-weekday": "1", "except-part": "afternoon", "except-reason": "Therapy"}
    assert client.post(f"{path}/exclusions", data=time).status_code == 422
    assert client.post(f"{path}/exclusions", data=time | day).status_code == 302
    assert "Afternoon" in client.get(f"{path}/ahead").text
    made = session.scalar(sa.select(PlaceExclusion))
    assert client.post(f"/place-exclusions/{made.id}/end").status_code == 302


def test_a_place_at_the_same_time_and_a_release_too_soon_warn_and_stop_nobody(place, boss, group, prison):
    with transaction():
        facts = {"programme_id": group.programme_id, "unit_id": prison.id, "instructor_id": boss.human_id}
        other = intakes.open_intake(boss, NewIntake(
            name="Tailoring B", starts_on=MONDAY, ends_on=MONDAY + dt.timedelta(days=13), capacity=2, **facts
        ))  # fmt: skip
        intakes.add_slot(boss, NewSlot(intake_id=other.id, weekday=0, starts_at=dt.time(9), ends_at=dt.time(11)))
        person = session.get(Person, place.person_id)
        person.release_on = MONDAY
        audit.record(None, "person.changed", person)
    order = Placement(person_id=place.person_id, intake_id=other.id, handover="Adult college")
    same_time, too_soon = places.preview(boss, order).warnings
    assert "Tailoring A" in same_time
    assert "0 minutes are left, 96 are needed" in too_soon
    with transaction():
        exclude(boss, not_on(place, 0, DayPart.MORNING))
        assert len(places.preview(boss, order).warnings) == 1
        assert places.place(boss, order).allocation
