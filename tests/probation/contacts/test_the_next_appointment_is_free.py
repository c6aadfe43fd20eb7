"""What is agreed at the end of a visit: on an open day, in the rhythm of the standards, over nothing by mistake."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import pytest

from kernel import clock
from kernel.errors import DomainError
from kernel.fields import moment_of
from kernel.ids import new_id
from probation.arranging.queries import proposed_next
from probation.contacts import service
from probation.contacts.models import ContactKind, MovedBy
from probation.contacts.queries import open_appointments, suggested_day
from probation.orders.queries import order_for
from probation.packs.queries import packs
from probation.packs.rules import gap_of
from tests import cast


def planned(world, **over):
    with cast.deed():
        return service.plan_contact(world.officer, world.order.id, world.appointment(**over)).id


def proposed(world):
    _card, order = order_for(world.officer, world.order.id)
    today = clock.today(order.zone)
    return suggested_day(order, ContactKind.OFFICE, today, open_appointments(world.person.id))


def test_the_standards_say_when_and_the_office_is_open(world):
    assert proposed(world) == clock.today() + dt.timedelta(days=45)
    with clock.held_at(clock.now() + dt.timedelta(days=2)):
        assert proposed(world) == dt.date(2026, 4, 17), "the Friday before the Saturday on which it falls due"


@pytest.mark.parametrize(
    ("level", "kind", "days"), [("high", "office", 15), ("low", "office", 180), ("high", "home", 15)]
)
def test_the_tightest_rule_that_asks_for_the_kind(level, kind, days):
    version = packs()["house"].versions[-1]
    between = next(one for one in version.phases if one.until_days is None and one.from_part is None)
    assert gap_of(version, level, kind, between) == days


def test_nothing_is_proposed_where_one_is_planned_already(world, client, sign_in):
    browser, form = sign_in(client, world.officer), f"/people/{world.person.id}/visits/new"
    assert re.search(r'next_on-day"[^>]* value="16"', browser.get(form).text)
    planned(world)
    assert proposed(world) is None
    page = browser.get(form).text
    assert "Planned already: Mon 9 Mar 2026" in page
    assert not re.search(r'next_on-day"[^>]* value="16"', page)


def test_the_next_time_overlaps_only_on_purpose(world):
    planned(world)
    after = world.appointment()
    visit = world.visit(next=dataclasses.replace(after, at=after.at + dt.timedelta(minutes=10)))
    with pytest.raises(DomainError, match="overlap only on purpose") as refusal, cast.deed():
        service.record_visit(world.officer, visit)
    assert refusal.value.field == "overlapping"
    with cast.deed():
        service.record_visit(
            world.officer, dataclasses.replace(visit, next=dataclasses.replace(visit.next, overlapping=True))
        )
    assert len(open_appointments(world.person.id)) == 2


def test_one_that_moves_does_not_meet_itself_but_meets_another(world):
    first, _other = planned(world), planned(world, days=8)
    to = world.appointment()
    move = service.Move(id=new_id(), contact_id=first, moved_by=MovedBy.PERSON, reason="Later bus", to=to)
    with pytest.raises(DomainError, match="overlap only on purpose"), cast.deed():
        service.move_contact(world.officer, dataclasses.replace(move, to=world.appointment(days=8)))
    with cast.deed():
        service.move_contact(
            world.officer, dataclasses.replace(move, to=dataclasses.replace(to, at=to.at + dt.timedelta(minutes=15)))
        )
    assert len(open_appointments(world.person.id)) == 2


def test_what_the_field_agreed_is_kept_as_it_is(world):
    planned(world)
    with cast.deed():
        service.record_visit(world.officer, world.visit(next=world.appointment(), recorded_offline=True))
    assert len(open_appointments(world.person.id)) == 2


def test_the_refusal_stands_on_the_page_with_a_box_to_tick(world, client, sign_in):
    planned(world)
    when = clock.local(world.appointment().at, world.office.zone)
    day = {"on-day": 2, "on-month": 3, "on-year": 2026, "time": "0930", "outcome": "complied", "kind": "office"}
    after = {"next_on-day": when.day, "next_on-month": when.month, "next_on-year": when.year}
    ids = {"id": str(new_id()), "next_id": str(new_id()), "order_id": str(world.order.id)}
    typed = {**ids, **day, **after, "next_kind": "office", "next_time": when.strftime("%H.%M")}
    browser = sign_in(client, world.officer)
    answer = browser.post(f"/people/{world.person.id}/visits/new", data=typed)
    assert answer.status_code == 422
    assert 'name="overlapping"' in answer.text
    assert browser.post(f"/people/{world.person.id}/visits/new", data=typed | {"overlapping": "y"}).status_code == 303


def test_a_time_that_is_taken_is_not_proposed(world):
    _card, order = order_for(world.officer, world.order.id)
    begun = clock.local(clock.now(), order.zone)

    def asked():
        return proposed_next(order, world.officer.human_id, ContactKind.OFFICE, begun, [])

    first = asked()
    assert first["next_time"] == dt.time(10, 0)
    taken = world.appointment(at=moment_of(first["next_on"], first["next_time"], order.zone))
    with cast.deed():
        service.plan_contact(world.officer, world.order.id, taken)
    assert asked() == {"next_on": first["next_on"], "next_time": dt.time(10, 30)}
