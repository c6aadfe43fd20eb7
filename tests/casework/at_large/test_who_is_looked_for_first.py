"""Sections, marks and order of the list, as a table; the list is the exact complement of the count."""

import csv
import datetime as dt
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.alerts.models import AlertCode
from casework.at_large.documents import csv_bytes, json_bytes, plain
from casework.at_large.rules import (
    MEANINGS,
    SOURCES,
    Mark,
    Section,
    at_large,
    danger_of,
    expired_by,
    gaps_by_prison,
    marks_of,
    uncounted_prisons,
)
from casework.countsheets.rules import read_count
from casework.custody.models import MovementKind
from casework.people.models import Certainty, LegalStatus, SecurityLevel
from casework.snapshots.rules import OffenceClass
from tests.casework.held_people import DAY, held, taken

NEXT, BEFORE = DAY + dt.timedelta(days=1), DAY - dt.timedelta(days=1)
HUNDRED = taken(*(held(n) for n in range(100)))
UNTRIED = {"status": LegalStatus.UNCONVICTED, "level": None, "release_on": None, "expiry_on": None}


def counted(snapshot, *numbers):
    text = "number\n" + "\n".join(numbers)
    return read_count(text.encode(), {one.number: one.names for one in snapshot.people})


@pytest.mark.parametrize(
    ("over", "section"),
    [
        ({"level": SecurityLevel.MAXIMUM}, "A"),
        ({"offence": OffenceClass.GRAVE, "level": SecurityLevel.MINIMUM}, "A"),
        ({"level": SecurityLevel.CLOSE}, "B"),
        ({"offence": OffenceClass.VIOLENT}, "B"),
        ({"offence": OffenceClass.VIOLENT, "level": SecurityLevel.MINIMUM}, "B"),
        ({"alerts": (AlertCode.ESCAPE,), "level": SecurityLevel.MINIMUM}, "B"),
        ({"alerts": (AlertCode.NO_CONTACT,)}, "B"),
        ({"alerts": (AlertCode.SELF_HARM,)}, "C"),
        ({}, "C"),
        ({"level": None, "offence": OffenceClass.UNKNOWN}, "C"),
        ({"level": SecurityLevel.MINIMUM, "offence": OffenceClass.UNKNOWN}, "D"),
        ({"level": SecurityLevel.MINIMUM}, "D"),
        ({"level": None}, "D"),
    ],
)
def test_tiers_by_level_offence_and_alerts(over, section):
    assert danger_of(held(**over)) is Section(section)


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({}, ""),
        (UNTRIED | {"order_until": DAY}, ""),
        (UNTRIED | {"order_until": BEFORE}, "order that held them ended"),
        (UNTRIED | {"order_until": None}, ""),
        (UNTRIED | {"status": LegalStatus.CIVIL, "order_until": BEFORE}, "order that held them ended"),
        ({"order_until": BEFORE}, ""),
        ({"release_on": DAY}, ""),
        ({"release_on": BEFORE}, "release was due on Fri 20 Nov 2026 (confirmed"),
        ({"release_on": BEFORE, "certainty": Certainty.PRELIMINARY}, "not yet confirmed"),
        ({"release_on": BEFORE, "expiry_on": BEFORE}, "sentence was over"),
    ],
)
def test_detention_that_had_run_out(over, words):
    found = expired_by(held(**over), DAY)
    assert words in found
    assert bool(words) == bool(found)


def test_whoever_was_held_too_long_is_for_the_court_whatever_their_level():
    one = held(level=SecurityLevel.MAXIMUM, release_on=BEFORE)
    [found] = at_large(taken(one), counted(taken(one)), DAY).missing
    assert (found.section, found.danger) == (Section.COURT, Section.A)
    assert Mark.COURT_REVIEW in found.marks
    [later] = at_large(taken(held(release_on=DAY)), counted(taken(one)), NEXT).missing
    assert later.section is Section.COURT


def test_whoever_was_at_court_is_asked_for_there_first():
    one = held(level=SecurityLevel.MAXIMUM, outside=MovementKind.TO_COURT, release_on=BEFORE)
    [found] = at_large(taken(one), counted(taken(one)), DAY).missing
    assert found.section is Section.ELSEWHERE


