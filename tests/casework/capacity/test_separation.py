"""Who may live where: each refusal cites its rule, a governor may override it, and who must move is listed."""

import pytest

from casework.alerts.service import keep_people_apart
from casework.capacity import queries
from casework.capacity.rules import Limits, Placed, Room, objections
from casework.capacity.service import NewRule, set_rule
from casework.custody.models import MovementKind as K
from casework.custody.service import NewMovement, move
from casework.people.models import LegalStatus, Sex
from casework.people.rules import Age
from casework.sentences.service import NewSentence, impose
from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError, NotFound
from kernel.ids import new_id
from tests import cast
from tests.casework.people_inside import received

S = LegalStatus
TRIED, UNTRIED, CIVIL = S.SENTENCED, S.UNCONVICTED, S.CIVIL


@pytest.mark.parametrize(
    ("limits", "status", "rules"),
    [
        ({"sex": "male"}, TRIED, ["Mandela Rule 11 (a)"]),
        ({"untried": True}, TRIED, ["Mandela Rule 11 (b)"]),
        ({"untried": False}, UNTRIED, ["Mandela Rule 11 (b)"]),
        ({"untried": True}, UNTRIED, []),
        ({"civil": True}, TRIED, ["Mandela Rule 11 (c)"]),
        ({"civil": True}, CIVIL, []),
        ({"civil": False}, CIVIL, ["Mandela Rule 11 (c)"]),
        ({"untried": False}, CIVIL, ["Mandela Rule 11 (c)"]),
        ({"untried": True}, CIVIL, []),
        ({"least_age": 18}, TRIED, []),
        ({"least_age": 31}, TRIED, ["Mandela Rule 11 (d)"]),
        ({"most_age": 21}, TRIED, ["Mandela Rule 11 (d)"]),
        ({}, TRIED, []),
    ],
)
def test_each_rule_refuses_and_allows(limits, status, rules):
    room = Room(id=new_id(), name="A", limits=(Limits(**limits),), here=0, most=1)
    one = Placed(sex=Sex.FEMALE, status=status, age=Age(30, 30))
    assert [no.rule for no in objections(one, room)] == rules


def test_full_and_enemies_are_refused_too():
    room = Room(id=new_id(), name="A", limits=(), here=3, most=3, apart_here=1)
    assert len(objections(Placed(sex=Sex.MALE, status=TRIED, age=Age(None, None)), room)) == 2


def moved(actor, person, wing, **over):
    with transaction():
        move(actor, NewMovement(person_id=person, kind=K.WITHIN, at=clock.now(), wing_id=wing.id, **over))


def wrong(prison):
    found = queries.misplaced(cast.make_actor(Role.INSPECTOR), prison.id, clock.today())
    return [(row.name, row.enemy) for row in found.rows]


def test_a_wing_move_to_an_enemy_is_refused_and_a_pair_that_shares_one_is_listed(prison, as_actor):
    officer, first, second = as_actor(Role.RECORDS_OFFICER, prison), cast.make_wing(prison), cast.make_wing(prison)
    ann, bo = received(prison, wing_id=first.id), received(prison, "Bo Lind", wing_id=second.id)
    with transaction():
        keep_people_apart(officer, ann, bo, "They fought in the yard")
    assert wrong(prison) == []
    with pytest.raises(DomainError, match=r"Rule 12 \(2\)"):
        moved(officer, ann, second)
    governor = as_actor(Role.GOVERNOR, prison)
    moved(governor, ann, second, override_reason="The other wing has no water tonight")
    assert wrong(prison) == [("Ann Hart", True), ("Bo Lind", True)]


def test_opening_a_keep_apart_between_two_who_share_a_wing_is_work_for_today(prison, as_actor):
    officer, wing = as_actor(Role.RECORDS_OFFICER, prison), cast.make_wing(prison)
    ann, bo = received(prison, wing_id=wing.id), received(prison, "Bo Lind", wing_id=wing.id)
    with transaction():
        keep_people_apart(officer, ann, bo, "They fought in the yard")
    assert len(wrong(prison)) == 2


def test_whoever_is_convicted_must_move_from_among_the_untried(prison, as_actor):
    officer, wing = as_actor(Role.RECORDS_OFFICER, prison), cast.make_wing(prison, untried=True)
    person = received(prison, status=UNTRIED, wing_id=wing.id)
    assert wrong(prison) == []
    with transaction():
        impose(officer, NewSentence(person_id=person, court="Court", offence="Theft", months=6,
                                    imposed_on=clock.today()))  # fmt: skip
    assert wrong(prison) == [("Ann Hart", False)]


@pytest.mark.parametrize(
    ("limits", "listed"),
    [
        ({"least_age": 90}, 1),
        ({"most_age": 17}, 1),
        ({"least_age": 18}, 0),
        ({"sex": "male"}, 1),
        ({"civil": True}, 1),
        ({"civil": False}, 0),
    ],
)
def test_the_list_and_the_refusal_are_one_rule(prison, as_actor, limits, listed):
    wing = cast.make_wing(prison)
    received(prison, wing_id=wing.id)
    with transaction():
        new = NewRule(unit_id=wing.id, official=1, operational=1, emergency=1, **limits)
        set_rule(as_actor(Role.GOVERNOR, prison), new)
    assert len(wrong(prison)) == listed


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"official": 5, "operational": 4, "emergency": 6}, "more than operational"),
        ({"official": 1, "operational": 1, "emergency": 1, "least_age": 21, "most_age": 18}, "above the oldest"),
        ({"official": 1, "operational": 1, "emergency": 1, "civil": True, "untried": False}, r"11 \(c\)"),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(prison, as_actor, facts, words):
    with pytest.raises(DomainError, match=words), transaction():
        set_rule(as_actor(Role.GOVERNOR, prison), NewRule(unit_id=prison.id, **facts))


def test_nobody_sets_the_rule_of_another_prison(prison, as_actor):
    new = NewRule(unit_id=prison.id, official=1, operational=1, emergency=1)
    with pytest.raises(NotFound), transaction():
        set_rule(as_actor(Role.GOVERNOR, cast.make_unit()), new)


def test_on_screen(prison, signed_in):
    wing = cast.make_wing(prison, untried=True)
    received(prison, status=UNTRIED, wing_id=wing.id)
    client = signed_in(Role.GOVERNOR, prison)
    assert "Untried only" in client.get(f"/prisons/{prison.id}/places").text
    here = f"/prisons/{prison.id}/places/{wing.id}"
    typed = {"u1-official": "9", "u1-operational": "8", "u1-emergency": "8", "u1-sex": "", "u1-untried": "no",
             "u1-civil": ""}  # fmt: skip
    refused = client.post(here, data=typed)
    assert refused.status_code == 422
    assert client.post(here, data={**typed, "u1-official": "8"}).status_code == 303
    assert "1 person is in the wrong place" in client.get(f"/prisons/{prison.id}/places").text
    assert "11 (b)" in client.get(f"/prisons/{prison.id}/wrong-place").text


def test_the_administrator_sees_places_and_nobody(prison, signed_in):
    received(prison)
    client = signed_in(Role.ADMINISTRATOR)
    assert client.get(f"/prisons/{prison.id}/places").status_code == 200
    assert client.get(f"/prisons/{prison.id}/wrong-place").status_code == 403
