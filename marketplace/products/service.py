"""Commands on products: entering, changing, pricing. Putting one into the shop is ``publishing``'s."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.finding.service import note_words
from marketplace.products.models import Category, Origin, Product, ProductPrice, ProductState
from marketplace.products.rules import CostCard, refuse_price
from marketplace.publishing.models import ProductReview, ReviewState
from marketplace.wording.rules import refuse_unworthy

WORDS = ("title", "description", "safety", "variant", "origin", "category")
"""What a second human has looked at: a change of it takes the product out of the shop until one looks again."""


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is said of a product besides its price."""

    brand_id: uuid.UUID
    sku: str
    title: str
    description: str
    category: Category
    origin: Origin
    safety: str = ""
    variant_of_id: uuid.UUID | None = None
    variant: str = ""
    weight_grams: int = 0
    tax_permille: int = 0
    per_buyer: int | None = None
    ships: bool = False
    ship_blocks: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class NewProduct(Details):
    """A product to enter. ``card`` makes the price. ``id`` is minted by the form: a double click enters it once."""

    card: CostCard
    currency: str
    id: uuid.UUID | None = None


def product_of(product_id: uuid.UUID) -> Product:
    """The product, to be changed. Raises NotFound."""
    found = session.get(Product, product_id)
    if found is None:
        raise NotFound(_("There is no such product."))
    return found


def _check(new: Details, own_id: uuid.UUID | None) -> None:
    refuse_unworthy({"title": new.title, "description": new.description, "safety": new.safety, "variant": new.variant})
    if session.scalar(sa.select(Product.id).where(Product.sku == new.sku.upper(), Product.id != own_id)):
        raise DomainError(_("Another product has this stock number. Choose a different one."), field="sku")
    if bool(new.variant) != bool(new.variant_of_id):
        raise DomainError(_("Choose the product it is a variant of, and say what differs: a size or a colour."),
                          field="variant")  # fmt: skip
    if new.variant_of_id:
        _check_family(new, own_id)


def _check_family(new: Details, own_id: uuid.UUID | None) -> None:
    parent = product_of(new.variant_of_id) if new.variant_of_id else None
    has_own = own_id and session.scalar(sa.select(Product.id).where(Product.variant_of_id == own_id).limit(1))
    if parent is None or parent.variant_of_id or parent.id == own_id or has_own:
        raise DomainError(_("Choose a product that is no variant itself; one with variants cannot become one."),
                          field="variant_of")  # fmt: skip
    if parent.brand_id != new.brand_id:
        raise DomainError(_("A variant is of the same brand as its product."), field="brand")


def add_product(actor: Actor | None, new: NewProduct) -> Product:
    """Enter a product; it is a draft until a second human puts it into the shop. The same ``id`` twice is one."""
    if new.id and (found := session.get(Product, new.id)):
        return found
    refuse_price(new.card.price, new.card)
    _check(new, new.id)
    given = {field.name: getattr(new, field.name) for field in fields(Details)}
    made = Product(
        **given | {"sku": new.sku.upper(), "ship_blocks": list(new.ship_blocks)},
        id=new.id or new_id(),
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
    note_words(made.id)
    note_writer(actor, made.id)
    return made


def change_product(actor: Actor, product_id: uuid.UUID, new: Details) -> bool:
    """Change what is said of a product; gives whether it left the shop for a second look, because its words changed."""
    product = product_of(product_id)
    _check(new, product_id)
    given = {field.name: getattr(new, field.name) for field in fields(Details)}
    given |= {"sku": new.sku.upper(), "ship_blocks": list(new.ship_blocks)}
    changed = {name: value for name, value in given.items() if getattr(product, name) != value}
    for name, value in changed.items():
        setattr(product, name, value)
    left = False if changed.keys().isdisjoint(WORDS) else unpublish(actor, product)
    audit.record(actor, "product.changed", product)
    note_words(product_id)
    return left


def unpublish(actor: Actor | None, product: Product) -> bool:
    """Take a product whose words change back to the draft; gives whether it stood in the shop. The caller audits."""
    was = product.state
    if was in {ProductState.LISTED, ProductState.IN_REVIEW}:
        product.state = ProductState.DRAFT
    note_writer(actor, product.id)
    return was is ProductState.LISTED


def human_of(actor: Actor | None) -> uuid.UUID | None:
    """The human behind an actor; nobody behind the house itself."""
    return actor.human_id if actor else None


def open_review(product_id: uuid.UUID) -> ProductReview | None:
    """The edition of a product that is being written or waits for a look."""
    still = (ReviewState.WRITING, ReviewState.WAITING)
    return session.scalar(
        sa.select(ProductReview).where(ProductReview.product_id == product_id, ProductReview.state.in_(still))
    )


def note_writer(actor: Actor | None, product_id: uuid.UUID) -> ProductReview:
    """Remember who wrote last. What waits for a look and is written on goes back to being written."""
    session.flush()
    found = open_review(product_id)
    if found is None:
        found = ProductReview(product_id=product_id, begun_at=clock.now())
        session.add(found)
    found.written_by, found.state = human_of(actor), ReviewState.WRITING
    found.asked_by = found.asked_at = None
    session.flush()
    return found


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
    refuse_price(card.price, card)
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