@pytest.mark.parametrize(
    ("over", "marks"),
    [
        ({}, []),
        ({"child_until": NEXT}, [Mark.CHILD]),
        ({"child_until": DAY}, []),
        ({"born": None}, [Mark.AGE_UNKNOWN]),
        ({"restricted": True}, [Mark.RESTRICTED]),
        ({"alerts": (AlertCode.VULNERABLE,)}, [Mark.AT_RISK]),
        ({"status": LegalStatus.UNCONVICTED}, [Mark.PRESUMED_INNOCENT]),
        ({"status": LegalStatus.UNCONVICTED, "offence": OffenceClass.GRAVE}, []),
        ({"status": LegalStatus.CIVIL, "child_until": NEXT}, [Mark.CHILD, Mark.NO_CRIME]),
    ],
)
def test_who_must_not_be_published(over, marks):
    assert list(marks_of(held(**over), DAY, expired=False)) == marks


def test_a_child_stays_marked_however_dangerous():
    one = held(level=SecurityLevel.MAXIMUM, offence=OffenceClass.GRAVE, child_until=NEXT)
    [found] = at_large(taken(one), counted(taken(one)), DAY).missing
    assert (found.section, found.marks) == (Section.A, (Mark.CHILD,))


@given(st.sets(st.integers(0, 99)), st.randoms())
def test_any_count_leaves_exactly_the_others(seen, chance):
    numbers = [HUNDRED.people[n].number for n in seen]
    chance.shuffle(numbers)
    found = at_large(HUNDRED, counted(HUNDRED, *numbers), DAY)
    assert {one.person.number for one in found.missing} == {one.number for one in HUNDRED.people} - set(numbers)
    assert len(found.missing) == 100 - len(seen)
    assert sum(len(people) for _section, people in found.sections()) == len(found.missing)


def test_the_gravest_stand_first():
    people = [
        held(1, level=SecurityLevel.MINIMUM),
        held(2, release_on=BEFORE),
        held(3, offence=OffenceClass.GRAVE),
        held(4, level=SecurityLevel.MAXIMUM),
        held(5),
        held(6, outside=MovementKind.TO_HOSPITAL),
        held(7, level=SecurityLevel.CLOSE),
    ]
    snapshot = taken(*people)
    order = [one.person.number for one in at_large(snapshot, counted(snapshot), DAY).missing]
    assert order == [people[n - 1].number for n in (4, 3, 7, 5, 1, 2, 6)]


def test_a_count_in_one_prison_lists_nobody_of_another():
    here, there = held(1), held(2, prison="Juniper House")
    snapshot = taken(here, there)
    found = at_large(snapshot, counted(snapshot), DAY, ["Harbour Road"])
    assert [one.person for one in found.missing] == [here]
    assert uncounted_prisons(snapshot, counted(snapshot, here.number)) == {"Juniper House": 1}


def test_whoever_a_faulty_line_may_mean_is_marked():
    snapshot = taken(held(1, names=("Ahmed ben Salah",)), held(2))
    count = read_count(
        f"number,name\n{snapshot.people[1].number},\nT7,Ahmad ben Saleh\n".encode(),
        {one.number: one.names for one in snapshot.people},
    )
    [found] = at_large(snapshot, count, DAY).missing
    assert found.perhaps.line == 3


def test_every_section_says_what_it_means_and_why():
    assert set(MEANINGS) == set(SOURCES) == set(Section)


def test_gaps_are_counted_by_prison():
    found = gaps_by_prison([held(1, photo_on=None), held(2, marks=0), held(3, prison="B")], DAY)
    assert found == {"Harbour Road": {"people": 2, "no_photo": 1, "no_marks": 1}, "B": {"people": 1}}


EVIL = ("=cmd|'/c calc'!A1", "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", "＝1")


def test_no_form_of_the_list_holds_a_formula():
    snapshot = taken(*(held(n, names=(text, text), wing=text, prison=text) for n, text in enumerate(EVIL)))
    found = at_large(snapshot, counted(snapshot), DAY)
    cells = [cell for row in csv.reader(io.StringIO(csv_bytes(found).decode("utf-8-sig"))) for cell in row]
    values = [str(cell) for person in json.loads(json_bytes(found))["people"] for cell in person.values()]
    assert len(cells) > len(EVIL)
    for cell in cells + values:
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝")), cell
    assert plain("Ann-Marie") == "Ann-Marie"


def test_the_json_says_what_it_was_made_from():
    snapshot = taken(held(1), held(2))
    told = json.loads(json_bytes(at_large(snapshot, counted(snapshot, held(1).number, "X9"), DAY)))
    assert (told["inside"], told["counted"], told["unaccounted_for"]) == (2, 1, 1)
    assert told["sections"][0]["source"]
    assert [(fault["line"], fault["column"]) for fault in told["count_faults"]] == [(3, 1)]
