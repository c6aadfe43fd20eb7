"""When the next contact is owed and why; what counts; what was earned. Pure decisions over plain values.

The clock of a rule, by the published three-level standard: no counting contact yet, then the first is owed by the start
plus the first deadline; fewer than the quantity, then the start plus one period; else the Nth-last plus one period.
"""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.enums import LabelledEnum
from kernel.i18n import _l
from probation.standards.models import GoodNews


class NotCounted(LabelledEnum):
    """Why a contact does not answer a standard. Said to the officer in these words."""

    PLANNED = "planned", _l("it is still to come")
    KIND = "kind", _l("this kind of contact is not asked for here")
    BEFORE_START = "before_start", _l("it was before the order began")
    MISSED = "missed", _l("it did not take place")
    NOT_COMPLIED = "not_complied", _l("the person came but did not take part")
    OUR_SIDE = "our_side", _l("we could not hold it; that is on us, not on the person")
    MOVED = "moved", _l("it was moved or cancelled")


class Excuse(LabelledEnum):
    """Why nothing is owed now."""

    IN_CUSTODY = "in_custody", _l("The person is in custody, so no contact is owed.")
    NOT_STARTED = "not_started", _l("The order has not begun, so no contact is owed.")
    SUSPENDED = "suspended", _l("The order is suspended, so no contact is owed.")
    ENDED = "ended", _l("The order has ended, so no contact is owed.")
    AFTER_END = "after_end", _l("The next contact would fall after the end of the order, so none is owed.")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One contact as the standards see it: ``reason`` None means that it counts wherever its kind is asked for."""

    id: uuid.UUID
    kind: str
    on: dt.date
    reason: NotCounted | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One contact standard.

    ``by_level`` gives (quantity, days or months) and ``most`` the ceiling per ``most_days``.
    """

    key: str
    kinds: frozenset[str]
    clock: str
    initial_days: int
    initial_business: bool
    by_level: Mapping[str, tuple[int, int]]
    most: Mapping[str, int]
    most_days: int = 365


@dataclass(frozen=True, kw_only=True)
class Due:
    """The answer to "why is this due?": the rule, when, what was counted, what was not and why."""

    rule: str
    quantity: int
    period: int
    clock: str
    due_on: dt.date | None
    counted: tuple[Fact, ...] = ()
    not_counted: tuple[tuple[Fact, NotCounted], ...] = ()
    excuse: Excuse | None = None
    most: int | None = None
    used: int = 0

    @property
    def over_most(self) -> bool:
        """Whether the person has had more contact than the standard allows."""
        return self.most is not None and self.used > self.most


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the clock needs to know of an order."""

    level: str
    starts_on: dt.date
    ends_on: dt.date | None
    excuse: Excuse | None = None


def read_rule(raw: Mapping[str, Any]) -> Rule:
    """A rule from its policy file. A level without a line owes nothing under it."""
    levels = {level: raw[level] for level in ("high", "medium", "low") if level in raw}
    most = dict(raw.get("most", {}))
    return Rule(
        key=raw["key"],
        kinds=frozenset(raw["kinds"]),
        clock=raw["clock"],
        initial_days=raw["initial"]["days"],
        initial_business=raw["initial"].get("business", False),
        by_level={level: (line["quantity"], line.get("days") or line["months"]) for level, line in levels.items()},
        most_days=most.pop("days", 365),
        most=most,
    )


def add_business_days(day: dt.date, count: int, working: Sequence[int] = (0, 1, 2, 3, 4)) -> dt.date:
    """``count`` working days later; ``working`` are weekdays, Monday 0."""
    while count:
        day += dt.timedelta(days=1)
        count -= day.weekday() in working
    return day


def end_of_month(day: dt.date, months: int) -> dt.date:
    """The last day of the month ``months`` after the one ``day`` lies in."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def why_not(fact: Fact, rule: Rule, starts_on: dt.date, today: dt.date) -> NotCounted | None:
    """Why this contact does not answer the rule, or None when it does."""
    if fact.reason:
        return fact.reason
    if fact.on > today:
        return NotCounted.PLANNED
    if fact.on < starts_on:
        return NotCounted.BEFORE_START
    return None if fact.kind in rule.kinds else NotCounted.KIND


def next_due(rule: Rule, level: str, starts_on: dt.date, days: Sequence[dt.date]) -> dt.date | None:
    """The day by which the next contact is owed; ``days`` are those that count, oldest first.

    None: nothing more is owed.
    """
    quantity, period = rule.by_level[level]
    if not days:
        if rule.initial_business:
            return add_business_days(starts_on, rule.initial_days)
        return starts_on + dt.timedelta(days=rule.initial_days)
    if rule.clock == "once":
        return None
    base = starts_on if len(days) < quantity else days[-quantity]
    return end_of_month(base, period) if rule.clock == "months" else base + dt.timedelta(days=period)


