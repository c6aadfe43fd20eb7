from __future__ import annotations

import datetime as dt

from icalendar import Calendar

from kernel.authz import Role
from kernel.ids import new_id
from probation.arranging.service import Series, arrange
from probation.contacts import service as contacts
from probation.contacts.models import MovedBy
from tests import cast


def address_of(client, sign_in, actor):
    page = sign_in(client, actor).post("/my/agenda").text
    return "/agenda/" + page.split("/agenda/")[1].split(".ics")[0] + ".ics"


def events(answer):
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def test_it_tells_time_and_initials_and_no_more(client, sign_in, world):
    with cast.deed():
        arrange(world.officer, world.order.id, Series(first=world.appointment()))
    address = address_of(client, sign_in, world.officer)
    answer = client.get(address)
    assert answer.mimetype == "text/calendar"
    (only,) = events(answer)
    assert str(only["summary"]) == "At home: A. H."
    assert only["dtend"].dt - only["dtstart"].dt == dt.timedelta(minutes=30)
    for secret in ("Amal", "Haddad", "Mill Lane", world.person.number):
        assert secret not in answer.text


def test_a_moved_appointment_is_cancelled_and_stands_anew(client, sign_in, world):
    with cast.deed():
        first = arrange(world.officer, world.order.id, Series(first=world.appointment())).made[0]
        move = contacts.Move(
            id=new_id(), contact_id=first.id, moved_by=MovedBy.PERSON, reason="Work", to=world.appointment(days=8)
        )
        contacts.move_contact(world.officer, move)
    found = events(client.get(address_of(client, sign_in, world.officer)))
    assert sorted(str(one["status"]) for one in found) == ["CANCELLED", "CONFIRMED"]


def test_the_hour_is_right_on_both_sides_of_the_change(client, sign_in, world):
    with cast.deed():
        for days in (7, 35):
            arrange(world.officer, world.order.id, Series(first=world.appointment(days=days)))
    found = events(client.get(address_of(client, sign_in, world.officer)))
    assert {one["dtstart"].dt.utcoffset() for one in found} == {dt.timedelta(hours=1), dt.timedelta(hours=2)}


def test_a_renewed_or_withdrawn_address_is_dead(client, sign_in, world):
    old = address_of(client, sign_in, world.officer)
    new = address_of(client, sign_in, world.officer)
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    client.post("/my/agenda/withdraw")
    assert client.get(new).status_code == 404


def test_another_officers_appointments_are_not_in_it(client, sign_in, world, office):
    with cast.deed():
        arrange(world.officer, world.order.id, Series(first=world.appointment()))
    other = cast.make_actor(Role.PROBATION_OFFICER, office)
    assert events(client.get(address_of(client, sign_in, other))) == []
