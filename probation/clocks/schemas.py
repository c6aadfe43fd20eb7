"""Cases of the calculating commands, read strictly: what is not understood is refused with its place, never guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from probation.clocks.rules import Clock, Met, Window

WINDOWS = {"rolling_from_nth_last": Window.ROLLING, "calendar_month_end": Window.MONTH_END}
UNITS = {"day": False, "business_day": True}
FAULTS = ("person", "agency", "third_party")
MOST = 10_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class CaseRefused(ValueError):
    """A case that cannot be read; the words name the place and what was expected there."""


@dataclass(frozen=True, kw_only=True)
class DueCase:
    """A standard, and the contacts of somebody on a day."""

    id: Any
    clock: Clock
    start: dt.date
    days: tuple[dt.date, ...]
    today: dt.date


@dataclass(frozen=True, kw_only=True)
class FailureCase:
    """The contacts of an order, its start and its resets."""

    id: Any
    start: dt.date
    resets: tuple[dt.date, ...]
    met: tuple[Met, ...]


def read_due(raw: Any) -> DueCase:
    """A case of ``standards due``. Raises CaseRefused."""
    fields = ("id", "standard", "start_of_supervision", "completed_contacts", "evaluation_date")
    case = _object(raw, "the case", fields)
    return DueCase(
        id=_id(case),
        clock=_clock(case["standard"]),
        start=_date(case["start_of_supervision"], "start_of_supervision"),
        days=_dates(case["completed_contacts"], "completed_contacts"),
        today=_date(case["evaluation_date"], "evaluation_date"),
    )


def read_failures(raw: Any) -> FailureCase:
    """A case of ``standards failures``. Raises CaseRefused."""
    case = _object(raw, "the case", ("id", "start", "resets", "contacts"))
    contacts = _list(case["contacts"], "contacts")
    return FailureCase(
        id=_id(case),
        start=_date(case["start"], "start"),
        resets=_dates(case["resets"], "resets"),
        met=tuple(_met(one, f"contacts[{n}]") for n, one in enumerate(contacts)),
    )


def _clock(raw: Any) -> Clock:
    may = ("period_days", "period_months", "initial_deadline")
    made = _object(raw, "standard", ("quantity", "window"), may)
    quantity = _count(made["quantity"], "standard.quantity")
    window = _choice(made["window"], "standard.window", WINDOWS)
    months, period = _period(made, window, needed=quantity > 0)
    if quantity and "initial_deadline" not in made:
        raise CaseRefused("standard: initial_deadline is missing")
    given = made.get("initial_deadline", {"n": 0, "unit": "day"})
    first = _object(given, "standard.initial_deadline", ("n", "unit"))
    return Clock(
        quantity=quantity, period=period, months=months, window=window,
        first=_count(first["n"], "standard.initial_deadline.n"),
        first_business=_choice(first["unit"], "standard.initial_deadline.unit", UNITS),
    )  # fmt: skip


def _period(made: Mapping[str, Any], window: Window, *, needed: bool) -> tuple[bool, int]:
    """(whether it is in months, how many); a standard that asks for nothing needs none."""
    given = {key: made[key] for key in ("period_days", "period_months") if made.get(key) is not None}
    if not given and not needed:
        return False, 0
    if len(given) != 1:
        raise CaseRefused("standard: give period_days or period_months, one of the two")
    ((key, value),) = given.items()
    if window is Window.MONTH_END and key == "period_days":
        raise CaseRefused("standard.period_days: a standard due at the end of a calendar month has period_months")
    return key == "period_months", _count(value, f"standard.{key}", least=1 if needed else 0)


def _met(raw: Any, place: str) -> Met:
    made = _object(raw, place, ("date", "complied", "acceptable", "counts", "fault"))
    acceptable = made["acceptable"]
    return Met(
        on=_date(made["date"], f"{place}.date"),
        complied=_yes_no(made["complied"], f"{place}.complied"),
        acceptable=None if acceptable is None else _yes_no(acceptable, f"{place}.acceptable", "true, false or null"),
        counts=_yes_no(made["counts"], f"{place}.counts"),
        by_person=_choice(made["fault"], f"{place}.fault", dict(zip(FAULTS, FAULTS, strict=True))) == "person",
    )


def _object(raw: Any, place: str, needed: tuple[str, ...], may: tuple[str, ...] = ()) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise CaseRefused(f"{place}: expected an object with {', '.join(needed)}")
    for name in raw:
        if name not in needed and name not in may:
            raise CaseRefused(f"{place}: {str(name)[:80]} is not known here; known: {', '.join((*needed, *may))}")
    for name in needed:
        if name not in raw:
            raise CaseRefused(f"{place}: {name} is missing")
    return raw


def _id(case: Mapping[str, Any]) -> str | int:
    found = case["id"]
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise CaseRefused("id: expected a text or a whole number")
    return found


def _list(raw: Any, place: str) -> list[Any]:
    if not isinstance(raw, list):
        raise CaseRefused(f"{place}: expected a list")
    return raw


def _dates(raw: Any, place: str) -> tuple[dt.date, ...]:
    return tuple(sorted(_date(one, f"{place}[{n}]") for n, one in enumerate(_list(raw, place))))


def _date(raw: Any, place: str) -> dt.date:
    if isinstance(raw, str) and _DAY.fullmatch(raw):
        try:
            return dt.date.fromisoformat(raw)
        except ValueError:
            pass
    raise CaseRefused(f"{place}: {_shown(raw)} is not a day of the calendar written as 2026-11-24")


def _count(raw: Any, place: str, *, least: int = 0) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= MOST:
        raise CaseRefused(f"{place}: {_shown(raw)} is not a whole number from {least} to {MOST}")
    return raw


def _yes_no(raw: Any, place: str, wanted: str = "true or false") -> bool:
    if not isinstance(raw, bool):
        raise CaseRefused(f"{place}: {_shown(raw)} is not {wanted}")
    return raw


def _choice(raw: Any, place: str, known: Mapping[str, Any]) -> Any:
    if not isinstance(raw, str) or raw not in known:
        raise CaseRefused(f"{place}: {_shown(raw)} is not known; known: {', '.join(known)}")
    return known[raw]


def _shown(raw: Any) -> str:
    return f"“{raw[:80]}”" if isinstance(raw, str) else str(raw)[:80]
