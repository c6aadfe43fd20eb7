"""What moves the dates of a chain of sentences, and when it must not be guessed. Pure.

Source: rules 6 to 10 of docs/sentences.md (Prison Service Instruction 03/2015; public cases of the calculate release
dates service of England and Wales).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from casework.terms.rules import DAY, CannotCompute, Chain, Moved, begins
from kernel.i18n import _

CREDITS = frozenset({"remand", "bail"})
AT_LARGE = frozenset({"at_large"})
ADDED = frozenset({"added", "restored"})
Step = dict[str, Any]


def check_moved(moved: Sequence[Moved], chains: Sequence[Chain]) -> None:
    """Refuse stretches that overlap, run backwards or hold fewer days than they claim, and days that move nothing."""
    for one in moved:
        _check_stretch(one)
    _refuse_twice(moved, CREDITS, "credited_twice", _("A day before sentence is credited twice: two stretches "
                  "overlap. Mend their dates, so that each day counts once."))  # fmt: skip
    _refuse_twice(moved, AT_LARGE, "at_large_overlap", _("Two stretches at large overlap. Mend their dates, so that "
                  "each day counts once."))  # fmt: skip
    starts = sorted(begins(chain) for chain in chains)
    for one in moved:
        if one.kind in CREDITS:
            _check_credit(one, starts, chains)
        elif one.kind in AT_LARGE:
            _check_at_large(one, starts)


def _check_stretch(one: Moved) -> None:
    if not (one.first and one.last):
        return
    if one.last < one.first:
        raise CannotCompute("stretch_reversed", _("A stretch of days ends before it begins. Mend its dates."))
    if one.kind in CREDITS | AT_LARGE and one.days > (one.last - one.first).days + 1:
        raise CannotCompute(
            "stretch_too_short",
            _("More days are counted than the stretch from first to last day holds. Mend the dates or the number."),
        )


def _refuse_twice(moved: Sequence[Moved], family: frozenset[str], code: str, message: str) -> None:
    spans = sorted((m.first, m.last) for m in moved if m.kind in family and m.first and m.last)
    if any(later[0] <= earlier[1] for earlier, later in itertools.pairwise(spans)):
        raise CannotCompute(code, message)


def _check_credit(one: Moved, starts: Sequence[dt.date], chains: Sequence[Chain]) -> None:
    """A credit counts for every sentence or the rule stops: shared and partial credit are for two people."""
    days = [sentence.on for chain in chains for sentence in chain]
    if one.days and one.applies_from > max(days):
        raise CannotCompute("credit_for_none", _("Days are credited to sentences from a day on which nothing was "
                            "imposed yet. Mend that day."))  # fmt: skip
    if one.days and one.applies_from > starts[0]:
        raise CannotCompute("credit_shared", _("A credit counts for some of the sentences only. Whose days they are is "
                            "not for the rule to say: set the dates by hand."))  # fmt: skip
    if (one.last or one.first) and (one.last or one.first) >= starts[0]:  # type: ignore[operator]
        raise CannotCompute("credit_in_sentence", _("Credited days lie on or after the first day of the sentence. Mend "
                            "them: only days before a sentence are credited."))  # fmt: skip


def _check_at_large(one: Moved, starts: Sequence[dt.date]) -> None:
    if one.first is None:
        if len(set(starts)) > 1:
            raise CannotCompute("at_large_undated", _("Time at large has no dates, and there are sentences of "
                                "different days. Enter its first and last day."))  # fmt: skip
        return
    if one.first < starts[0]:
        raise CannotCompute("at_large_before_sentence", _("Time at large begins before the first sentence. Only time "
                            "after it counts: mend its dates."))  # fmt: skip
    if any(one.first < start <= one.first + one.days * DAY for start in starts):
        raise CannotCompute("sentenced_at_large", _("A sentence was imposed during time at large. Set the dates by "
                            "hand."))  # fmt: skip


def credit_of(moved: Iterable[Moved]) -> int:
    """Days held or tagged before sentence, all of them."""
    return sum(m.days for m in moved if m.kind in CREDITS)


def apply_at_large(
    chain: Chain, dates: tuple[dt.date, dt.date], moved: Sequence[Moved], steps: list[Step], *, whole: bool = True
) -> tuple[dt.date, dt.date]:
    """Time at large begun before release moves release and expiry later; begun after it, only the expiry.

    ``dates`` are release and expiry before it. ``whole`` is False while a chain is only looked at in part.
    """
    release, expiry = dates
    for one in sorted((m for m in moved if m.kind in AT_LARGE), key=lambda m: m.first or dt.date.min):
        if one.first and one.first < begins(chain):
            continue
        if whole and one.first:
            _refuse_edge(one.first, release, expiry)
        expiry += one.days * DAY
        inside = one.first is None or one.first <= release
        release += one.days * DAY if inside else dt.timedelta(0)
        code = "at_large" if inside else "at_large_after"
        steps.append({"code": code, "days": one.days, "release": str(release), "expiry": str(expiry)})
    return release, expiry


def _refuse_edge(first: dt.date, release: dt.date, expiry: dt.date) -> None:
    if first == release:
        raise CannotCompute(
            "at_large_on_release_day",
            _("The time at large began on the very day of release. Set the dates by hand."),
        )
    if first > expiry:
        raise CannotCompute("at_large_after_end", _("Time at large begins after the end of the sentence. Nobody can be "
                            "at large then: mend its dates."))  # fmt: skip


def add_days(
    release: dt.date, expiry: dt.date, moved: Sequence[Moved], imposed: Sequence[dt.date], steps: list[Step]
) -> dt.date:
    """Added less restored days move the release later, never past the expiry; what is left unused is said."""
    added = [m for m in moved if m.kind in ADDED and m.days]
    net = sum(m.days if m.kind == "added" else -m.days for m in added)
    if any((m.first or m.applies_from) < max(imposed) for m in added):
        raise CannotCompute("added_before_sentence", _("Days were added before the last sentence began, so some may "
                            "be served already. Set the dates by hand."))  # fmt: skip
    if net < 0:
        raise CannotCompute("restored_more_than_added", _("More days are given back than were added. Mend the "
                            "numbers."))  # fmt: skip
    _refuse_late(release, added)
    if not net:
        return release
    moved_to = min(release + net * DAY, expiry)
    if any(m.kind in AT_LARGE and m.first and release <= m.first <= moved_to for m in moved):
        raise CannotCompute("at_large_in_added_days", _("Time at large began while added days were served. Set the "
                            "dates by hand."))  # fmt: skip
    steps.append({"code": "added", "days": net, "release": str(moved_to), "unused": net - (moved_to - release).days})
    return moved_to


def _refuse_late(release: dt.date, added: Sequence[Moved]) -> None:
    """Days cannot be added to a sentence after the person has left."""
    reached = release
    for one in sorted((m for m in added if m.kind == "added"), key=lambda m: m.first or m.applies_from):
        if (one.first or one.applies_from) > reached:
            raise CannotCompute("added_after_release", _("Days were added after the day of release. Mend the day, or "
                                "set the dates by hand."))  # fmt: skip
        reached += one.days * DAY
