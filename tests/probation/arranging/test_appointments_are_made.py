from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import audit, clock
from kernel.calendars.models import OwnDay, OwnDayKind
from kernel.db import session
from kernel.errors import DomainError
from kernel.ids import new_id
from probation.arranging import service
from probation.arranging.models import Confirmation, ConfirmedBy
from probation.arranging.rules import Repeat, days_of
from probation.contacts import service as contacts
from probation.contacts.models import Contact, ContactKind, MovedBy
from probation.contacts.queries import open_appointments
from tests import cast

FIRST = dt.date(2026, 1, 31)


def arrange(world, **over):
    first = over.pop("first", None) or world.appointment()
    with cast.deed():
        return service.arrange(world.officer, world.order.id, service.Series(first=first, **over))


def close(world, day):
    with cast.deed():
        made = OwnDay(unit_id=world.office.id, first_on=day, last_on=day, kind=OwnDayKind.CLOSED, reason="Moving house")
        session.add(made)
        audit.record(world.supervisor, "own_day.noted", made)


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        (Repeat.WEEKLY, ["2026-01-31", "2026-02-07", "2026-02-14"]),
        (Repeat.FORTNIGHTLY, ["2026-01-31", "2026-02-14", "2026-02-28"]),
        (Repeat.MONTHLY, ["2026-01-31", "2026-02-28", "2026-03-31"]),
        (Repeat.ONCE, ["2026-01-31"]),
    ],
)
def test_the_days_of_a_series(repeat, expected):
    days = days_of(FIRST, repeat, 3, None, lambda _day: None)
    assert [day.isoformat() for day in days.kept] == expected


def test_a_series_leaves_closed_days_out_and_says_why(world):
    close(world, clock.today() + dt.timedelta(days=14))
    done = arrange(world, repeat=Repeat.WEEKLY, times=3)
    assert [one.at.date().day for one in done.made] == [9, 23, 30]
    assert done.skipped == ((dt.date(2026, 3, 16), "Moving house"),)


def test_the_clock_on_the_wall_stays_over_the_change_of_time(world):
    done = arrange(world, repeat=Repeat.WEEKLY, times=5)
    assert {clock.local(one.at, "Europe/Paris").time() for one in done.made} == {dt.time(10, 0)}
    assert len({one.at.time() for one in done.made}) == 2


def test_a_series_ends_with_the_order(world):
    done = arrange(world, repeat=Repeat.MONTHLY)
    assert done.made[-1].at.date() <= world.order.ends_on
    assert len(done.made) == 12


def test_sending_a_series_again_makes_nothing_more(world):
    first = world.appointment()
    arrange(world, first=first, repeat=Repeat.WEEKLY, times=3)
    arrange(world, first=first, repeat=Repeat.WEEKLY, times=3)
    assert len(open_appointments(world.person.id)) == 3


def test_overlapping_is_asked_about_and_done_on_purpose(world):
    first = arrange(world).made[0]
    again = dataclasses.replace(first, id=new_id(), at=first.at + dt.timedelta(minutes=20))
    with pytest.raises(DomainError, match="overlap only on purpose") as refusal:
        arrange(world, first=again)
    assert refusal.value.field == "overlapping"
    arrange(world, first=dataclasses.replace(again, overlapping=True))
    assert len(open_appointments(world.person.id)) == 2


def test_one_after_the_other_does_not_overlap(world):
    first = arrange(world).made[0]
    arrange(world, first=dataclasses.replace(first, id=new_id(), at=first.at + dt.timedelta(minutes=30)))
    assert len(open_appointments(world.person.id)) == 2


def test_a_home_visit_needs_an_address(world):
    with pytest.raises(DomainError, match="a home visit has an address") as refusal:
        arrange(world, first=world.appointment(kind=ContactKind.HOME, place=""))
    assert refusal.value.field == "next_place"


def test_a_confirmed_appointment_that_moves_has_to_be_confirmed_again(world):
    first = arrange(world).made[0]
    with cast.deed():
        service.confirm(world.officer, first.id, ConfirmedBy.SPOKEN)
        service.confirm(world.officer, first.id, ConfirmedBy.MESSAGE)
    assert session.scalars(sa.select(Confirmation.how)).all() == [ConfirmedBy.SPOKEN]
    later = world.appointment(days=9)
    with cast.deed():
        move = contacts.Move(id=new_id(), contact_id=first.id, moved_by=MovedBy.OTHER, reason="Bus strike", to=later)
        contacts.move_contact(world.officer, move)
    with pytest.raises(DomainError), cast.deed():
        service.confirm(world.officer, first.id, ConfirmedBy.SPOKEN)
    assert session.scalars(sa.select(Contact.id).where(Contact.state == "rescheduled")).all() == [move.id]


FORM = {
    "next_on-day": "9", "next_on-month": "3", "next_on-year": "2026", "next_kind": "office", "minutes": "30",
    "repeat": "once", "times": "",
}  # fmt: skip


@pytest.mark.parametrize("typed", ["9.30", "0930", "9:30", "9h30", "9.30 am", "٩:٣٠", "۰۹۳۰"])
def test_time_is_taken_as_typed(client, sign_in, world, typed):
    sign_in(client, world.officer)
    data = {**FORM, "next_id": str(new_id()), "next_time": typed}
    answer = client.post(f"/people/{world.person.id}/appointments/new", data=data)
    assert answer.status_code == 303, answer.text
    planned = open_appointments(world.person.id)
    assert clock.local(planned[0].scheduled_at, "Europe/Paris").time() == dt.time(9, 30)


def test_an_evening_time_with_its_half_of_the_day(client, sign_in, world):
    sign_in(client, world.officer)
    data = {**FORM, "next_id": str(new_id()), "next_time": "9:30 pm"}
    client.post(f"/people/{world.person.id}/appointments/new", data=data)
    assert clock.local(open_appointments(world.person.id)[0].scheduled_at, "Europe/Paris").time() == dt.time(21, 30)


def test_the_page_warns_and_then_does_it(client, sign_in, world):
    sign_in(client, world.officer)
    for tick in ({}, {}, {"overlapping": "y"}):
        data = {**FORM, "next_id": str(new_id()), "next_time": "9.30", "next_place": "Room 4", **tick}
        answer = client.post(f"/people/{world.person.id}/appointments/new", data=data)
        if answer.status_code == 422:
            assert 'name="overlapping"' in answer.text
            assert "Room 4" in answer.text
    assert len(open_appointments(world.person.id)) == 2
