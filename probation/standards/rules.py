"""What is owed under an order and why; what counts; what was earned. Pure decisions over plain values.

When a clock falls due is decided in ``probation.clocks``, what a pack says in ``probation.packs``.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kernel.enums import LabelledEnum
from kernel.i18n import _l
from probation.clocks.rules import Clock, Working, next_due, part_due, weekday
from probation.packs.rules import Earned, Part, Phase, Rule, Trigger, Version, phase_on
from probation.standards.models import GoodNews


class NotCounted(LabelledEnum):
    """Why a contact does not answer a standard. Said to the officer in these words."""

    PLANNED = "planned", _l("it is still to come")
    KIND = "kind", _l("this kind of contact is not asked for here")
    BEFORE_START = "before_start", _l("it was before the order began")
    BEFORE_EVENT = "before_event", _l("it was before this happened")
    MISSED = "missed", _l("it did not take place")
    NOT_COMPLIED = "not_complied", _l("the person came but did not take part")
    OUR_SIDE = "our_side", _l("we could not hold it; that is on us, not on the person")
    MOVED = "moved", _l("it was moved or cancelled")


class Excuse(LabelledEnum):
    """Why nothing is owed now."""

    IN_CUSTODY = "in_custody", _l("The person is in custody, so no contact is owed.")
    OUT_OF_TOUCH = "out_of_touch", _l("The person cannot be reached anywhere, so no contact is owed until they are.")
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
class Due:
    """The answer to "why is this due?": the rule, when, what was counted, what was not and why.

    ``clock`` None: it is owed once, because of the event on ``since``. ``part``: the sub-quantity that falls due first.
    ``moved_to_for`` names the contact that our side could not hold, where the day was moved for it.
    """

    rule: str
    name: Any
    citation: Any
    clock: Clock | None
    due_on: dt.date | None
    counted: tuple[Fact, ...] = ()
    not_counted: tuple[tuple[Fact, NotCounted], ...] = ()
    instead: frozenset[uuid.UUID] = frozenset()
    excuse: Excuse | None = None
    most: int | None = None
    used: int = 0
    part: Part | None = None
    part_quantity: int = 0
    since: dt.date | None = None
    days: int = 0
    moved_for: dt.date | None = None
    phase: Phase | None = None

    @property
    def over_most(self) -> bool:
        """Whether the person has had more contact than the standard allows."""
        return self.most is not None and self.used > self.most


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the standards need to know of an order, and of the life under it.

    ``events``: kind and newest day. ``overloads``: spans in which the office had too few officers.
    """

    level: str
    starts_on: dt.date
    ends_on: dt.date | None
    excuse: Excuse | None = None
    events: tuple[tuple[str, dt.date], ...] = ()
    overloads: tuple[tuple[dt.date, dt.date], ...] = ()


def out_of_touch(events: Iterable[tuple[str, dt.date]]) -> bool:
    """Whether the person cannot be reached: noted so, and not yet in touch again."""
    days = dict(events)
    lost, found = days.get("out_of_touch"), days.get("in_touch")
    return lost is not None and (found is None or found < lost)


def all_due(
    version: Version, standing: Standing, facts: Sequence[Fact], today: dt.date, working: Working = weekday
) -> list[Due]:
    """What is owed under every rule of a version, soonest first; what is excused last."""
    phase = phase_on(version, standing.starts_on, standing.ends_on, today, working)
    ordered = sorted(facts, key=lambda fact: (fact.on, fact.id))
    rules = [one for one in version.rules if not one.phases or (phase is not None and phase.key in one.phases)]
    found = [
        _with_grace(_due(rule, standing, ordered, today, working), rule, version)
        for rule in rules
        if standing.level in rule.clocks
    ]
    if phase is not None:
        found = [replace(due, phase=phase) for due in found]
    asked = [
        _triggered(trigger, on, standing, ordered, today)
        for trigger in version.triggers
        for kind, on in standing.events
        if kind == trigger.event and standing.starts_on <= on <= today
    ]
    found += [due for due in asked if due.due_on]
    settled = [_excused(due, standing) for due in found]
    return sorted(settled, key=lambda due: (due.due_on is None, due.due_on or dt.date.max))


