from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probation.clocks.rules import Clock, Met, Window, end_of_month, failure_days
from probation.packs.queries import packs
from probation.packs.rules import Earned, Rule
from probation.standards.models import GoodNews
from probation.standards.rules import Excuse, Fact, NotCounted, Standing, all_due, earned, review_is_due

D = dt.date
START = D(2018, 3, 5)
BARE = dataclasses.replace(packs()["house"].versions[0], rules=())


def rule(initial=None, *, clock="rolling", **levels):
    first = initial or {"days": 3, "business": True}
    clocks = {
        level: Clock(
            quantity=line["quantity"], period=line.get("months") or line["days"], months="months" in line,
            window=Window(clock), first=first["days"], first_business=first.get("business", False),
        )
        for level, line in levels.items()
    }  # fmt: skip
    return Rule(key="r", name="r", citation="", kinds=frozenset({"office", "home"}), clocks=clocks, most={})


def due_of(given, standing, facts, today):
    return next(iter(all_due(dataclasses.replace(BARE, rules=(given,)), standing, facts, today)), None)


def facts(*days, kind="office", reason=None):
    return [Fact(id=uuid.uuid4(), kind=kind, on=day, reason=reason) for day in days]


def standing(level="high", **over):
    return Standing(**{"level": level, "starts_on": START, "ends_on": None, **over})


HIGH = {"quantity": 1, "days": 15}


@pytest.mark.parametrize(
    ("given_rule", "level", "held", "today", "due"),
    [
        (rule(high=HIGH), "high", [D(2018, 3, 10), D(2018, 3, 15)], D(2018, 3, 20), D(2018, 3, 30)),
        (rule(medium={"quantity": 1, "days": 45}), "medium", [D(2018, 3, 5)], D(2018, 3, 20), D(2018, 4, 19)),
        (rule(high={"quantity": 2, "days": 30}), "high", [D(2018, 3, 6)], D(2018, 3, 20), D(2018, 4, 4)),
        (rule(high=HIGH), "high", [D(2018, 4, 1)], D(2018, 3, 6), D(2018, 3, 8)),
        (
            rule(medium={"quantity": 1, "months": 2}, clock="month_end"),
            "medium",
            [D(2018, 4, 30)],
            D(2018, 5, 2),
            D(2018, 6, 30),
        ),
        (
            rule(high={"quantity": 1, "days": 1}, clock="once", initial={"days": 30}),
            "high",
            [],
            D(2018, 3, 6),
            D(2018, 4, 4),
        ),
        (rule(high={"quantity": 1, "days": 1}, clock="once"), "high", [D(2018, 3, 7)], D(2018, 3, 9), None),
    ],
)
def test_published_cases_fall_due_on_the_published_day(given_rule, level, held, today, due):
    assert due_of(given_rule, standing(level), facts(*held), today).due_on == due


def test_each_contact_that_is_not_counted_says_why():
    today = D(2018, 3, 20)
    odd = [
        *facts(D(2018, 3, 1)),
        *facts(D(2018, 4, 1)),
        *facts(D(2018, 3, 7), kind="phone"),
        *facts(D(2018, 3, 8), reason=NotCounted.OUR_SIDE),
    ]
    found = due_of(rule(high=HIGH), standing(), odd, today)
    assert {reason for _fact, reason in found.not_counted} == {
        NotCounted.BEFORE_START,
        NotCounted.PLANNED,
        NotCounted.KIND,
        NotCounted.OUR_SIDE,
    }
    assert found.counted == ()


def test_nothing_is_owed_after_the_end_or_in_custody():
    late = due_of(rule(high=HIGH), standing(ends_on=D(2018, 3, 20)), facts(D(2018, 3, 10)), D(2018, 3, 12))
    held = due_of(rule(high=HIGH), standing(excuse=Excuse.IN_CUSTODY), [], D(2018, 3, 12))
    assert (late.due_on, late.excuse) == (None, Excuse.AFTER_END)
    assert (held.due_on, held.excuse) == (None, Excuse.IN_CUSTODY)


def test_a_level_without_a_line_owes_nothing():
    assert due_of(rule(high=HIGH), standing("low"), [], START) is None


@given(st.lists(st.integers(0, 400), max_size=12), st.integers(1, 4), st.integers(1, 200), st.integers(0, 400))
def test_one_more_contact_never_brings_the_due_day_nearer_once_the_quantity_is_reached(days, quantity, period, extra):
    given_rule = rule(high={"quantity": quantity, "days": period})
    today = START + dt.timedelta(days=400)
    held = facts(*(START + dt.timedelta(days=d) for d in days))
    before = due_of(given_rule, standing(), held, today).due_on
    after = due_of(given_rule, standing(), [*held, *facts(START + dt.timedelta(days=extra))], today).due_on
    assert after >= before or len(held) < quantity


@given(st.dates(D(2000, 1, 1), D(2090, 1, 1)), st.integers(0, 36))
def test_the_end_of_a_month_is_always_one(day, months):
    found = end_of_month(day, months)
    assert (found + dt.timedelta(days=1)).day == 1
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months


MAR1, MAR8, APR12 = D(2026, 3, 1), D(2026, 3, 8), D(2026, 4, 12)


@pytest.mark.parametrize(
    ("failures", "starts", "reset", "limit", "open_review", "count", "due"),
    [
        ([MAR1, MAR8], D(2026, 1, 1), None, 1, False, 2, True),
        ([MAR1, MAR1], D(2026, 1, 1), None, 1, False, 1, False),
        ([MAR1, MAR8], D(2026, 3, 5), None, 1, False, 1, False),
        ([MAR1, MAR8, APR12], D(2026, 1, 1), D(2026, 4, 10), 1, False, 1, False),
        ([MAR1, MAR8], D(2026, 1, 1), None, 1, True, 2, False),
        ([MAR1, MAR8], D(2026, 1, 1), None, None, False, 2, False),
        ([MAR8], D(2026, 1, 1), MAR8, 0, False, 1, True),
    ],
)
def test_failures_are_counted_by_day_since_the_last_reset(failures, starts, reset, limit, open_review, count, due):
    met = [Met(on=day, complied=False, acceptable=False) for day in failures]
    assert failure_days(met, starts, filter(None, [reset])) == count
    assert review_is_due(count, limit, review_open=open_review) is due


TERMS = Earned(lower_after_days=180, least_contacts=3, early_end_after_part=0.5, early_end_after_days=180)


@pytest.mark.parametrize(
    ("level", "ends", "good", "failed", "news"),
    [
        ("high", None, 3, None, GoodNews.LOWER_LEVEL),
        ("low", None, 3, None, None),
        ("high", None, 2, None, None),
        ("high", None, 3, D(2026, 6, 1), None),
        ("high", D(2026, 12, 31), 3, None, GoodNews.EARLY_END),
        ("low", D(2026, 12, 31), 3, None, GoodNews.EARLY_END),
    ],
)
def test_good_news_is_earned_by_steady_cooperation(level, ends, good, failed, news):
    terms = Standing(level=level, starts_on=D(2026, 1, 1), ends_on=ends)
    since, today = D(2026, 1, 1), D(2026, 7, 10)
    assert earned(TERMS, terms, level_since=since, good=good, last_failure=failed, today=today) == news
