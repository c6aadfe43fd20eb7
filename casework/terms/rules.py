"""The words of the sentence rule and its calendar: inclusive days, months before days, a part of a day whole. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from kernel.errors import DomainError
from kernel.i18n import _

DAY = dt.timedelta(days=1)


class CannotCompute(DomainError):
    """The rule does not cover these inputs: mend them, or let two people set the dates by hand, with a reason.

    ``code`` is stable: other systems and tests may rely on it. The message says what to do.
    """

    def __init__(self, code: str, message: object) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Term:
    """A length as a court says it."""

    months: int = 0
    days: int = 0

    def __bool__(self) -> bool:
        """Whether there is any length at all."""
        return bool(self.months or self.days)


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
    offence_on: dt.date | None = None
    law: str = ""
    """What fixes the share: a citation, or empty when the case states it."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Days that move the dates of sentences imposed on ``applies_from`` or later. ``kind`` as in ``AdjustmentKind``."""

    kind: str
    days: int
    applies_from: dt.date
    first: dt.date | None = None
    last: dt.date | None = None


Chain = Sequence[Imposed]
"""Sentences that follow one another, or a single one."""


def begins(chain: Chain) -> dt.date:
    """A chain starts on the earliest sentence date in it."""
    return min(one.on for one in chain)


def last_day(first: dt.date, blocks: Sequence[Term]) -> dt.date:
    """The last day of a length that begins on ``first``: the day before plus months, then days.

    A length in months that begins on the 1st ends with its last month, however long that is. Raises CannotCompute where
    months that begin on a 1st come after days: then two readings of that rule lead to different days.
    """
    end = first - DAY
    for place, block in enumerate(blocks):
        if block.months:
            whole = (end + DAY).day == 1
            found = _add_months(end, block.months, whole=whole)
            if place and whole and found != _add_months(end, block.months, whole=False):
                raise CannotCompute(
                    "month_end",
                    _("Months come after days and begin on the first of a month: the rule can be read in two ways. "
                      "Set the dates by hand."),
                )  # fmt: skip
            end = found
        end += block.days * DAY
    return end


def _add_months(day: dt.date, months: int, *, whole: bool) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, longest if whole else min(day.day, longest))


def like_units(terms: Iterable[Term]) -> list[Term]:
    """Lengths one after the other, with neighbours of the same unit summed first; a new unit starts a new block."""
    blocks: list[Term] = []
    for part in (half for term in terms for half in (Term(months=term.months), Term(days=term.days)) if half):
        if blocks and bool(blocks[-1].months) == bool(part.months):
            before = blocks.pop()
            blocks.append(Term(months=before.months + part.months, days=before.days + part.days))
        else:
            blocks.append(part)
    return blocks


def length_of(chain: Chain, first: dt.date) -> dt.date:
    """The last day of the whole sentence (custodial parts, then extensions) of a chain that begins on ``first``."""
    return last_day(first, like_units([one.term for one in chain] + [one.extension for one in chain]))


def share_of(days: int, share: Fraction) -> int:
    """Days served inside, a part of a day counting whole."""
    return -(-days * share.numerator // share.denominator)
