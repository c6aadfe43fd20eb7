"""A correction appends: the day, the kind and the words change, what stood before stays, and privacy only grows."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from kernel import clock
from kernel.authz import Role
from kernel.errors import DomainError
from kernel.ids import new_id
from probation.contacts.models import ContactKind, Outcome
from probation.contacts.queries import contact_for, history_of
from probation.contacts.service import record_visit
from probation.corrections.service import Amendment, amend_contact
from tests import cast


def logged(world, **over):
    with cast.deed():
        return record_visit(world.officer, world.visit(**over)).id


def amend(world, contact_id, **over):
    facts = {"outcome": Outcome.COMPLIED, "note": "", "agreed_action": "", "reason": "Typed wrongly"}
    with cast.deed():
        return amend_contact(world.officer, Amendment(id=new_id(), contact_id=contact_id, **{**facts, **over})).id


def row(world, contact_id):
    return contact_for(world.officer, contact_id)[1]


def test_the_day_the_kind_and_the_words(world):
    first = logged(world, who="His sister", person_words="I want the night shift.", strengths="On time")
    earlier = clock.now() - dt.timedelta(hours=3)
    second = row(world, amend(world, first, occurred_at=earlier, kind=ContactKind.PHONE, who="", minutes=12))
    assert (second.at, second.kind, second.minutes, second.who) == (earlier, "phone", 12, "")
    assert (second.person_words, second.strengths) == ("I want the night shift.", "On time")
    before = history_of(second.root_id)[0]
    assert (before.id, before.kind, before.who) == (first, "office", "His sister")


def test_a_time_to_come_is_refused_beside_the_day(world):
    first = logged(world)
    with pytest.raises(DomainError, match="still to come") as refusal:
        amend(world, first, occurred_at=clock.now() + dt.timedelta(days=1))
    assert refusal.value.field == "on"


def test_what_is_kept_with_probation_stays_there(world, client, sign_in):
    first = logged(world, note="She fears a neighbour")
    second = amend(world, first, note="She fears a neighbour", sensitive=True)
    third = amend(world, second, note="She fears a neighbour across the street")
    assert row(world, third).sensitive
    governor = cast.make_actor(Role.GOVERNOR, world.office, name="Karim Saidi")
    assert "fears" not in sign_in(client, governor).get(f"/contacts/{third}").text
    assert sign_in(client, world.officer).get(f"/contacts/{third}").text.count("fears a neighbour") == 3


def test_the_page_comes_filled_and_saves_the_day(world, client, sign_in):
    first = logged(world, person_words="I kept my word.", who="Interpreter", needs=("work", "money"), place="Café")
    browser = sign_in(client, world.officer)
    page = browser.get(f"/contacts/{first}/amend").text
    assert "I kept my word." in page
    assert 'value="Interpreter"' in page
    assert 'value="Café"' in page
    assert page.count(" checked") == 2
    typed = {"id": str(new_id()), "outcome": "complied", "kind": "home", "time": "8.15", "reason": "It was at home",
             "on-day": 1, "on-month": 3, "on-year": 2026, "person_words": "I kept my word.", "who": "",
             "needs": ["money"], "place": "Hostel"}  # fmt: skip
    answer = browser.post(f"/contacts/{first}/amend", data=typed)
    assert answer.status_code == 303, answer.text
    stands = row(world, uuid.UUID(typed["id"]))
    assert clock.local(stands.at, world.office.zone).isoformat()[:16] == "2026-03-01T08:15"
    assert stands.kind == "home"
    assert (stands.needs, stands.place) == (["money"], "Hostel")
