"""31 items, each there, missing, without a place, or not applicable: never blank."""

import dataclasses

import pytest

from casework.completeness import queries
from casework.completeness.rules import CAN_BE_NONE, Core, ItemState, core_items, percent_of
from casework.people.service import NewRelation
from kernel import clock
from kernel.authz import Role
from tests.casework.people_inside import received

EVERYTHING = {item.value: True for item in Core}
PLAIN = {"moved": False, "released": False, "died": False, "juvenile": False}


def test_the_standard_names_31_items_and_each_has_its_place():
    assert len(Core) == 31
    assert set(queries._GIVEN) == set(Core)
    assert set(Core) > CAN_BE_NONE


@pytest.mark.parametrize(
    ("facts", "item", "state"),
    [
        ({}, Core.GENDER, ItemState.PRESENT),
        ({"gender": False}, Core.GENDER, ItemState.MISSING),
        ({}, Core.LAWYER, ItemState.PRESENT),
        ({"lawyer": False}, Core.LAWYER, ItemState.MISSING),
        ({}, Core.TRANSFERS_AT, ItemState.NOT_APPLICABLE),
        ({"moved": True}, Core.TRANSFERS_AT, ItemState.PRESENT),
        ({"moved": True, "transfers_to": False}, Core.TRANSFERS_TO, ItemState.MISSING),
        ({}, Core.RELEASED_AT, ItemState.NOT_APPLICABLE),
        ({"died": True, "remains": False}, Core.REMAINS, ItemState.MISSING),
        ({}, Core.PARENTS_TOLD, ItemState.NOT_APPLICABLE),
        ({"juvenile": True, "parents_told": False}, Core.PARENTS_TOLD, ItemState.MISSING),
    ],
)
def test_how_an_item_stands(facts, item, state):
    assert core_items({**EVERYTHING, **PLAIN, **facts}).items[item] is state


def test_one_missing_item_lowers_the_figure():
    whole = core_items({**EVERYTHING, **PLAIN})
    assert whole.applicable == whole.present == 31 - 6
    assert whole.percent == 100
    assert core_items({**EVERYTHING, **PLAIN, "lawyer": False}).percent == 96
    assert percent_of(0, 0) == 100


def test_a_file_fills_as_things_are_recorded_and_the_prison_adds_them_up(prison, as_actor):
    poor = received(prison)
    rich = received(
        prison,
        "Bo Lind",
        arrested_at=clock.now(),
        arrest_place="Harbour",
        arrested_by="Police",
        visible_injuries="none",
        ill_treatment_complaint="no",
        cash_minor=100,
        relations=(NewRelation(name="Eva Lind", kinship="mother", next_of_kin=True, emergency=True),),
    )
    files = [queries.core_file(key, clock.today()) for key in (poor, rich)]
    gained = set(files[1].having(ItemState.PRESENT)) - set(files[0].having(ItemState.PRESENT))
    assert gained == {
        Core.ARREST_DATE,
        Core.ARREST_TIME,
        Core.ARREST_PLACE,
        Core.ARRESTED_BY,
        Core.INJURIES,
        Core.ILL_TREATMENT,
        Core.PROPERTY,
        Core.FAMILY,
        Core.EMERGENCY,
        Core.NEXT_OF_KIN,
    }
    (whole,) = queries.prisons(as_actor(Role.GOVERNOR, prison), clock.today())
    assert (whole.people, whole.present) == (2, sum(one.present for one in files))
    assert whole.applicable == sum(one.applicable for one in files)
    assert whole.missing[Core.LAWYER] == 2
    assert whole.missing[Core.FAMILY] == 1


def test_a_juvenile_asks_for_parents(prison):
    from casework.people.service import NewPerson

    child = NewPerson(name="Cy Day", birth_precision="year", birth_year=clock.today().year - 16)
    person = received(prison, person=dataclasses.replace(child))
    assert queries.core_file(person, clock.today()).items[Core.PARENTS_TOLD] is ItemState.MISSING


def test_on_screen(prison, signed_in):
    client, person = signed_in(Role.GOVERNOR, prison), received(prison)
    assert "How they see themselves" in client.get(f"/people/{person}").text
    shown = client.get(f"/prisons/{prison.id}/files").text
    assert "Ann Hart" in shown
    assert "Lawyer" in shown
    assert "How complete the files are" in client.get("/").text
