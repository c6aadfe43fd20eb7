"""Which rule of review holds, and the day it leads to. Pure: rules and plain facts in, a day with its reason out."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import tomllib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.people.models import SecurityLevel
from casework.review_rules.models import Trigger
from kernel.i18n import _, ngettext, said

LONGEST_MONTHS = 12
"""However the rules stand, nobody's level goes without a look for longer."""
SOON_SOURCE = "House rule: a level on a provisional score is looked at again soon, once the answers are there."
LAST_SOURCE = "House rule: where no other speaks, once a year at least."


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule as plain values; None means any."""

    trigger: Trigger
    months: int = 0
    days: int = 0
    source: str = ""
    unit_id: uuid.UUID | None = None
    level: SecurityLevel | None = None
    untried: bool | None = None
    least_months: int | None = None
    most_months: int | None = None
    age: int | None = None
    in_force_from: dt.date = dt.date.min
    in_force_to: dt.date | None = None

    @property
    def scope(self) -> tuple[object, ...]:
        """What the rule is about: of two rules about the same only one holds on a day."""
        narrow = (self.level, self.untried, self.least_months, self.most_months, self.age)
        return (self.unit_id, self.trigger, *narrow)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What rules ask of a person. ``months`` is the length of the sentence; None when there is none or no end."""

    level: SecurityLevel | None
    untried: bool
    months: int | None = None
    unit_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Due:
    """A day, the rule that leads to it, and the day that the rule counts from."""

    on: dt.date
    rule: Rule
    from_on: dt.date


def add_span(day: dt.date, months: int, days: int) -> dt.date:
    """The day so many months and then days later; a month that is too short gives its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last)) + dt.timedelta(days=days)


def months_between(first: dt.date, last: dt.date) -> int:
    """Whole months from ``first`` to the end of ``last``: one year is 12."""
    end = last + dt.timedelta(days=1)
    months = (end.year - first.year) * 12 + end.month - first.month
    return months - (end.day < first.day)


def holds_on(rule: Rule, day: dt.date) -> bool:
    """Whether the rule is in force on a day."""
    return rule.in_force_from <= day and (rule.in_force_to is None or day <= rule.in_force_to)


def applies(rule: Rule, facts: Facts) -> bool:
    """Whether the rule is about somebody of whom these facts hold. A length that is not known meets no bound."""
    bounded = rule.least_months is not None or rule.most_months is not None
    if bounded and facts.months is None:
        return False
    length = facts.months or 0
    return (
        rule.unit_id in {None, facts.unit_id}
        and rule.level in {None, facts.level}
        and rule.untried in {None, facts.untried}
        and (rule.least_months or 0) <= length
        and (rule.most_months is None or length <= rule.most_months)
    )


def due_after(rules: Iterable[Rule], facts: Facts, trigger: Trigger, happened_on: dt.date) -> Due | None:
    """The day of review after something happened, or None where no rule speaks of it.

    Of several rules the earliest day counts: a prison may be stricter than its service, never laxer.
    """
    found = [
        Due(on=add_span(happened_on, rule.months, rule.days), rule=rule, from_on=happened_on)
        for rule in rules
        if rule.trigger is trigger and holds_on(rule, happened_on) and applies(rule, facts)
    ]
    return min(found, key=lambda due: due.on, default=None)


def after_decision(rules: Sequence[Rule], facts: Facts, decided_on: dt.date, *, soon_days: int | None = None) -> Due:
    """The day by the calendar. Where no rule speaks, the longest that the house allows.

    ``soon_days`` is the limit for a level that rests on a provisional score, whatever the calendar says.
    """
    last = Rule(trigger=Trigger.DECISION, months=LONGEST_MONTHS, source=LAST_SOURCE)
    found = due_after(rules, facts, Trigger.DECISION, decided_on) or Due(
        on=add_span(decided_on, LONGEST_MONTHS, 0), rule=last, from_on=decided_on
    )
    if soon_days is None:
        return found
    soon = Rule(trigger=Trigger.DECISION, days=soon_days, source=SOON_SOURCE)
    return min(found, Due(on=add_span(decided_on, 0, soon_days), rule=soon, from_on=decided_on), key=lambda due: due.on)


def span_words(months: int, days: int) -> str:
    """A span as people say it: "6 months", "10 days", "1 month and 14 days"."""
    parts = [
        ngettext("%(num)s month", "%(num)s months", months) if months else "",
        ngettext("%(num)s day", "%(num)s days", days) if days else "",
    ]
    known = [part for part in parts if part]
    return _("%(first)s and %(second)s", first=known[0], second=known[1]) if len(known) > 1 else "".join(known)


def whom_words(rule: Any) -> str:
    """Whom a rule is about, in words; empty for everybody."""
    parts = []
    if rule.untried is not None:
        parts.append(_("Not convicted") if rule.untried else _("Convicted"))
    if rule.level:
        parts.append(_("Level: %(level)s", level=rule.level.label))
    if rule.least_months is not None:
        parts.append(_("Sentence of %(span)s or more", span=span_words(rule.least_months, 0)))
    if rule.most_months is not None:
        parts.append(_("Sentence of %(span)s or less", span=span_words(rule.most_months, 0)))
    if rule.age is not None:
        parts.append(_("On the birthday: %(age)s years", age=rule.age))
    return ". ".join(parts)


@functools.cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "review_rules.toml").read_text("utf-8"))


def source_words(source: str) -> Any:
    """The source of a rule in the reader's language, where the house ships the rule."""
    return said(source, _file().get("words", {})) if source else ""


@functools.cache
def shipped() -> tuple[Rule, ...]:
    """The rules that come with the house, in force until somebody sets others."""
    return tuple(
        Rule(**{
            **row, "trigger": Trigger(row["trigger"]),
            "level": SecurityLevel(row["level"]) if "level" in row else None,
            "in_force_from": _file()["in_force_from"],
        })
        for row in _file()["rules"]
    )  # fmt: skip
