"""Release and expiry from sentences and adjustments: pure, exact, every step kept. What it cannot compute it refuses.

The arithmetic is the one that public test data of several thousand cases agree on (inclusive calendar days, fractions
rounded up, credit before time at large before added days); see docs on sentence dates. No floats, no times of day.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from casework.terms.rules import DAY, Term, last_day, like_units, share_of
from kernel.errors import DomainError
from kernel.i18n import _

RULE_VERSION = "shares-1"
CREDITS = frozenset({"remand", "bail"})


@dataclass(frozen=True, kw_only=True)
class Imposed:
    """One sentence: ``share`` of ``term`` is served inside; ``extension`` is supervised after it."""

    key: str
    count: int
    on: dt.date
    term: Term
    share: Fraction | None
    extension: Term = field(default_factory=Term)
    after: str = ""
    """Key of the sentence it follows; empty when it stands alone."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Days that move the dates of sentences imposed on ``applies_from`` or later. ``kind`` as in ``AdjustmentKind``."""

    kind: str
    days: int
    applies_from: dt.date
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """The dates and how they were found: ``steps`` are JSON objects with a code and its numbers."""

    release: dt.date
    expiry: dt.date
    unadjusted_expiry: dt.date
    steps: list[dict[str, Any]]


class CannotCompute(DomainError):
    """The rule does not cover these inputs: two people must set the dates by hand, with a reason."""


def find_dates(sentences: Sequence[Imposed], moved: Sequence[Moved]) -> Found:
    """Release and expiry of all sentences together.

    Raises CannotCompute with the reason where the rule does not reach.
    """
    check_inputs(sentences, moved)
    steps: list[dict[str, Any]] = []
    chains = sorted(_chains(sentences), key=lambda chain: (min(one.on for one in chain), chain[0].key))
    found = [_chain_dates(chain, moved, steps) for chain in chains]
    _refuse_gap(chains, found)
    release, expiry = max(f.release for f in found), max(f.expiry for f in found)
    if len(found) > 1:
        steps.append({"code": "latest", "release": str(release), "expiry": str(expiry)})
    release = _add_days(release, expiry, moved, chains, steps)
    steps.append({"code": "result", "release": str(release), "expiry": str(expiry)})
    return Found(release=release, expiry=expiry, unadjusted_expiry=max(f.unadjusted_expiry for f in found), steps=steps)


def check_inputs(sentences: Sequence[Imposed], moved: Sequence[Moved]) -> None:
    """Raises CannotCompute for inputs that need mending or a human: no length, no law, overlaps, ends first."""
    if not sentences:
        raise CannotCompute(_("There is no sentence yet. Enter the sentence as the court wrote it."))
    for one in sentences:
        if not one.term:
            raise CannotCompute(_("Sentence %(count)s has no fixed end. Set the dates by hand.", count=one.count))
        if one.share is None:
            raise CannotCompute(
                _(
                    "No law of release is known for the kind and date of sentence %(count)s. Set the dates by hand.",
                    count=one.count,
                )
            )
    _refuse_overlaps(moved)


def _refuse_overlaps(moved: Sequence[Moved]) -> None:
    for family in (CREDITS, frozenset({"at_large"})):
        spans = sorted((m.first, m.last) for m in moved if m.kind in family and m.first and m.last)
        if any(first > last for first, last in spans):
            raise CannotCompute(_("A stretch of days ends before it begins. Mend its dates."))
        if any(later[0] <= earlier[1] for earlier, later in itertools.pairwise(spans)):
            raise CannotCompute(_("The same day is counted twice: two stretches overlap. Mend their dates."))


def _chains(sentences: Sequence[Imposed]) -> Iterator[list[Imposed]]:
    """Sentences that follow one another, each row from its first one."""
    followers: dict[str, Imposed] = {}
    keys = {one.key for one in sentences}
    for one in sentences:
        if one.after and (one.after in followers or one.after not in keys):
            raise CannotCompute(_("Two sentences follow the same one, or one follows a sentence that is not here."))
        if one.after:
            followers[one.after] = one
    seen = 0
    for head in (one for one in sentences if not one.after):
        chain = [head]
        while chain[-1].key in followers:
            chain.append(followers[chain[-1].key])
        seen += len(chain)
        yield chain
    if seen != len(sentences):
        raise CannotCompute(_("Sentences follow each other in a circle. Mend which follows which."))


