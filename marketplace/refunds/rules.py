"""How much money goes back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.orders.rules import Amounts
from marketplace.quotes.rules import value_of


@dataclass(frozen=True, kw_only=True)
class Part:
    """Pieces of a line that are taken off an order, ``out`` of which had left the house.

    Before this ``left`` pieces of the line stood, ``left_out`` of them out of the house.
    """

    line: Any
    quantity: int
    out: int
    left: int
    left_out: int

    @property
    def worth(self) -> tuple[int, int]:
        """(gross, tax) of the pieces."""
        return _between(self.line, self.left - self.quantity, self.left)

    @property
    def worth_out(self) -> tuple[int, int]:
        """(gross, tax) of those that had left, as they were booked when they did."""
        return _between(self.line, self.left_out - self.out, self.left_out)


def _between(line: Any, few: int, many: int) -> tuple[int, int]:
    """Tax is rounded on the whole line, so parts are worth what is between two sums and add up to it exactly."""
    (low, low_tax), (high, high_tax) = value_of(line, few), value_of(line, many)
    return high - low, high_tax - low_tax


def parts_of(
    lines: Sequence[Any], wanted: Mapping[int, int] | None, off: Mapping[int, tuple[int, int]],
    handed: Mapping[Any, int],
) -> list[Part]:  # fmt: skip
    """Which pieces come off: those named by line, or all that are left. Pieces that never went come off first.

    Raises ValueError where a line has fewer left.
    """
    found = []
    for line in lines:
        gone, gone_out = off.get(line.seq, (0, 0))
        left = line.quantity - gone
        count = left if wanted is None else wanted.get(line.seq, 0)
        if not 0 <= count <= left:
            raise ValueError(line.title)
        left_out = max(0, handed.get(line.stock_id, 0) - gone_out)
        if count:
            out = max(0, count - max(0, left - left_out))
            found.append(Part(line=line, quantity=count, out=out, left=left, left_out=left_out))
    return found


def tax_back(value: int, left: int, left_tax: int, parts: Sequence[Part]) -> int:
    """The tax in ``value`` that is taken back of an order of which ``left`` is still to pay, ``left_tax`` of it tax.

    A price made lower afterwards lowers its tax too (Directive 2006/112/EC, article 90): that of the pieces, or the
    same part of the tax where no piece comes back. Who takes the last of an order takes the last of its tax.
    """
    if value >= left:
        return left_tax if value else 0
    share = sum(one.worth[1] for one in parts) if parts else (2 * left_tax * value + left) // (2 * left)
    return min(share, left_tax)


def money_back(money: Amounts, value: int, promised: int) -> int:
    """What goes back when ``value`` need not be paid any more: what would be too much then, less what is promised."""
    return max(0, money.kept - promised - max(0, money.due - value))