def _why_not(
    fact: Fact, kinds: frozenset[str], starts_on: dt.date, today: dt.date, early: NotCounted = NotCounted.BEFORE_START
) -> NotCounted | None:
    """Why this contact does not answer, or None when it does."""
    if fact.reason:
        return fact.reason
    if fact.on > today:
        return NotCounted.PLANNED
    if fact.on < starts_on:
        return early
    return None if fact.kind in kinds else NotCounted.KIND


def _due(rule: Rule, standing: Standing, facts: Sequence[Fact], today: dt.date, working: Working) -> Due:
    clock, start = rule.clocks[standing.level], standing.starts_on
    busy = {f.id for f in facts if f.kind in rule.instead and any(a <= f.on <= b for a, b in standing.overloads)}
    judged = [
        (fact, _why_not(fact, rule.kinds | rule.instead if fact.id in busy else rule.kinds, start, today))
        for fact in facts
    ]
    counted = tuple(fact for fact, reason in judged if reason is None)
    due_on = next_due(clock, start, [fact.on for fact in counted], working)
    made = Due(
        rule=rule.key, name=rule.name, citation=rule.citation, clock=clock, due_on=due_on, counted=counted,
        not_counted=tuple((fact, reason) for fact, reason in judged if reason),
        instead=frozenset(fact.id for fact in counted if fact.id in busy), most=rule.most.get(standing.level),
        used=sum(fact.on > today - dt.timedelta(days=rule.most_days) for fact in counted),
    )  # fmt: skip
    return _with_parts(made, rule, standing) if due_on and counted else made


def _with_parts(due: Due, rule: Rule, standing: Standing) -> Due:
    """The sub-quantity that falls due before the whole, if one does."""
    assert due.clock
    for part in rule.parts:
        quantity = part.quantities.get(standing.level, 0)
        days = [fact.on for fact in due.counted if fact.kind in part.kinds]
        clock = replace(due.clock, quantity=quantity, first=None)
        falls = part_due(clock, standing.starts_on, days, due.counted[-1].on)
        if falls and due.due_on and falls < due.due_on:
            due = replace(due, due_on=falls, part=part, part_quantity=quantity)
    return due


def _with_grace(due: Due, rule: Rule, version: Version) -> Due:
    """The day, moved where our own side could not hold the last contact and the version excuses that."""
    last = max((fact.on for fact in due.counted), default=dt.date.min)
    ours = [
        fact.on for fact, reason in due.not_counted
        if reason is NotCounted.OUR_SIDE and fact.kind in rule.kinds and fact.on >= last
    ]  # fmt: skip
    if not (ours and due.due_on and "our_side" in version.excused_when):
        return due
    later = max(ours) + dt.timedelta(days=version.our_side_days)
    return replace(due, due_on=later, moved_for=max(ours)) if later > due.due_on else due


def _triggered(trigger: Trigger, on: dt.date, standing: Standing, facts: Sequence[Fact], today: dt.date) -> Due:
    early = NotCounted.BEFORE_EVENT
    judged = [(fact, _why_not(fact, trigger.kinds, max(on, standing.starts_on), today, early)) for fact in facts]
    counted = tuple(fact for fact, reason in judged if reason is None)
    return Due(
        rule=trigger.key, name=trigger.name, citation=trigger.citation, clock=None, since=on, days=trigger.days,
        due_on=None if counted else on + dt.timedelta(days=trigger.days), counted=counted,
        not_counted=tuple((fact, reason) for fact, reason in judged if reason),
    )  # fmt: skip


def _excused(due: Due, standing: Standing) -> Due:
    excuse = standing.excuse
    if excuse is None and due.due_on and standing.ends_on and due.due_on > standing.ends_on:
        excuse = Excuse.AFTER_END
    return replace(due, excuse=excuse, due_on=None) if excuse else due


def newest_needed(version: Version, level: str) -> int:
    """How many contacts of each kind and outcome, the newest ones, can change what is owed or earned at a level."""
    clocks = [rule.clocks[level].quantity for rule in version.rules if level in rule.clocks]
    return max([version.earned.least_contacts, *clocks])


def review_is_due(count: int, limit: int | None, *, review_open: bool = False) -> bool:
    """Whether the failures call for a support review.

    An order without a limit never does; one open review is enough.
    """
    return limit is not None and count > limit and not review_open


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
