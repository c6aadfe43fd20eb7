"""Calendar arithmetic of sentences: inclusive days, months before days, a part of a day counting whole. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Term:
    """A length as a court says it."""

    months: int = 0
    days: int = 0

    def __bool__(self) -> bool:
        """Whether there is any length at all."""
        return bool(self.months or self.days)


def last_day(first: dt.date, blocks: Sequence[Term]) -> dt.date:
    """The last day of a length that begins on ``first``: the day before plus months, then days.

    A length in months that begins on the 1st ends with its last month, however long that is.
    """
    end = first - DAY
    for block in blocks:
        if block.months:
            end = _add_months(end, block.months, whole=(end + DAY).day == 1)
        end += block.days * DAY
    return end


def _add_months(day: dt.date, months: int, *, whole: bool) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, longest if whole else min(day.day, longest))


def like_units(terms: Sequence[Term]) -> list[Term]:
    """Lengths one after the other, with neighbours of the same unit summed first; a new unit starts a new block."""
    blocks: list[Term] = []
    for part in (half for term in terms for half in (Term(months=term.months), Term(days=term.days)) if half):
        if blocks and bool(blocks[-1].months) == bool(part.months):
            part = Term(months=blocks[-1].months + part.months, days=blocks.pop().days + part.days)  # noqa: PLW2901
        blocks.append(part)
    return blocks


def share_of(days: int, share: Fraction) -> int:
    """Days served inside, a part of a day counting whole."""
    return -(-days * share.numerator // share.denominator)
