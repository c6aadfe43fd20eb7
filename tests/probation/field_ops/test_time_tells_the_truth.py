from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from kernel import audit, clock
from kernel.db import session
from probation.contacts.models import Contact
from probation.field_visits.models import LateEntry
from probation.field_visits.rules import turned
from tests.probation.conftest import NOW

DAY = dt.timedelta(days=1)


def the_visit():
    return session.scalar(sa.select(Contact).where(Contact.outcome.is_not(None)))


def test_it_says_how_much_later_it_was_recorded(phone, world):
    when = (NOW - dt.timedelta(hours=4, minutes=35)).isoformat()
    shown = phone.send(phone.visit(world.order.id, occurred_at=when)).json["href"]
    assert "recorded 4 h 35 min later, offline" in phone.client.get(shown).get_data(as_text=True)
    assert (the_visit().occurred_at, the_visit().received_at) == (NOW - dt.timedelta(hours=4, minutes=35), NOW)


def test_a_clock_three_hours_ahead_is_set_right_and_both_times_are_kept(phone, world):
    wrong = NOW + dt.timedelta(hours=3)
    op = {"device_clock": wrong.isoformat(), "occurred_at": (wrong - dt.timedelta(minutes=20)).isoformat()}
    visit = phone.visit(world.order.id, occurred_at=op["occurred_at"], op=op)
    shown = phone.send(visit)
    assert shown.status_code == 201
    assert the_visit().occurred_at == NOW - dt.timedelta(minutes=20)
    page = phone.client.get(shown.json["href"]).get_data(as_text=True)
    assert "3 h 0 min ahead" in page
    assert "The time was set right" in page


def test_a_clock_a_minute_ahead_is_taken_at_its_word(phone, world):
    soon = (NOW + dt.timedelta(minutes=1)).isoformat()
    assert phone.send(phone.visit(world.order.id, occurred_at=soon, op={"device_clock": soon})).status_code == 201
    assert the_visit().occurred_at == NOW


def test_a_time_still_to_come_is_to_be_mended(phone, world):
    later = (NOW + dt.timedelta(hours=2)).isoformat()
    answer = phone.send(phone.visit(world.order.id, occurred_at=later))
    assert answer.status_code == 422
    assert "occurred_at" in answer.json["fields"]


def test_both_hours_of_the_night_when_clocks_go_back_stay_apart(phone, world, sign_in):
    with clock.held_at(dt.datetime(2026, 10, 25, 8, 0, tzinfo=dt.UTC)):
        sign_in(phone.client, world.officer)
        phone.register()
        for at in ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"):
            assert phone.send(phone.visit(world.order.id, occurred_at=at, op={"after": None})).status_code == 201
    times = session.scalars(sa.select(Contact.occurred_at).where(Contact.outcome.is_not(None)).order_by(Contact.at))
    assert [one.hour for one in times] == [0, 1]


def test_a_late_visit_turns_the_days_that_counted_as_overdue_and_says_so(phone, world, sign_in):
    """Since 2 March the first contact is owed within days; the visit of that day arrives weeks later."""
    with clock.held_at(NOW + 20 * DAY):
        sign_in(phone.client, world.officer)
        phone.register()
        met = (NOW + 19 * DAY).isoformat()
        shown = phone.send(phone.visit(world.order.id, kind="home", occurred_at=met)).json["href"]
        made = session.scalar(sa.select(LateEntry))
        assert made is not None
        assert (str(made.was), str(made.became), made.on_day) == ("overdue", "met", (NOW + 19 * DAY).date())
        page = phone.client.get(shown).get_data(as_text=True)
    assert "changed from overdue to met by late entry" in page
    told = sa.select(audit.AuditEntry.subject_id).where(audit.AuditEntry.action == "compliance.recomputed")
    assert session.scalars(told).all() == [made.id]


def test_what_a_late_entry_turns():
    first = dt.date(2026, 3, 1)
    days = [first + n * DAY for n in range(20)]
    assert turned(days[3], days[17], days[2], days[10]).on == days[4]
    assert turned(days[3], days[17], days[6], days[10]).on == days[6]
    assert turned(days[3], None, days[6], days[10]).on == days[6]
    assert turned(days[3], days[9], days[6], days[10]) is None, "still overdue"
    assert turned(days[12], days[17], days[6], days[10]) is None, "was not overdue"
    assert turned(days[3], days[17], days[10], days[10]) is None, "not late: it is of today"
    assert turned(None, None, days[6], days[10]) is None
