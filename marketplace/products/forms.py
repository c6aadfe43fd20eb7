"""Entering, changing and pricing a product."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, DecimalField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from kernel.forms import BaseForm, MoneyField, enum_options
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.products.models import Category, Origin
from marketplace.products.rules import CostCard, countries_of, refuse_price
from marketplace.products.service import Details, NewProduct

CURRENCY = "EUR"
_COST = [InputRequired(_l("Enter an amount such as 12.50, or 0."))]


class _Costs(BaseForm):
    """A price and the four parts that must come to it."""

    price = MoneyField(_l("Price of one piece"), [InputRequired(_l("Enter the price of one piece."))],
                       currency=CURRENCY)  # fmt: skip
    labour = MoneyField(_l("For the makers"), _COST, currency=CURRENCY)
    materials = MoneyField(_l("Material"), _COST, currency=CURRENCY)
    overhead = MoneyField(_l("Tools, energy, rent"), _COST, currency=CURRENCY)
    margin = MoneyField(_l("New tools and training"), _COST, currency=CURRENCY)

    def to_card(self) -> CostCard:
        """The parts of the price. Raises DomainError where they do not come to it."""
        card = CostCard(
            materials=self.materials.data or 0, labour=self.labour.data or 0, overhead=self.overhead.data or 0,
            margin=self.margin.data or 0,
        )  # fmt: skip
        refuse_price(self.price.data or 0, card)
        return card


class PriceForm(_Costs):
    """What one piece costs from now on, and why."""

    reason = StringField(
        _l("Why the price changes"), [InputRequired(_l("Say why the price changes.")), Length(min=5, max=200)]
    )


class DetailsForm(BaseForm):
    """All that is said of a product besides its price."""

    brand = SelectField(_l("Brand"), [InputRequired(_l("Choose a brand."))])
    sku = StringField(_l("Stock number"), [InputRequired(_l("Enter a stock number.")), Length(max=30)])
    title = StringField(_l("Name"), [InputRequired(_l("Enter the name buyers see.")), Length(max=120)])
    description = TextAreaField(
        _l("Description"), [InputRequired(_l("Describe it in two or three sentences.")), Length(max=4000)],
        description=_l("What it is, what it is made of, how large it is. Never who made it."),
    )  # fmt: skip
    category = SelectField(_l("Shelf"), choices=lambda: enum_options(Category))
    origin = SelectField(_l("How it is made"), choices=lambda: enum_options(Origin))
    safety = TextAreaField(
        _l("Safety notes"),
        [Optional(), Length(max=2000)],
        description=_l("Allergens, age, fire, washing, small parts."),
    )
    variant_of = SelectField(_l("A size or colour of"), [Optional()])
    variant = StringField(
        _l("What differs"), [Optional(), Length(max=60)], description=_l("For example: 160 cm, or blue.")
    )
    weight_grams = IntegerField(
        _l("Weight of one piece, packed (grams)"),
        [InputRequired(_l("Enter a whole number, such as 12.")), NumberRange(0, 1_000_000)],
        default=0,
    )
    tax_percent = DecimalField(
        _l("Tax inside the price (per cent)"), [InputRequired(_l("Enter a number, such as 12.5.")), NumberRange(0, 99)],
        places=1, default=0,
    )  # fmt: skip
    per_buyer = IntegerField(
        _l("Most pieces for one buyer in thirty days"), [Optional(), NumberRange(1, 1000)],
        description=_l("Empty: no limit. A limit keeps resellers from emptying the shelf."),
    )  # fmt: skip
    ships = BooleanField(_l("It can be sent by post"))
    ship_blocks = StringField(
        _l("Countries it may not be sent to"), [Optional(), Length(max=600)],
        description=_l("Two letters for each, such as US, CA."),
    )  # fmt: skip

    def offer(self, brands: Sequence[tuple[uuid.UUID, str]], parents: Sequence[tuple[uuid.UUID, str]]) -> None:
        """Fill in the brands and the products that may have variants."""
        self.brand.choices = [SelectChoice(value=str(key), label=name) for key, name in brands]
        none = SelectChoice(value="", label=_l("None: it is a product of its own"))
        self.variant_of.choices = [none, *(SelectChoice(value=str(key), label=name) for key, name in parents)]

    def details(self) -> dict[str, Any]:
        """What ``Details`` takes. Raises DomainError for a country that is none."""
        return {
            "brand_id": uuid.UUID(self.brand.data), "sku": self.sku.data, "title": self.title.data,
            "description": self.description.data, "category": Category(self.category.data),
            "origin": Origin(self.origin.data), "safety": self.safety.data or "",
            "variant_of_id": uuid.UUID(self.variant_of.data) if self.variant_of.data else None,
            "variant": self.variant.data or "", "weight_grams": self.weight_grams.data,
            "tax_permille": round(self.tax_percent.data * 10), "per_buyer": self.per_buyer.data,
            "ships": self.ships.data, "ship_blocks": countries_of(self.ship_blocks.data or ""),
        }  # fmt: skip

    def to_details(self) -> Details:
        """The command behind a change."""
        return Details(**self.details())


class ProductForm(DetailsForm, _Costs):
    """A product and what its price is made of."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])

    def to_new_product(self) -> NewProduct:
        """The command behind the form."""
        return NewProduct(id=uuid.UUID(self.id.data), currency=CURRENCY, card=self.to_card(), **self.details())
