"""Commands on products."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.products.models import Category, Origin, Product, ProductPrice, ProductState
from marketplace.products.rules import CostCard, fold


@dataclass(frozen=True, kw_only=True)
class NewProduct:
    """A product to enter. ``card`` makes the price. ``id`` is minted by the form: a double click enters it once."""

    brand_id: uuid.UUID
    sku: str
    title: str
    description: str
    category: Category
    origin: Origin
    card: CostCard
    currency: str
    id: uuid.UUID | None = None


def product_of(product_id: uuid.UUID) -> Product:
    """The product, to be changed. Raises NotFound."""
    found = session.get(Product, product_id)
    if found is None:
        raise NotFound(_("There is no such product."))
    return found


def add_product(actor: Actor | None, new: NewProduct) -> Product:
    """Enter a product; it is not in the shop before it is listed. The same ``id`` again gives the product of then."""
    if new.id and (found := session.get(Product, new.id)):
        return found
    if new.card.price <= 0:
        raise DomainError(_("Enter what the product costs: a price of nothing is not a price."), field="labour")
    made = Product(
        id=new.id or new_id(),
        brand_id=new.brand_id,
        sku=new.sku.upper(),
        title=new.title,
        description=new.description,
        folded=fold(f"{new.title} {new.description}"),
        category=new.category,
        origin=new.origin,
        currency=new.currency,
        price_minor=new.card.price,
        materials_minor=new.card.materials,
        labour_minor=new.card.labour,
        overhead_minor=new.card.overhead,
        margin_minor=new.card.margin,
    )
    session.add(made)
    _keep_price(made, "")
    audit.record(actor, "product.entered", made)
    session.flush()
    return made


def _keep_price(product: Product, reason: str) -> None:
    session.add(
        ProductPrice(
            product_id=product.id,
            set_at=clock.now(),
            price_minor=product.price_minor,
            materials_minor=product.materials_minor,
            labour_minor=product.labour_minor,
            overhead_minor=product.overhead_minor,
            margin_minor=product.margin_minor,
            reason=reason,
        )
    )


def set_price(actor: Actor, product_id: uuid.UUID, card: CostCard, reason: str) -> Product:
    """A new price with its cost card, kept in the history with its reason. Orders placed before keep theirs."""
    if not reason.strip():
        raise DomainError(_("Say why the price changes."), field="reason")
    if card.price <= 0:
        raise DomainError(_("Enter what the product costs: a price of nothing is not a price."), field="labour")
    product = product_of(product_id)
    if card == card_of(product):
        raise DomainError(_("Nothing changes: these are the costs of now."), field="labour")
    product.price_minor, product.materials_minor, product.labour_minor = card.price, card.materials, card.labour
    product.overhead_minor, product.margin_minor = card.overhead, card.margin
    _keep_price(product, reason)
    audit.record(actor, "product.priced", product, reason=reason)
    return product


def card_of(product: Any) -> CostCard:
    """The cost card of a product, or of a row of its price history."""
    return CostCard(
        materials=product.materials_minor, labour=product.labour_minor, overhead=product.overhead_minor,
        margin=product.margin_minor,
    )  # fmt: skip


def list_product(actor: Actor | None, product_id: uuid.UUID) -> Product:
    """Put a product into the shop."""
    product = product_of(product_id)
    product.state = ProductState.LISTED
    audit.record(actor, "product.listed", product)
    return product


def withdraw_product(actor: Actor, product_id: uuid.UUID) -> Product:
    """Take a product out of the shop. Orders placed before go on."""
    product = product_of(product_id)
    product.state = ProductState.WITHDRAWN
    audit.record(actor, "product.withdrawn", product)
    return product
