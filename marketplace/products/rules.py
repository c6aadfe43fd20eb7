"""What a price is made of, where a product may go from where it stands, and where it may be sent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale

from kernel.errors import DomainError
from kernel.i18n import _
from marketplace.products.models import ProductState

STEPS = {
    ProductState.DRAFT: {ProductState.IN_REVIEW, ProductState.WITHDRAWN},
    ProductState.IN_REVIEW: {ProductState.DRAFT, ProductState.LISTED},
    ProductState.LISTED: {ProductState.DRAFT, ProductState.WITHDRAWN},
    ProductState.WITHDRAWN: {ProductState.DRAFT},
}
"""Where a product may go from where it stands: into the shop only from the look of a second human."""


@dataclass(frozen=True, kw_only=True)
class CostCard:
    """What one piece costs, in minor units. The four parts are the price."""

    materials: int
    labour: int
    overhead: int
    margin: int

    @property
    def price(self) -> int:
        """The price of one piece."""
        return self.materials + self.labour + self.overhead + self.margin

    @property
    def floor(self) -> int:
        """Under this the work would be given away."""
        return self.materials + self.labour + self.overhead


def refuse_step(now: ProductState, wanted: ProductState) -> None:
    """Raise DomainError where a product may not go from ``now`` to ``wanted``."""
    if wanted not in STEPS[now]:
        raise DomainError(
            _("This product stands at “%(now)s”: from there it cannot become “%(wanted)s”.",
              now=now.label, wanted=wanted.label),
            rule=_("House rule: draft, a second person, shop, taken out"),
        )  # fmt: skip


def refuse_price(price: int, card: CostCard) -> None:
    """Raise DomainError where a price is nothing, lies under its costs, or is not what its parts come to.

    A floor keeps cheap work from being dumped on local trades (ILO C29, Mandela Rule 103).
    """
    if card.price <= 0:
        raise DomainError(_("Enter what the product costs: a price of nothing is not a price."), field="labour")
    if price < card.floor:
        raise DomainError(_("This price lies under what the piece costs to make. Raise it."), field="price")
    if price != card.price:
        raise DomainError(
            _("The four parts do not come to the price. Change a part or the price until they are the same."),
            field="price",
        )


def countries_of(typed: str) -> list[str]:
    """The two-letter country codes (ISO 3166) in what was typed, sorted. Raises DomainError for one that is none."""
    codes = sorted({part.upper() for part in typed.replace(",", " ").replace(";", " ").split()})
    known = Locale("en").territories
    wrong = [code for code in codes if len(code) != 2 or not code.isalpha() or code not in known]  # noqa: PLR2004
    if wrong:
        raise DomainError(
            _("“%(code)s” is no country code. Write two letters for each, such as FR, DE.", code=wrong[0]),
            field="ship_blocks",
        )
    return codes


def shown_countries(codes: Sequence[str], language: str) -> list[str]:
    """The names of countries in a language."""
    names = Locale(language).territories
    return [names.get(code, code) for code in codes]
