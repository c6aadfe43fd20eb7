"""The governor chooses a country and closes days; others look; what is wrong is refused in words."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel.authz import Role
from kernel.calendars import service
from kernel.calendars.models import OwnDayKind
from kernel.calendars.queries import calendar_of, calendars_of
from kernel.calendars.service import NewCalendar, NewOwnDays
from kernel.db import transaction
from kernel.errors import DomainError, Forbidden, NotFound
from tests import cast


def days(unit, first="2027-03-10", last="2027-03-10", kind=OwnDayKind.CLOSED, reason="Stocktaking"):
    return NewOwnDays(unit_id=unit.id, kind=kind, first_on=dt.date.fromisoformat(first),
                      last_on=dt.date.fromisoformat(last), reason=reason)  # fmt: skip


def test_without_a_choice_it_is_monday_to_friday() -> None:
    prison = cast.make_unit()
    assert calendar_of(prison.id).weekdays == {0, 1, 2, 3, 4}
    assert calendar_of(prison.id).public_holiday(dt.date(2027, 1, 1)) is None


def test_the_estimated_day_is_corrected_and_each_prison_keeps_its_own() -> None:
    here, there = cast.make_unit(), cast.make_unit()
    governor = cast.make_actor(Role.GOVERNOR, here)
    with transaction():
        service.set_calendar(governor, NewCalendar(unit_id=here.id, country="TN", weekdays=(6, 0, 1, 2, 3)))
        service.note_days(governor, days(here, "2027-03-09", "2027-03-09", OwnDayKind.OPENED, "Moved"))
        closed = service.note_days(governor, days(here, "2027-03-11", "2027-03-11", reason="Eid as announced"))
    both = calendars_of([here.id, there.id])
    assert both[here.id].is_working(dt.date(2027, 3, 9))
    assert both[here.id].closed(dt.date(2027, 3, 11)) == "Eid as announced"
    assert both[there.id].is_working(dt.date(2027, 3, 11))
    with transaction():
        service.take_back(governor, closed.id)
    assert calendar_of(here.id).closed(dt.date(2027, 3, 11)) != "Eid as announced"


def test_what_is_wrong_is_refused_in_words() -> None:
    prison = cast.make_unit()
    governor = cast.make_actor(Role.GOVERNOR, prison)
    with transaction():
        service.note_days(governor, days(prison, "2027-03-08", "2027-03-12"))
    for wrong, field in (
        (days(prison, "2027-03-12", "2027-03-20"), "first_on"),
        (days(prison, "2027-05-02", "2027-05-01"), "last_on"),
        (days(prison, "2027-05-02", "2029-05-01"), "last_on"),
        (days(prison, "2027-05-02", "2027-05-02", reason=""), "reason"),
    ):
        with pytest.raises(DomainError) as refused, transaction():
            service.note_days(governor, wrong)
        assert refused.value.field == field
    for new in (NewCalendar(unit_id=prison.id, country="XX"), NewCalendar(unit_id=prison.id, weekdays=()),
                NewCalendar(unit_id=prison.id, country="FR", subdivision="BY")):  # fmt: skip
        with pytest.raises(DomainError), transaction():
            service.set_calendar(governor, new)


def test_only_those_in_charge_set_it() -> None:
    prison, other = cast.make_unit(), cast.make_unit()
    with pytest.raises(Forbidden), transaction():
        service.set_calendar(cast.make_actor(Role.INSTRUCTOR, prison), NewCalendar(unit_id=prison.id))
    with pytest.raises(NotFound), transaction():
        service.set_calendar(cast.make_actor(Role.GOVERNOR, other), NewCalendar(unit_id=prison.id))


def test_the_page_shows_the_year_and_takes_changes(client, signed_in) -> None:
    prison = cast.make_unit()
    signed_in(Role.GOVERNOR, prison)
    address = f"/calendars/{prison.id}"
    assert client.get("/calendars").headers["Location"] == address
    assert client.post(address, data={"country": "DE", "weekdays": ["0", "1"]}).status_code == 302
    shown = client.get(f"{address}?year=2027").text
    assert "New Year" in shown
    assert "Bayern" in shown
    assert client.post(address, data={"country": "DE", "subdivision": "BY", "weekdays": ["0"]}).status_code == 302
    assert "Epiphany" in client.get(f"{address}?year=2027").text
    assert client.post(address, data={"country": "DE"}).status_code == 422
    day = {"first_on-day": "3", "first_on-month": "5", "first_on-year": "2027"}
    sent = {"kind": "closed", "reason": "Fire drill", **day}
    assert client.post(f"{address}/days", data=sent).status_code == 302
    assert "Fire drill" in client.get(f"{address}?year=2027").text
    refused = client.post(f"{address}/days", data=sent)
    assert refused.status_code == 422
    assert "is noted already" in refused.text
    assert "are known from" in client.get(f"{address}?year=2150").text


def test_whoever_only_looks_finds_no_form(client, signed_in) -> None:
    prison = cast.make_unit()
    signed_in(Role.PROGRAMME_COORDINATOR, prison)
    assert "Save the calendar" not in client.get(f"/calendars/{prison.id}").text
    assert client.post(f"/calendars/{prison.id}", data={}).status_code == 403
    assert client.get(f"/calendars/{cast.make_unit().id}").status_code == 404
