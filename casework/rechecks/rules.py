"""Whether a stored date still follows from its inputs, and from what is on file now. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casework.inputs.rules import digest, read
from casework.laws.rules import Law
from casework.rechecks.models import FlagKind
from casework.sentences.rules import CannotCompute, find_dates

Dates = tuple[dt.date | None, dt.date | None]


@dataclass(frozen=True, kw_only=True)
class Stored:
    """One calculation as it stands in the database, and the dates the person's file shows."""

    by_rule: bool
    repeatable: bool
    """Made by the rule of this version, with the shares kept: the same inputs must give the same dates."""
    inputs: Mapping[str, Any]
    inputs_hash: str
    dates: Dates
    shown: Dates | None
    """What the file shows, where it shows this calculation; None for one that waits beside dates in force."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that does not hold: what is stored, what follows, and the rule's refusal where there is one."""

    kind: FlagKind
    stored: Dates
    follows: Dates = (None, None)
    code: str = ""


def work_out(inputs: Mapping[str, Any], law: Law | None) -> tuple[Dates, str]:
    """Release and expiry that follow from inputs, or the code of the refusal."""
    try:
        found = find_dates(*read(inputs, law))
    except CannotCompute as refusal:
        return (None, None), refusal.code
    return (found.release, found.expiry), ""


def judge(stored: Stored, present: Mapping[str, Any], law: Law | None) -> Iterator[Finding]:
    """What does not hold of the newest dates: altered rows first, then inputs or a law that have moved on since."""
    altered = altered_row(stored)
    if altered:
        yield altered
        return
    follows, code = work_out(present, law)
    if stored.by_rule and code:
        yield Finding(kind=FlagKind.REFUSED, stored=stored.dates, code=code)
    elif stored.by_rule and follows != stored.dates:
        yield Finding(kind=FlagKind.STALE, stored=stored.dates, follows=follows)
    elif not stored.by_rule and _facts(stored.inputs) != _facts(present):
        yield Finding(kind=FlagKind.STALE, stored=stored.dates, follows=follows, code=code)


def altered_row(stored: Stored) -> Finding | None:
    """The row against itself: its inputs against their hash, its dates against its inputs, the file against the row."""
    if digest(stored.inputs) != stored.inputs_hash:
        return Finding(kind=FlagKind.ALTERED, stored=stored.dates, code="inputs")
    if stored.by_rule and stored.repeatable:
        follows, code = work_out(stored.inputs, None)
        if follows != stored.dates:
            return Finding(kind=FlagKind.ALTERED, stored=stored.dates, follows=follows, code=code or "dates")
    if stored.shown is not None and stored.shown != stored.dates:
        return Finding(kind=FlagKind.ALTERED, stored=stored.shown, follows=stored.dates, code="file")
    return None


def _facts(inputs: Mapping[str, Any]) -> Any:
    return inputs.get("sentences"), inputs.get("adjustments")
