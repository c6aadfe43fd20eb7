"""Release and expiry from sentences and adjustments: pure, exact, every step kept. What it cannot compute it refuses.

The arithmetic is the one that public test data agree on (inclusive calendar days, fractions rounded up, credit before
time at large before added days); see docs/sentences.md. No floats, no times of day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from casework.adjustments.rules import add_days, apply_at_large, check_moved, credit_of
from casework.terms.rules import (
    DAY,
    CannotCompute,
    Chain,
    Imposed,
    Moved,
    Term,
    begins,
    last_day,
    length_of,
    like_units,
    share_of,
)
from kernel.i18n import _

__all__ = ["RULE_VERSION", "CannotCompute", "Found", "Imposed", "Moved", "OldLaw", "Term", "find_dates"]

RULE_VERSION = "shares-2"
MOST_SENTENCES = 200


@dataclass(frozen=True, kw_only=True)
class Found:
    """The dates and how they were found: ``steps`` are JSON objects with a code and its numbers."""

    release: dt.date
    expiry: dt.date
    unadjusted_expiry: dt.date
    steps: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class OldLaw:
    """An earlier law that made one term of sentences side by side: for offences and sentences before these days."""

    offence_before: dt.date
    sentenced_before: dt.date

    def reaches(self, one: Imposed) -> bool:
        """Whether it may govern this sentence; an offence without a date may be that old."""
        return one.on < self.sentenced_before and (one.offence_on is None or one.offence_on < self.offence_before)


def find_dates(sentences: Sequence[Imposed], moved: Sequence[Moved], old_law: OldLaw | None = None) -> Found:
    """Release and expiry of all sentences together.

    Raises CannotCompute with a code and the reason where the rule does not reach.
    """
    try:
        return _find(sentences, moved, old_law)
    except (OverflowError, ValueError) as error:
        raise CannotCompute(
            "out_of_range", _("A date or length lies beyond what a calendar holds. Mend it.")
        ) from error


def _find(sentences: Sequence[Imposed], moved: Sequence[Moved], old_law: OldLaw | None) -> Found:
    check_sentences(sentences)
    chains = sorted(chains_of(sentences), key=lambda chain: (begins(chain), chain[0].count, chain[0].key))
    check_moved(moved, chains)
    steps: list[dict[str, Any]] = []
    for one in sentences:
        _check_offence(one, steps)
    found = [_chain_dates(chain, moved, steps) for chain in chains]
    _refuse_gaps(chains, found, moved)
    if old_law and len(chains) > 1 and all(old_law.reaches(one) for one in sentences):
        _refuse_single_term(chains)
    release, expiry = max(f.release for f in found), max(f.expiry for f in found)
    if len(found) > 1:
        steps.append({"code": "latest", "release": str(release), "expiry": str(expiry)})
    release = add_days(release, expiry, moved, [one.on for one in sentences], steps)
    steps.append({"code": "result", "release": str(release), "expiry": str(expiry)})
    return Found(release=release, expiry=expiry, unadjusted_expiry=max(f.unadjusted_expiry for f in found), steps=steps)


def check_sentences(sentences: Sequence[Imposed]) -> None:
    """Raises CannotCompute for sentences that need mending or a human: none, too many, no length, no law."""
    if not sentences:
        raise CannotCompute("no_sentence", _("There is no sentence yet. Enter the sentence as the court wrote it."))
    if len(sentences) > MOST_SENTENCES:
        raise CannotCompute("too_many", _("There are more sentences than the rule takes. Set the dates by hand."))
    for one in sentences:
        if not one.term:
            raise CannotCompute(
                "indeterminate", _("Sentence %(count)s has no fixed end. Set the dates by hand.", count=one.count)
            )
        if one.share is None:
            raise CannotCompute(
                "no_law",
                _(
                    "No law of release is known for the kind and date of sentence %(count)s. Set the dates by hand.",
                    count=one.count,
                ),
            )


def _check_offence(one: Imposed, steps: list[dict[str, Any]]) -> None:
    """An offence after the sentence is a slip of the pen; on a sentence that follows another it moves no date."""
    if one.offence_on is None or one.offence_on <= one.on:
        return
    if not one.after:
        raise CannotCompute(
            "offence_after_sentence",
            _("The offence of sentence %(count)s is dated after the sentence. Check both dates.", count=one.count),
        )
    steps.append({"code": "offence_late", "counts": [one.count], "date": str(one.offence_on), "from": str(one.on)})


def chains_of(sentences: Sequence[Imposed]) -> Iterator[list[Imposed]]:
    """Sentences that follow one another, each row from its first one. Raises CannotCompute for forks and circles."""
    followers: dict[str, Imposed] = {}
    keys = {one.key for one in sentences}
    for one in sentences:
        if not one.after:
            continue
        if one.after not in keys:
            raise CannotCompute("follows_unknown", _("Sentence %(count)s follows a sentence that is not here. Enter "
                                "that one too, or mend which it follows.", count=one.count))  # fmt: skip
        if one.after in followers:
            raise CannotCompute("follows_same", _("Two sentences follow the same one. Set the dates by hand."))
        followers[one.after] = one
    seen = 0
    for head in (one for one in sentences if not one.after):
        chain = [head]
        while chain[-1].key in followers:
            chain.append(followers[chain[-1].key])
        seen += len(chain)
        yield chain
    if seen != len(sentences):
        raise CannotCompute("follows_circle", _("Sentences follow each other in a circle. Mend which follows which."))


def _chain_dates(chain: Chain, moved: Sequence[Moved], steps: list[dict[str, Any]], *, whole: bool = True) -> Found:
    """Dates of one row of consecutive sentences (or a single one), moved by credit and time at large."""
    first, counts = begins(chain), [one.count for one in chain]
    unadjusted = length_of(chain, first)
    length = (unadjusted - first).days + 1
    steps.append({"code": "length", "counts": counts, "from": str(first), "to": str(unadjusted), "days": length})
    release, expiry = _shares(chain, first, steps), unadjusted
    if credit := credit_of(moved):
        release, expiry = release - credit * DAY, expiry - credit * DAY
        facts = {"counts": counts, "days": credit, "release": str(release), "expiry": str(expiry)}
        steps.append({"code": "credit", **facts})
    release, expiry = apply_at_large(chain, (release, expiry), moved, steps, whole=whole)
    if release < first:
        steps.append({"code": "floor", "counts": counts, "date": str(first), "was": str(release)})
        release = first
    return Found(release=release, expiry=max(expiry, release), unadjusted_expiry=unadjusted, steps=steps)


def _shares(chain: Chain, first: dt.date, steps: list[dict[str, Any]]) -> dt.date:
    """The day before any adjustment: each share's sentences together, whole terms last, each after the one before."""
    groups: dict[Fraction, list[Imposed]] = {}
    for one in chain:
        groups.setdefault(one.share or Fraction(1), []).append(one)
    begin, release = first, first
    for share, members in sorted(groups.items(), key=lambda item: item[0] == 1):
        days = (last_day(begin, like_units(one.term for one in members)) - begin).days + 1
        inside = share_of(days, share)
        release = begin + (inside - 1) * DAY
        steps.append({
            "code": "share", "counts": [one.count for one in members], "from": str(begin), "days": days,
            "share": str(share), "inside": inside, "release": str(release),
            **({"law": "; ".join(law)} if (law := sorted({one.law for one in members if one.law})) else {}),
        })  # fmt: skip
        begin = release + DAY
    return release