def due_of(rule: Rule, standing: Standing, facts: Sequence[Fact], today: dt.date) -> Due | None:
    """What is owed under one rule, with its reasons; None when the level owes nothing under it."""
    if standing.level not in rule.by_level:
        return None
    judged = [
        (fact, why_not(fact, rule, standing.starts_on, today)) for fact in sorted(facts, key=lambda f: (f.on, f.id))
    ]
    counted = tuple(fact for fact, reason in judged if reason is None)
    due_on = next_due(rule, standing.level, standing.starts_on, [fact.on for fact in counted])
    excuse = standing.excuse
    if excuse is None and due_on and standing.ends_on and due_on > standing.ends_on:
        excuse = Excuse.AFTER_END
    quantity, period = rule.by_level[standing.level]
    since = today - dt.timedelta(days=rule.most_days)
    return Due(
        rule=rule.key, quantity=quantity, period=period, clock=rule.clock, due_on=None if excuse else due_on,
        counted=counted, not_counted=tuple((fact, reason) for fact, reason in judged if reason), excuse=excuse,
        most=rule.most.get(standing.level), used=sum(fact.on > since for fact in counted),
    )  # fmt: skip


def first_due(
    rules: Sequence[Rule], standing: Standing, held: Sequence[tuple[str, dt.date]], today: dt.date
) -> tuple[str, dt.date] | None:
    """(rule, day) of the soonest contact that is owed: the first of ``all_due`` without its reasons.

    ``held`` are (kind, day) of the contacts that count wherever their kind is asked for.
    """
    if standing.excuse:
        return None
    days = sorted((on, kind) for kind, on in held if standing.starts_on <= on <= today)
    found = []
    for rule in rules:
        if standing.level in rule.by_level:
            counted = [on for on, kind in days if kind in rule.kinds]
            due_on = next_due(rule, standing.level, standing.starts_on, counted)
            if due_on and (standing.ends_on is None or due_on <= standing.ends_on):
                found.append((rule.key, due_on))
    return min(found, key=lambda due: due[1], default=None)


def newest_needed(rules: Sequence[Rule], terms: Earned, level: str) -> int:
    """How many contacts of each kind and outcome, the newest ones, can change what is owed or earned at a level."""
    return max(terms.least_contacts, *(rule.by_level[level][0] for rule in rules if level in rule.by_level))


def all_due(rules: Sequence[Rule], standing: Standing, facts: Sequence[Fact], today: dt.date) -> list[Due]:
    """What is owed under every rule, soonest first; what is excused last."""
    found = [due for rule in rules if (due := due_of(rule, standing, facts, today))]
    return sorted(found, key=lambda due: (due.due_on is None, due.due_on or dt.date.max))


def failure_days(failures: Sequence[dt.date], starts_on: dt.date, reset_on: dt.date | None) -> int:
    """Distinct days not complied with and not acceptable since the last reset: two missed things in one day are one."""
    since = max(starts_on, reset_on) if reset_on else starts_on
    return len({day for day in failures if day >= since})


def review_is_due(count: int, limit: int | None, *, review_open: bool = False) -> bool:
    """Whether the failures call for a support review.

    An order without a limit never does; one open review is enough.
    """
    return limit is not None and count > limit and not review_open


@dataclass(frozen=True, kw_only=True)
class Earned:
    """The thresholds of good news, from the policy file."""

    lower_after_days: int
    least_contacts: int
    early_end_after_part: float
    early_end_after_days: int


def earned(
    terms: Earned, standing: Standing, *, level_since: dt.date, good: int, last_failure: dt.date | None, today: dt.date
) -> GoodNews | None:
    """What steady cooperation has earned: an early end first, else a lower level (Tokyo Rules 10.3, 11.2).

    ``good`` is how many contacts were kept; a failure starts the wait anew.
    """
    if standing.excuse or good < terms.least_contacts:
        return None
    clean = (today - max(filter(None, (standing.starts_on, last_failure)))).days
    if standing.ends_on and clean >= terms.early_end_after_days:
        whole = (standing.ends_on - standing.starts_on).days
        if (today - standing.starts_on).days >= whole * terms.early_end_after_part:
            return GoodNews.EARLY_END
    settled = min(clean, (today - level_since).days)
    return GoodNews.LOWER_LEVEL if standing.level != "low" and settled >= terms.lower_after_days else None