def _chain_dates(chain: list[Imposed], moved: Sequence[Moved], steps: list[dict[str, Any]]) -> Found:
    """Dates of one row of consecutive sentences (or a single one), moved by credit and time at large."""
    first, counts = min(one.on for one in chain), [one.count for one in chain]
    whole = like_units([one.term for one in chain] + [one.extension for one in chain])
    unadjusted = last_day(first, whole)
    length = (unadjusted - first).days + 1
    steps.append({"code": "length", "counts": counts, "from": str(first), "to": str(unadjusted), "days": length})
    release = _shares(chain, first, steps)
    credit = _credit(chain, first, moved)
    if credit:
        release, expiry = release - credit * DAY, unadjusted - credit * DAY
        steps.append(
            {"code": "credit", "counts": counts, "days": credit, "release": str(release), "expiry": str(expiry)}
        )
    else:
        expiry = unadjusted
    release, expiry = _at_large(first, release, expiry, moved, steps)
    floor = max(one.on for one in chain)
    if release < floor:
        steps.append({"code": "floor", "counts": counts, "date": str(floor), "was": str(release)})
        release = floor
    return Found(release=release, expiry=max(expiry, release), unadjusted_expiry=unadjusted, steps=steps)


def _shares(chain: list[Imposed], first: dt.date, steps: list[dict[str, Any]]) -> dt.date:
    """The day before any adjustment: each share's sentences together, whole terms last, each after the one before."""
    groups: dict[Fraction, list[Imposed]] = {}
    for one in chain:
        groups.setdefault(one.share or Fraction(1), []).append(one)
    begin, release = first, first
    for share, members in sorted(groups.items(), key=lambda item: item[0] == 1):
        days = (last_day(begin, like_units([one.term for one in members])) - begin).days + 1
        inside = share_of(days, share)
        release = begin + (inside - 1) * DAY
        steps.append({
            "code": "share", "counts": [one.count for one in members], "from": str(begin), "days": days,
            "share": str(share), "inside": inside, "release": str(release),
        })  # fmt: skip
        begin = release + DAY
    return release


def _credit(chain: list[Imposed], first: dt.date, moved: Sequence[Moved]) -> int:
    latest = max(one.on for one in chain)
    if any(m.kind in CREDITS and first < m.applies_from <= latest for m in moved):
        raise CannotCompute(
            _("A credit begins to count in the middle of sentences that follow one another. Set the dates by hand.")
        )
    return sum(m.days for m in moved if m.kind in CREDITS and m.applies_from <= first)


def _at_large(
    first: dt.date, release: dt.date, expiry: dt.date, moved: Sequence[Moved], steps: list[dict[str, Any]]
) -> tuple[dt.date, dt.date]:
    """Time at large before release moves both dates later; begun after it, only the expiry."""
    for one in sorted((m for m in moved if m.kind == "at_large"), key=lambda m: m.first or dt.date.min):
        if one.first == release:
            raise CannotCompute(_("The time at large began on the very day of release. Set the dates by hand."))
        if one.last and one.last < first:
            continue
        expiry += one.days * DAY
        inside = one.first is None or one.first < release
        release += one.days * DAY if inside else dt.timedelta(0)
        steps.append(
            {
                "code": "at_large" if inside else "at_large_after",
                "days": one.days,
                "release": str(release),
                "expiry": str(expiry),
            }
        )
    return release, expiry


def _add_days(
    release: dt.date,
    expiry: dt.date,
    moved: Sequence[Moved],
    chains: Sequence[list[Imposed]],
    steps: list[dict[str, Any]],
) -> dt.date:
    """Added less restored days move the release later, never past the expiry; what is left unused is said."""
    added = [m for m in moved if m.kind in {"added", "restored"}]
    net = sum(m.days if m.kind == "added" else -m.days for m in added)
    starts = [min(one.on for one in chain) for chain in chains]
    if any(m.first and m.first < start for m in added for start in starts):
        raise CannotCompute(_("Days were added before the last sentence began. Set the dates by hand."))
    if net <= 0:
        return release
    moved_to = min(release + net * DAY, expiry)
    steps.append({"code": "added", "days": net, "release": str(moved_to), "unused": net - (moved_to - release).days})
    return moved_to


def _refuse_gap(chains: Sequence[list[Imposed]], found: Sequence[Found]) -> None:
    latest = found[0].release
    for chain, dates in zip(chains[1:], found[1:], strict=True):
        if min(one.on for one in chain) > latest:
            raise CannotCompute(
                _("The person would have been released before a later sentence began. Set the dates by hand.")
            )
        latest = max(latest, dates.release)


def law_for(laws: Sequence[Mapping[str, Any]], kind: str, on: dt.date) -> Fraction | None:
    """The share that the law in force on the sentence date fixes for this kind, or None where none is known."""
    for law in laws:
        if law["kind"] == kind and law["from_on"] <= on and (law["to_on"] is None or on <= law["to_on"]):
            return Fraction(law["numerator"], law["denominator"])
    return None
