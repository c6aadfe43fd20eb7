"""One prison sends, the other says that the person is there; in between they are on the way and counted there."""

import pytest

from casework.counts import queries as counts
from casework.custody.models import MovementKind as K
from casework.custody.service import NewMovement, acknowledge, move
from casework.people.models import Person
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, NotFound
from tests import cast
from tests.casework.people_inside import received


@pytest.fixture
def other():
    return cast.make_unit(name="Southfield Prison")


def sent(prison, other, person, **over):
    with transaction():
        facts = {"person_id": person, "kind": K.TRANSFER, "at": clock.now(), "to_id": other.id, **over}
        return move(cast.make_actor(Role.GOVERNOR, prison), NewMovement(**facts)).id


def places(unit):
    return {row.place: row.people for row in counts.figures(unit.id, clock.now())}


def test_on_the_way_until_the_other_prison_says_so(prison, other, as_actor):
    person, wing = received(prison), cast.make_wing(other)
    receiver = as_actor(Role.RECORDS_OFFICER, other)
    movement = sent(prison, other, person)
    assert (places(prison), places(other)) == ({}, {"way": 1})
    assert [row.name for row in counts.arriving_page(receiver).rows] == ["Ann Hart"]
    with pytest.raises(DomainError, match="arrival first"), transaction():
        move(receiver, NewMovement(person_id=person, kind=K.TO_COURT, at=clock.now(), destination="Court"))
    with pytest.raises(NotFound), transaction():
        acknowledge(as_actor(Role.RECORDS_OFFICER, prison), movement, at=clock.now())
    with transaction():
        acknowledge(receiver, movement, at=clock.now(), wing_id=wing.id)
    with transaction():
        acknowledge(receiver, movement, at=clock.now())
    assert places(other) == {"inside": 1}
    assert session.get_one(Person, person).wing_id == wing.id
    assert counts.count_arriving(receiver) == 0


def test_a_prison_for_men_refuses_a_woman_at_the_senders_desk(prison, other, as_actor):
    from casework.capacity.service import NewRule, set_rule

    with transaction():
        rule = NewRule(unit_id=other.id, official=1, operational=1, emergency=1, sex="male")
        set_rule(as_actor(Role.GOVERNOR, other), rule)
    person = received(prison)
    with pytest.raises(DomainError, match=r"Rule 11 \(a\)"):
        sent(prison, other, person)
    sent(prison, other, person, override_reason="The women's prison burned down tonight")
    client_sees = as_actor(Role.INSPECTOR)
    from casework.capacity.queries import overrides_page

    assert [row.name for row in overrides_page(client_sees).rows] == ["Ann Hart"]


def test_on_screen(prison, other, signed_in):
    person = received(prison)
    movement = sent(prison, other, person)
    client = signed_in(Role.RECORDS_OFFICER, other)
    assert "On the way here" in client.get(f"/people/{person}/custody").text
    assert "Ann Hart" in client.get("/arriving").text
    local = clock.local(clock.now(), "Europe/Paris")
    typed = {
        "a-at_day-day": local.day,
        "a-at_day-month": local.month,
        "a-at_day-year": local.year,
        "a-at_time": "25:00",
    }
    assert client.post(f"/people/{person}/movements/{movement}/arrival", data=typed).status_code == 422
    typed["a-at_time"] = f"{local:%H:%M}"
    assert client.post(f"/people/{person}/movements/{movement}/arrival", data=typed).status_code == 303
    assert "On the way here" not in client.get(f"/people/{person}/custody").text
