"""Which limits reach a person, and where hours go beyond them. Pure: minutes by day in, breaches out."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel.i18n import _, ngettext, said, show_date
from programmes.limits.models import LimitAnswer, LimitKind

DAY = dt.timedelta(days=1)
NEAR = 90
"""From this share of a limit on, in percent, somebody is near it."""
MINUTES_AN_HOUR = 60


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One limit as plain values; None means everywhere, of any age."""

    kind: LimitKind
    most: int
    answer: LimitAnswer
    source: str
    valid_from: dt.date = dt.date.min
    unit_id: uuid.UUID | None = None
    under_age: int | None = None


@dataclass(frozen=True, kw_only=True)
class Breach:
    """Beyond a limit: what it would come to (minutes or days), on which day, and the limit as it counts here."""

    kind: LimitKind
    on: dt.date
    amount: int
    most: int
    limit: Limit


@functools.cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "limits.toml").read_text("utf-8"))


@functools.cache
def shipped() -> tuple[Limit, ...]:
    """The limits that hold while nobody has set any."""
    since = _file()["in_force_from"]
    kinds = [{**row, "kind": LimitKind(row["kind"]), "answer": LimitAnswer(row["answer"])} for row in _file()["limits"]]
    return tuple(Limit(**row, valid_from=since) for row in kinds)


def source_words(source: str) -> Any:
    """The source of a limit in the reader's language, where the house ships it."""
    return said(source, _file()["words"])


def reaching(limits: Iterable[Limit], *, unit_id: uuid.UUID, age: int | None, on: dt.date) -> dict[LimitKind, Limit]:
    """The limit of each kind for a person of this age in this prison on a day.

    In each place and age group the newest holds; of those that reach the person the strictest counts.
    """
    newest: dict[tuple[LimitKind, uuid.UUID | None, int | None], Limit] = {}
    for one in sorted(limits, key=lambda each: each.valid_from):
        young = one.under_age is None or (age is not None and age < one.under_age)
        if one.valid_from <= on and one.unit_id in {None, unit_id} and young:
            newest[one.kind, one.unit_id, one.under_age] = one
    found: dict[LimitKind, Limit] = {}
    for (kind, _unit, _age), one in newest.items():
        strict = max if kind is LimitKind.STUDY else min
        found[kind] = strict(found.get(kind, one), one, key=lambda each: each.most)
    return found


def week_of(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - DAY * day.weekday()


def row_of(minutes: Mapping[dt.date, int], day: dt.date) -> int:
    """How many work days in a row a day stands in, counted up to it; 0 for a day without work."""
    count = 0
    while minutes.get(day, 0) > 0:
        count, day = count + 1, day - DAY
    return count


def week_minutes(minutes: Mapping[dt.date, int], day: dt.date) -> int:
    """The minutes of work in a day's week."""
    return sum(minutes.get(week_of(day) + DAY * n, 0) for n in range(7))


def longest_row(minutes: Mapping[dt.date, int], day: dt.date) -> int:
    """The length of the whole row of work days around a day."""
    last = day
    while minutes.get(last + DAY, 0) > 0:
        last += DAY
    return row_of(minutes, last)


def week_limit(limits: Mapping[LimitKind, Limit], *, studies: bool) -> tuple[int, Limit] | None:
    """(minutes, the limit that sets them): who is in education keeps time for it out of the working week."""
    week, study = limits.get(LimitKind.WEEK), limits.get(LimitKind.STUDY)
    if week is None:
        return None
    return (max(0, week.most - study.most), study) if study and studies else (week.most, week)


def breaches(
    minutes: Mapping[dt.date, int], limits: Mapping[LimitKind, Limit], *, studies: bool, on: Collection[dt.date]
) -> list[Breach]:
    """Where hours go beyond the limits on any of the days ``on``, the first of each kind."""
    found: dict[LimitKind, Breach] = {}
    for day in sorted(on):
        for one in _on_day(minutes, limits, studies, day):
            found.setdefault(one.kind, one)
    return list(found.values())


def _on_day(
    minutes: Mapping[dt.date, int], limits: Mapping[LimitKind, Limit], studies: bool, day: dt.date
) -> Iterable[Breach]:
    if not minutes.get(day):
        return
    amounts = {LimitKind.DAY: minutes[day], LimitKind.ROW: longest_row(minutes, day)}
    for kind, amount in amounts.items():
        limit = limits.get(kind)
        if limit and amount > limit.most:
            yield Breach(kind=kind, on=day, amount=amount, most=limit.most, limit=limit)
    week = week_minutes(minutes, day)
    whole = limits.get(LimitKind.WEEK)
    if whole and week > whole.most:
        yield Breach(kind=LimitKind.WEEK, on=day, amount=week, most=whole.most, limit=whole)
    least = week_limit(limits, studies=studies)
    if least and studies and week > least[0]:
        yield Breach(kind=LimitKind.STUDY, on=day, amount=week, most=least[0], limit=least[1])


def hours_words(minutes: int) -> str:
    """Minutes as hours, such as "8:30"."""
    return f"{minutes // MINUTES_AN_HOUR}:{minutes % MINUTES_AN_HOUR:02d}"


def breach_words(one: Breach, name: str) -> str:
    """A breach in a sentence with the rule's figures."""
    facts = {"name": name, "day": show_date(one.on), "amount": hours_words(one.amount), "most": hours_words(one.most)}
    if one.kind is LimitKind.ROW:
        row = ngettext("%(num)d work day in a row", "%(num)d work days in a row", one.amount)
        return _("%(name)s would have %(row)s around %(day)s; %(most)d are allowed, then a rest day.",
                 name=name, row=row, day=facts["day"], most=one.most)  # fmt: skip
    if one.kind is LimitKind.DAY:
        return _("%(name)s would work %(amount)s hours on %(day)s; %(most)s are allowed.", **facts)
    if one.kind is LimitKind.WEEK:
        return _("%(name)s would work %(amount)s hours in the week of %(day)s; %(most)s are allowed.", **facts)
    return _("%(name)s is in education and would work %(amount)s hours in the week of %(day)s; %(most)s leave time "
             "for it.", **facts)  # fmt: skip