def _refuse_gaps(chains: Sequence[Chain], found: Sequence[Found], moved: Sequence[Moved]) -> None:
    """Nobody is released and sentenced again inside one calculation: a release between two sentences is refused."""
    latest = begins(chains[0])
    for chain, dates in zip(chains, found, strict=True):
        if begins(chain) > latest:
            _refuse_gap()
        for place in range(1, len(chain)):
            if chain[place].on > max(latest, _chain_dates(chain[:place], moved, [], whole=False).release):
                _refuse_gap()
        latest = max(latest, dates.release)


def _refuse_gap() -> None:
    raise CannotCompute(
        "released_between",
        _("The person would have been released before a later sentence began. Set the dates by hand."),
    )


def _refuse_single_term(chains: Sequence[Chain]) -> None:
    """Refuse where one term from the first day to the last end would lead to another release than the rule's."""
    if any(len(chain) > 1 or chain[0].extension for chain in chains) or len({chain[0].on for chain in chains}) == 1:
        return
    first, end = begins(chains[0]), max(length_of(chain, begins(chain)) for chain in chains)
    days = (end - first).days + 1
    latest = max(_shares(chain, begins(chain), []) for chain in chains)
    if any(first + (share_of(days, chain[0].share or Fraction(1)) - 1) * DAY != latest for chain in chains):
        raise CannotCompute(
            "single_term",
            _("An earlier law makes one term of these sentences. The rule does not cover it: set the dates by hand."),
        )
