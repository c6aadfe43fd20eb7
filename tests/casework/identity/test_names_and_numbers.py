"""A person is found by every name and number in force, and by none that was wrong."""

import pytest

from casework.duplicates.queries import count_proposals
from casework.identity import queries
from casework.identity.models import Skill
from casework.identity.rules import NumberKind, latin_reading, plain_number, shown_kind, stored_kind
from casework.identity.service import (
    NewName,
    NewNumber,
    add_language,
    add_name,
    add_number,
    end_language,
    end_name,
    end_number,
)  # fmt: skip
from casework.people.models import NameKind
from casework.people.queries import find_people, person_for
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from tests.casework.people_inside import received

WHY = "Passport seen"


def named(person, text, kind=NameKind.ALIAS, **over):
    facts = {"id": new_id(), "person_id": person, "kind": kind, "text": text, "reason": WHY}
    return NewName(**{**facts, **over})


@pytest.fixture
def officer(prison, as_actor):
    return as_actor(Role.RECORDS_OFFICER, prison)


def found(officer, words):
    return [row.id for row in find_people(officer, words).rows]


def test_an_alias_leads_to_the_file_until_it_was_wrong(prison, officer):
    person = received(prison, "Ann Hart")
    with transaction():
        alias = add_name(officer, named(person, "Zuleika Dobson"))
    assert found(officer, "zuleika") == [person]
    with transaction():
        end_name(officer, alias.id, "Another woman's name")
    assert found(officer, "zuleika") == []
    assert found(officer, "hart") == [person]


def test_a_new_name_in_use_takes_the_place_of_the_old_one(prison, officer):
    person = received(prison, "Ann Hart")
    with transaction():
        add_name(officer, named(person, "Anna Harting", NameKind.CURRENT))
    assert person_for(officer, person).name == "Anna Harting"
    assert {row.text: row.kind for row in queries.names_on_file(person)} == {
        "Ann Hart": NameKind.PREVIOUS, "Anna Harting": NameKind.CURRENT,
    }  # fmt: skip
    assert found(officer, "hart") == [person], "the previous name still leads there"


def test_the_name_in_use_cannot_be_taken_away(prison, officer):
    person = received(prison)
    (current,) = queries.names_on_file(person)
    with pytest.raises(DomainError, match="takes its place"), transaction():
        end_name(officer, current.id, WHY)


@pytest.mark.parametrize(("text", "reason", "says"), [("...", WHY, "Write the name"), ("Bo", "x", "few words why")])
def test_a_name_needs_letters_and_a_reason(prison, officer, text, reason, says):
    person = received(prison)
    with pytest.raises(DomainError, match=says), transaction():
        add_name(officer, named(person, text, reason=reason))


def test_the_same_form_sent_twice_is_one_name(prison, officer):
    person, new = received(prison), None
    new = named(person, "Bo")
    for _time in range(2):
        with transaction():
            add_name(officer, new)
    assert len(queries.names_on_file(person)) == 2


@pytest.mark.parametrize(
    ("country", "typed", "stored"),
    [
        ("SE", "880320-0016", "880320-0016"),
        ("ES", "54362315-K", "54362315K"),
        ("TR", "17291716060", "17291716060"),
        ("FR", "2 95 10 99 126 111 93", "295109912611193"),
        ("KE", "ab 12.34-5", "AB12345"),
    ],
)
def test_a_number_is_kept_plain_and_its_check_digit_holds(country, typed, stored):
    assert plain_number(NumberKind.NATIONAL, country, typed) == stored


@pytest.mark.parametrize(
    ("country", "typed", "says"),
    [
        ("TR", "17291716061", "check digit"),
        ("FR", "295109912611199", "check digit"),
        ("ES", "123", "too many or too few"),
        ("", "17291716060", "country"),
        ("FR", " - ", "Write the number"),
    ],
)
def test_a_number_that_cannot_be_is_refused(country, typed, says):
    with pytest.raises(DomainError, match=says):
        plain_number(NumberKind.NATIONAL, country, typed)


def test_every_listed_country_has_its_check():
    from importlib import import_module

    from casework.identity.rules import NATIONAL

    assert all(callable(import_module(f"stdnum.{module}").validate) for module in NATIONAL.values())


def test_the_kind_says_the_country():
    assert shown_kind(stored_kind(NumberKind.PASSPORT, "fr")) == "Passport (FR)"
    assert shown_kind(stored_kind(NumberKind.POLICE, "FR")) == "Police number"
    assert shown_kind("harbour_register") == "harbour register"


def test_a_number_of_another_file_proposes_both_as_one(prison, officer):
    one, other = received(prison, "Ann Hart"), received(prison, "Nora Quist")
    new = {"kind": NumberKind.PASSPORT, "country": "FR", "value": "19 BA 12345"}
    with transaction():
        assert add_number(officer, NewNumber(person_id=one, **new)) is True
    with transaction():
        assert add_number(officer, NewNumber(person_id=other, **new)) is False
    assert [row.value for row in queries.numbers_on_file(one)] == ["19BA12345"]
    assert queries.numbers_on_file(other) == []
    assert count_proposals(officer) == 1
    with pytest.raises(DomainError, match="already"), transaction():
        add_number(officer, NewNumber(person_id=one, **new))


def test_a_number_that_ran_out_stays_in_the_history(prison, officer):
    person = received(prison)
    with transaction():
        add_number(officer, NewNumber(person_id=person, kind=NumberKind.POLICE, value="P-77"))
    (row,) = queries.numbers_on_file(person)
    with transaction():
        end_number(officer, row.id, "Given in error")
    (row,) = queries.numbers_on_file(person)
    assert row.ended_on is not None


def test_a_language_is_noted_once_and_its_level_mended(prison, officer):
    person = received(prison)
    for skill in (Skill.SOME, Skill.READS):
        with transaction():
            add_language(officer, person, "fr", skill)
    (row,) = queries.languages_on_file(person)
    assert row.skill is Skill.READS
    with transaction():
        end_language(officer, row.id)
    assert queries.languages_on_file(person) == []


@pytest.mark.parametrize(
    ("name", "reading"), [("Ann Hart", ""), ("Łukasz Żółć", ""), ("Иван Петров", "Ivan Petrov"), ("李明", "Liming")]
)
def test_a_name_in_another_script_has_a_latin_reading(name, reading):
    assert latin_reading(name).replace(" ", "") == reading.replace(" ", "")
