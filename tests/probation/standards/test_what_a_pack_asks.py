"""The shipped packs decide: parts of a quantity, phases, life events, overload, our own fault, custody, no touch."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from probation.packs.queries import packs
from probation.packs.rules import phase_on, version_on
from probation.standards.rules import Excuse, Fact, NotCounted, Standing, all_due, out_of_touch

D = dt.date
START = D(2026, 3, 2)


def held(*days, kind="office", reason=None):
    return [Fact(id=uuid.uuid4(), kind=kind, on=day, reason=reason) for day in days]


def dues(pack, level, facts=(), today=START, ends=None, number=-1, **over):
    standing = Standing(level=level, starts_on=START, ends_on=ends, **over)
    return {due.rule: due for due in all_due(packs()[pack].versions[number], standing, list(facts), today)}


@pytest.mark.parametrize(("day", "number"), [(D(2023, 1, 1), 1), (D(2026, 8, 31), 1), (D(2026, 9, 1), 2)])
def test_the_version_in_force_on_a_day(day, number):
    assert version_on(packs()["house"], day).number == number


@pytest.mark.parametrize(
    ("pack", "level", "facts", "today", "due"),
    [
        ("us_id", "high", held(D(2026, 3, 10), D(2026, 3, 15)), D(2026, 3, 20), D(2026, 3, 30)),
        ("us_id", "medium", held(START), D(2026, 3, 20), D(2026, 4, 16)),
        ("us_id", "low", [], D(2026, 3, 20), D(2026, 3, 5)),
        ("us_nd", "medium", held(D(2026, 4, 30)), D(2026, 5, 2), D(2026, 6, 30)),
        ("us_nd", "high", [], D(2026, 3, 20), D(2026, 4, 30)),
        ("us_dc", "high", held(D(2026, 5, 4)), D(2026, 5, 10), D(2026, 5, 31)),
    ],
)
def test_meeting_in_person_by_each_pack(pack, level, facts, today, due):
    assert dues(pack, level, facts, today)["face_to_face"].due_on == due


def test_half_of_the_contacts_lie_in_the_field():
    office = held(*(D(2026, 5, day) for day in (4, 6, 11, 13)))
    due = dues("us_dc", "high", office, D(2026, 5, 20))["face_to_face"]
    assert (due.due_on, due.part_quantity) == (D(2026, 5, 31), 2)
    assert "home" in due.part.kinds
    field = [*office[:2], *held(D(2026, 5, 11), D(2026, 5, 13), kind="home")]
    whole = dues("us_dc", "high", field, D(2026, 5, 20))["face_to_face"]
    assert (whole.due_on, whole.part) == (D(2026, 6, 30), None)


def test_phases_follow_each_other():
    version, ends = packs()["house"].versions[-1], START + dt.timedelta(days=300)
    names = [phase_on(version, START, ends, START + dt.timedelta(days=n)).key for n in (0, 28, 29, 200, 201)]
    assert names == ["start", "start", "steady", "steady", "last"]
    dc = packs()["us_dc"].versions[0]
    assert phase_on(dc, START, ends, D(2026, 4, 6)).key == "awaiting"
    assert phase_on(dc, START, ends, D(2026, 4, 7)).key == "assessed"


def test_the_first_weeks_are_closer_and_the_last_third_lighter():
    ends = START + dt.timedelta(days=300)
    early = dues("house", "high", held(START), START, ends)["face_to_face"]
    assert early.due_on == START + dt.timedelta(days=7)
    day = START + dt.timedelta(days=210)
    late = dues("house", "high", held(day), day, ends)["face_to_face"]
    assert late.due_on == day + dt.timedelta(days=30)


def test_a_move_asks_for_a_visit_at_home_until_it_was_made():
    moved, today = (("moved_house", D(2026, 4, 1)),), D(2026, 4, 10)
    due = dues("house", "medium", held(D(2026, 3, 20), kind="home"), today, events=moved)["after_a_move"]
    assert due.due_on == D(2026, 5, 1)
    assert [reason for _fact, reason in due.not_counted] == [NotCounted.BEFORE_EVENT]
    seen = held(D(2026, 4, 9), kind="doorstep")
    assert "after_a_move" not in dues("house", "medium", seen, today, events=moved)
    before = (("moved_house", D(2026, 2, 1)),)
    assert "after_a_move" not in dues("house", "medium", [], today, events=before)


def test_a_call_is_enough_only_while_the_office_is_overloaded():
    calls, today = held(D(2026, 4, 1), kind="phone"), D(2026, 4, 10)
    usual = dues("house", "high", calls, today)["face_to_face"]
    busy = dues("house", "high", calls, today, overloads=((D(2026, 3, 30), D(2026, 4, 5)),))["face_to_face"]
    after = dues("house", "high", calls, today, overloads=((D(2026, 4, 2), D(2026, 4, 5)),))["face_to_face"]
    assert usual.counted == after.counted == ()
    assert busy.due_on == D(2026, 4, 16)
    assert busy.instead == {calls[0].id}


def test_what_our_side_could_not_hold_moves_the_day():
    ours = held(D(2026, 4, 14), reason=NotCounted.OUR_SIDE)
    facts, today = [*held(D(2026, 4, 1)), *ours], D(2026, 4, 20)
    due = dues("house", "high", facts, today)["face_to_face"]
    assert (due.due_on, due.moved_for) == (D(2026, 4, 21), D(2026, 4, 14))
    assert dues("us_id", "high", facts, today)["face_to_face"].due_on == D(2026, 4, 16)


def test_one_excused_is_owed_nothing():
    lost = dues("house", "high", [], D(2026, 4, 10), excuse=Excuse.OUT_OF_TOUCH)
    assert {due.due_on for due in lost.values()} == {None}


@pytest.mark.parametrize(
    ("events", "lost"),
    [
        ((), False),
        ((("out_of_touch", D(2026, 4, 1)),), True),
        ((("out_of_touch", D(2026, 4, 1)), ("in_touch", D(2026, 4, 3))), False),
        ((("in_touch", D(2026, 3, 3)), ("out_of_touch", D(2026, 4, 1))), True),
    ],
)
def test_out_of_touch_until_in_touch_again(events, lost):
    assert out_of_touch(events) is lost
