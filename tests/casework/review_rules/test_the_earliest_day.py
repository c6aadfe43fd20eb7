"""Which rule holds for whom, and the day it leads to: a table of cases, worked by hand."""

import datetime as dt

import pytest

from casework.people.models import SecurityLevel
from casework.review_rules.models import Trigger
from casework.review_rules.rules import (
    Facts,
    Rule,
    add_span,
    after_decision,
    due_after,
    months_between,
    shipped,
    source_words,
)
from kernel.i18n import speaking
from kernel.ids import new_id

DAY = dt.date(2026, 11, 21)
HERE, THERE = new_id(), new_id()
MEDIUM = Facts(level=SecurityLevel.MEDIUM, untried=False, months=60, unit_id=HERE)


@pytest.mark.parametrize(
    ("day", "months", "days", "then"),
    [
        (dt.date(2027, 1, 31), 1, 0, dt.date(2027, 2, 28)),
        (dt.date(2027, 1, 31), 1, 1, dt.date(2027, 3, 1)),
        (dt.date(2026, 11, 21), 12, 0, dt.date(2027, 11, 21)),
        (dt.date(2024, 2, 29), 12, 0, dt.date(2025, 2, 28)),
        (dt.date(2026, 12, 31), 0, 10, dt.date(2027, 1, 10)),
    ],
)
def test_a_span_is_months_then_days(day, months, days, then):
    assert add_span(day, months, days) == then


def test_the_length_of_a_sentence_counts_its_first_and_its_last_day():
    assert months_between(dt.date(2026, 1, 1), dt.date(2026, 12, 31)) == 12
    assert months_between(dt.date(2026, 1, 15), dt.date(2026, 12, 31)) == 11
    assert months_between(dt.date(2025, 3, 17), dt.date(2026, 11, 16)) == 20


@pytest.mark.parametrize(
    ("level", "untried", "months", "then"),
    [
        (SecurityLevel.MAXIMUM, False, 60, dt.date(2027, 5, 21)),
        (SecurityLevel.CLOSE, False, None, dt.date(2027, 5, 21)),
        (SecurityLevel.MEDIUM, False, 60, dt.date(2027, 11, 21)),
        (SecurityLevel.MEDIUM, False, None, dt.date(2027, 11, 21)),
        (SecurityLevel.MEDIUM, False, 18, dt.date(2027, 3, 21)),
        (SecurityLevel.MEDIUM, False, 19, dt.date(2027, 11, 21)),
        (SecurityLevel.MAXIMUM, True, None, dt.date(2027, 2, 21)),
    ],
)
def test_the_calendar_goes_by_level_length_and_conviction(level, untried, months, then):
    facts = Facts(level=level, untried=untried, months=months)
    assert after_decision(shipped(), facts, DAY).on == then


@pytest.mark.parametrize(
    ("trigger", "days"),
    [
        (Trigger.RECEPTION, 30), (Trigger.RETURN, 10), (Trigger.INCIDENT, 14), (Trigger.TRANSFER, 28),
        (Trigger.PROGRAMME, 28), (Trigger.ALERT, 14), (Trigger.POSTPONE, 28),
    ],
)  # fmt: skip
def test_each_event_has_its_days_and_a_source(trigger, days):
    due = due_after(shipped(), MEDIUM, trigger, DAY)
    assert due.on == DAY + dt.timedelta(days=days)
    assert len(due.rule.source) > 20


def test_a_prison_is_stricter_and_never_laxer():
    rules = [
        Rule(trigger=Trigger.TRANSFER, days=28), Rule(trigger=Trigger.TRANSFER, days=7, unit_id=HERE),
        Rule(trigger=Trigger.TRANSFER, days=90, unit_id=HERE), Rule(trigger=Trigger.TRANSFER, days=1, unit_id=THERE),
    ]  # fmt: skip
    assert due_after(rules, MEDIUM, Trigger.TRANSFER, DAY).on == DAY + dt.timedelta(days=7)
    assert due_after(rules[:1] + rules[2:], MEDIUM, Trigger.TRANSFER, DAY).on == DAY + dt.timedelta(days=28)


def test_a_rule_holds_from_its_first_to_its_last_day():
    rules = [Rule(trigger=Trigger.ALERT, days=14, in_force_from=DAY, in_force_to=DAY + dt.timedelta(days=1))]
    found = [due_after(rules, MEDIUM, Trigger.ALERT, DAY + dt.timedelta(days=n)) for n in (-1, 0, 1, 2)]
    assert [bool(due) for due in found] == [False, True, True, False]


def test_where_no_rule_speaks_a_year_is_the_longest():
    assert due_after([], MEDIUM, Trigger.DECISION, DAY) is None
    assert after_decision([], MEDIUM, DAY).on == dt.date(2027, 11, 21)


def test_every_shipped_source_speaks_arabic():
    with speaking("ar"):
        sources = [after_decision([], MEDIUM, DAY).rule.source, *(rule.source for rule in shipped())]
        assert [source for source in sources if str(source_words(source)) == source] == []
