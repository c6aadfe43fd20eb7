"""How much money goes back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.orders.rules import Amounts


@dataclass(frozen=True, kw_only=True)
class Part:
    """Pieces of a line that are taken off an order, ``out`` of which had left the house."""

    line: Any
    quantity: int
    out: int


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
        inside = left - max(0, handed.get(line.stock_id, 0) - gone_out)
        if count:
            found.append(Part(line=line, quantity=count, out=max(0, count - max(0, inside))))
    return found


def money_back(money: Amounts, value: int, promised: int) -> int:
    """What goes back when ``value`` need not be paid any more: what would be too much then, less what is promised."""
    return max(0, money.kept - promised - max(0, money.due - value))
