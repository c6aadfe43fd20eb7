"""Entering a product."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from kernel.forms import BaseForm, MoneyField, enum_options
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.products.models import Category, Origin
from marketplace.products.rules import CostCard
from marketplace.products.service import NewProduct

CURRENCY = "EUR"
_COST = [InputRequired(_l("Enter an amount such as 12.50, or 0."))]


class PriceForm(BaseForm):
    """What one piece costs from now on, and why."""

    labour = MoneyField(_l("For the makers"), _COST, currency=CURRENCY)
    materials = MoneyField(_l("Material"), _COST, currency=CURRENCY)
    overhead = MoneyField(_l("Tools, energy, rent"), _COST, currency=CURRENCY)
    margin = MoneyField(_l("New tools and training"), _COST, currency=CURRENCY)
    reason = StringField(
        _l("Why the price changes"), [InputRequired(_l("Say why the price changes.")), Length(min=5, max=200)]
    )

    def to_card(self) -> CostCard:
        """What ``set_price`` takes."""
        return CostCard(
            materials=self.materials.data or 0, labour=self.labour.data or 0, overhead=self.overhead.data or 0,
            margin=self.margin.data or 0,
        )  # fmt: skip


class ProductForm(BaseForm):
    """A product and what its price is made of."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    brand = SelectField(_l("Brand"), [InputRequired(_l("Choose a brand."))])
    sku = StringField(_l("Stock number"), [InputRequired(_l("Enter a stock number.")), Length(max=30)])
    title = StringField(_l("Name"), [InputRequired(_l("Enter the name buyers see.")), Length(max=120)])
    description = TextAreaField(_l("Description"), [InputRequired(_l("Describe it in two or three sentences."))])
    category = SelectField(_l("Shelf"), choices=lambda: enum_options(Category))
    origin = SelectField(_l("How it is made"), choices=lambda: enum_options(Origin))
    labour = MoneyField(_l("For the makers"), _COST, currency=CURRENCY)
    materials = MoneyField(_l("Material"), _COST, currency=CURRENCY)
    overhead = MoneyField(_l("Tools, energy, rent"), _COST, currency=CURRENCY)
    margin = MoneyField(_l("New tools and training"), _COST, currency=CURRENCY)

    def offer(self, brands: Sequence[tuple[uuid.UUID, str]]) -> None:
        """Fill in the brands."""
        self.brand.choices = [SelectChoice(value=str(key), label=name) for key, name in brands]

    def to_new_product(self) -> NewProduct:
        """The command behind the form."""
        return NewProduct(
            id=uuid.UUID(self.id.data),
            brand_id=uuid.UUID(self.brand.data),
            sku=self.sku.data,
            title=self.title.data,
            description=self.description.data,
            category=Category(self.category.data),
            origin=Origin(self.origin.data),
            currency=CURRENCY,
            card=CostCard(
                materials=self.materials.data or 0,
                labour=self.labour.data or 0,
                overhead=self.overhead.data or 0,
                margin=self.margin.data or 0,
            ),
        )
