"""Every step of the ladder asks what came before, for every role; each answer says what comes first."""

from __future__ import annotations

import datetime as dt

import pytest

from probation.ladders.queries import ladder_of, ladders
from probation.ladders.rules import REVIEW, Rung, over_limit, read_ladders, why_not
from probation.orders.models import OrderKind

D = dt.date
ONE, TWO, THREE, FOUR = (D(2026, 3, day) for day in (3, 10, 17, 24))
KINDS = tuple(OrderKind)
"""Each legal basis has its ladder."""


def rung(*failures, taken=(), **over):
    return Rung(**{"failures": failures, "limit": 1, "taken": dict(taken), **over})


REVIEWED = (REVIEW, TWO)
FIRST = ("first_warning", TWO)
FINAL = ("final_warning", THREE)
CASES = [
    (REVIEW, rung(), True),
    (REVIEW, rung(review_open=True), False),
    (REVIEW, rung(taken=[REVIEWED]), False),
    ("first_warning", rung(ONE, TWO), False),
    ("first_warning", rung(ONE, TWO, review_open=True), False),
    ("first_warning", rung(ONE, taken=[REVIEWED]), False),
    ("first_warning", rung(ONE, TWO, taken=[REVIEWED]), True),
    ("first_warning", rung(ONE, TWO, taken=[REVIEWED], limit=None), False),
    ("first_warning", rung(ONE, TWO, taken=[REVIEWED], outreach_owed=True), False),
    ("first_warning", rung(ONE, TWO, taken=[REVIEWED], runs=False), False),
    ("first_warning", rung(ONE, TWO, taken=[REVIEWED, FIRST]), False),
    ("final_warning", rung(ONE, TWO, THREE, taken=[REVIEWED]), False),
    ("final_warning", rung(ONE, TWO, taken=[REVIEWED, FIRST]), False),
    ("final_warning", rung(ONE, TWO, THREE, taken=[REVIEWED, FIRST]), True),
    ("breach", rung(ONE, TWO, THREE, taken=[REVIEWED, FIRST]), False),
    ("breach", rung(ONE, TWO, THREE, taken=[REVIEWED, FIRST, FINAL]), False),
    ("breach", rung(ONE, TWO, THREE, FOUR, taken=[REVIEWED, FIRST, FINAL]), True),
    ("recall", rung(ONE, TWO, THREE, FOUR, taken=[REVIEWED, FIRST, FINAL]), False),
    ("lashes", rung(ONE, TWO), False),
]


@pytest.mark.parametrize(("step", "where", "may"), CASES)
def test_what_may_follow_on_a_community_order(step, where, may):
    assert (why_not(ladder_of("community"), step, where) == "") is may


@pytest.mark.parametrize("kind", ["licence", "parole", "pre_release"])
def test_what_follows_a_release_leads_to_recall(kind):
    top = rung(ONE, TWO, THREE, FOUR, taken=[REVIEWED, FIRST, FINAL])
    assert why_not(ladder_of(kind), "recall", top) == ""
    assert why_not(ladder_of(kind), "breach", top)


def test_help_that_was_asked_for_leads_to_nothing():
    assert [step.key for step in ladder_of("voluntary").steps] == [REVIEW]


@pytest.mark.parametrize("kind", KINDS)
def test_every_ladder_begins_with_a_support_review(kind):
    assert ladder_of(kind).steps[0].key == REVIEW


def test_a_ladder_that_does_not_is_refused():
    with pytest.raises(ValueError, match="support review"):
        read_ladders({"ladder": [{"country": "", "kinds": ["licence"], "citation": "x",
                                  "steps": [{"key": "recall", "name": "Recall", "by": "supervisor"}]}]})  # fmt: skip


def test_over_the_limit_means_more_than_it():
    assert [over_limit(rung(*days)) for days in ((), (ONE,), (ONE, TWO))] == [False, False, True]
    assert not over_limit(rung(ONE, TWO, limit=None))


def test_every_text_is_there_in_arabic():
    from kernel import i18n

    with i18n.speaking("ar"):
        found = [str(text) for one in ladders() for text in (one.citation, *(step.name for step in one.steps))]
    assert [text for text in found if text.isascii()] == []
