"""What a basket comes to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.errors import DomainError
from kernel.i18n import _
from marketplace.orders.models import Method, Way
from marketplace.orders.rules import MOST_PIECES, tax_in


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Amounts in minor units. ``tax`` is held by goods and delivery; delivery bears the highest tax of the goods."""

    lines: Sequence[tuple[Any, int]]
    goods: int
    delivery: int
    tax: int
    grams: int
    currency: str

    @property
    def total(self) -> int:
        """What the buyer pays."""
        return self.goods + self.delivery


def quote(lines: Sequence[tuple[Any, int]], delivery: int = 0) -> Quote:
    """Add up a basket of (product, pieces)."""
    rates = [row.tax_permille for row, _count in lines]
    tax = sum(tax_in(row.price_minor * count, row.tax_permille) for row, count in lines)
    return Quote(
        lines=lines, goods=sum(row.price_minor * count for row, count in lines), delivery=delivery,
        tax=tax + tax_in(delivery, max(rates, default=0)), grams=sum(row.weight_grams * count for row, count in lines),
        currency=lines[0][0].currency if lines else "",
    )  # fmt: skip


def value_of(line: Any, pieces: int) -> tuple[int, int]:
    """(gross, tax in it) of so many pieces of an order's line, in minor units.

    Parts of a line are worth the difference of two such values, so that they add up to the whole exactly.
    """
    gross = line.unit_minor * pieces
    return gross, tax_in(gross, line.tax_permille)


def check_pieces(pieces: Mapping[Any, int]) -> None:
    """Raises DomainError for an empty basket, and unless each number is a whole one from 1 to the most."""
    if not pieces:
        raise DomainError(_("Your basket is empty. Put something into it first."))
    if any(type(count) is not int or not 0 < count <= MOST_PIECES for count in pieces.values()):
        raise DomainError(_("You can order between 1 and %(most)s pieces of each product.", most=MOST_PIECES))


def address_of(*parts: str) -> str:
    """An address as it is printed: its lines without blanks around them, empty ones left out."""
    lines = (" ".join(line.split()) for part in parts for line in part.splitlines())
    return "\n".join(line for line in lines if line)


def way_refusal(way: Way, method: Method, country: str) -> tuple[str, str]:
    """(field, sentence) of what does not go together, or two empty strings."""
    if way is Way.DELIVERY and not country:
        return "country", _("Choose the country to send it to.")
    if way is Way.DELIVERY and method in {Method.CASH, Method.MOBILE}:
        return "method", _("What is sent is paid before. Choose another way to pay, or collect it at the gate.")
    return "", ""
