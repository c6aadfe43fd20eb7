"""Sessions by a secret address: read without signing in, parsed back, without a word on any prisoner."""

from __future__ import annotations

import datetime as dt
import logging
import re

import icalendar
import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.accounts.models import Account
from kernel.authz import Role
from kernel.db import session, transaction
from programmes.cancellations import service as cancellations
from programmes.catalogue import service as catalogue
from programmes.catalogue.service import NewWorkshop
from programmes.feeds import service
from programmes.feeds.models import FeedAddress
from programmes.intakes.queries import sessions_of
from programmes.intakes.service import NewIntake, NewSlot, add_slot, open_intake
from programmes.moves.service import NewMove, move
from programmes.places import service as places
from programmes.places.service import Placement
from tests import cast


@pytest.fixture
def address(boss):
    with transaction():
        return f"/feeds/{service.make_own(boss)}.ics"


def events(answer) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(answer.data).walk("VEVENT"))


def test_it_tells_of_the_sessions_and_of_nobody(boss, group, make_person, client, address):
    person = make_person("A1234")
    with transaction():
        places.place(boss, Placement(person_id=person.id, intake_id=group.id, consented=True))
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert "Set-Cookie" not in answer.headers
    first, second = events(answer)
    assert first["SUMMARY"] == "Tailoring A"
    begins = first.decoded("DTSTART")
    assert (begins.tzinfo.key, begins.hour) == ("Europe/Paris", 8)
    assert second.decoded("DTEND") - second.decoded("DTSTART") == dt.timedelta(hours=2)
    assert first["STATUS"] == "CONFIRMED"
    assert list(icalendar.Calendar.from_ical(answer.data).walk("VTIMEZONE"))
    assert "A1234" not in answer.text
    assert person.name not in answer.text


def test_what_is_cancelled_or_moved_says_so_under_the_same_name(boss, group, client, address):
    before = {one["UID"]: one for one in events(client.get(address))}
    rows = sessions_of(group.id)
    with transaction():
        cancellations.cancel(boss, rows[0].id, reason="No tools", paid=False)
        move(boss, NewMove(session_id=rows[1].id, to_on=dt.date(2026, 12, 2), to_starts_at=dt.time(14), follow=False,
                           reason="Instructor away"))  # fmt: skip
    after = {one["UID"]: one for one in events(client.get(address))}
    assert before.keys() == after.keys()
    cancelled, moved = after[f"{rows[0].id}@throughcare"], after[f"{rows[1].id}@throughcare"]
    assert (cancelled["STATUS"], cancelled["SEQUENCE"]) == ("CANCELLED", 1)
    assert (moved.decoded("DTSTART").hour, moved["SEQUENCE"]) == (14, 1)


def test_it_stays_the_same_until_something_changes(boss, group, client, address):
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    with clock.held_at(dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)), transaction():
        cancellations.cancel(boss, sessions_of(group.id)[1].id, reason="No tools", paid=False)
    for wanted in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
        assert client.get(address, headers=wanted).status_code == 200


def test_a_workshop_has_its_own_and_an_instructor_sees_no_other(boss, prison, group, client, address):
    other = cast.make_actor(Role.INSTRUCTOR, prison)
    with transaction():
        room = catalogue.open_workshop(boss, NewWorkshop(unit_id=prison.id, name="Sewing room", seats=9))
        made = open_intake(boss, NewIntake(
            programme_id=group.programme_id, unit_id=prison.id, instructor_id=other.human_id, name="Quilts",
            starts_on=group.starts_on, ends_on=group.ends_on, capacity=5, workshop_id=room.id,
        ))  # fmt: skip
        add_slot(boss, NewSlot(intake_id=made.id, weekday=2, starts_at=dt.time(9), ends_at=dt.time(11)))
        secret = service.make_for_workshop(boss, room.id)
    assert {str(one["SUMMARY"]) for one in events(client.get(address))} == {"Tailoring A"}
    found = events(client.get(f"/feeds/{secret}.ics"))
    assert {str(one["SUMMARY"]) for one in found} == {"Quilts"}
    assert found[0]["LOCATION"].startswith("Sewing room")


def test_renewed_withdrawn_or_left_behind_it_stops(boss, group, client, address):
    with transaction():
        fresh = service.make_own(boss)
    assert client.get(address).status_code == 404
    assert client.get(f"/feeds/{fresh}.ics").status_code == 200
    with transaction():
        account = session.get_one(Account, boss.account_id)
        account.active = False
        _note(account)
    assert client.get(f"/feeds/{fresh}.ics").status_code == 404
    with transaction():
        account.active = True
        _note(account)
        service.withdraw_own(boss)
    assert client.get(f"/feeds/{fresh}.ics").status_code == 404
    assert client.get("/feeds/made-up.ics").status_code == 404


def _note(account) -> None:
    from kernel import audit

    audit.record(None, "account.closed", account)


def test_the_secret_is_told_once_and_kept_nowhere(boss, group, client, sign_in, caplog):
    sign_in(client, boss)
    assert "no address yet" in client.get("/my/calendar").text
    with caplog.at_level(logging.DEBUG):
        shown = client.post("/my/calendar").text
        secret = re.search(r"/feeds/([\w-]{43})\.ics", shown)[1]
        client.get(f"/feeds/{secret}.ics")
    assert secret not in caplog.text
    assert secret not in client.get("/my/calendar").text
    assert secret.encode() not in session.scalar(sa.select(FeedAddress.token_hash))
    assert client.post("/my/calendar/withdraw").status_code == 302
    assert client.get(f"/feeds/{secret}.ics").status_code == 404


def test_a_workshop_elsewhere_is_none_of_my_business(boss, group, client, sign_in, prison):
    stranger = cast.make_actor(Role.PROGRAMME_COORDINATOR, cast.make_unit())
    with transaction():
        room = catalogue.open_workshop(boss, NewWorkshop(unit_id=prison.id, name="Sewing room", seats=9))
    sign_in(client, stranger)
    assert client.get(f"/workshops/{room.id}/calendar").status_code == 404
    assert client.post(f"/workshops/{room.id}/calendar").status_code == 404
