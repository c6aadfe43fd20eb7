"""What is sold, for how much, and what the price pays for. Nothing here knows a person."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class Category(LabelledEnum):
    """Shelves of the shop."""

    FURNITURE = "furniture", _l("Furniture")
    TEXTILES = "textiles", _l("Textiles")
    FOOD = "food", _l("Bread and food")
    TOYS = "toys", _l("Toys")
    GARDEN = "garden", _l("Garden")
    PRINT = "print", _l("Paper and print")
    ART = "art", _l("Art and craft")


class Origin(LabelledEnum):
    """How much of it was made inside: said plainly to the buyer."""

    MADE_INSIDE = "made_inside", _l("Made from start to finish in our workshops")
    FINISHED_INSIDE = "finished_inside", _l("Finished in our workshops")
    PARTS_OUTSIDE = "parts_outside", _l("Made in our workshops with parts from outside")


class ProductState(LabelledEnum):
    """Where a product stands: written, looked at by a second human, in the shop, taken out."""

    DRAFT = "draft", _l("Not in the shop yet")
    IN_REVIEW = "in_review", _l("Waits for a second person")
    LISTED = "listed", _l("In the shop")
    WITHDRAWN = "withdrawn", _l("Taken out of the shop")


class Product(Audited, Base):
    """A product with its present price and cost card, in minor units for one piece.

    A size or a colour is a product of its own (stock, batches and orders count it as such) that names the product it
    is a variant of and says in ``variant`` what is different. ``tax_permille`` is the tax that the price holds,
    ``per_buyer`` the most pieces one buyer gets within thirty days, ``ship_blocks`` the countries (ISO 3166) it may
    not be sent to.
    """

    __tablename__ = "product"
    __table_args__ = (
        sa.CheckConstraint(
            "price_minor = materials_minor + labour_minor + overhead_minor + margin_minor", name="price_is_explained"
        ),
        sa.CheckConstraint(
            "price_minor > 0 AND materials_minor >= 0 AND labour_minor >= 0 "
            "AND overhead_minor >= 0 AND margin_minor >= 0",
            name="costs_are_not_negative",
        ),
        sa.CheckConstraint(
            "weight_grams >= 0 AND tax_permille BETWEEN 0 AND 999 AND (per_buyer IS NULL OR per_buyer > 0)",
            name="measures_make_sense",
        ),
        sa.CheckConstraint("(variant_of_id IS NULL) = (variant = '')", name="variant_says_what_differs"),
        sa.CheckConstraint("variant_of_id <> id", name="is_no_variant_of_itself"),
        sa.Index("ix_product_shelf", "state", "category", "title", "id"),
        sa.Index("ix_product_list", "state", "title", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    brand_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("brand.id"))
    sku: Mapped[str] = mapped_column(sa.String(30), unique=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    description: Mapped[str] = mapped_column(sa.Text)
    category: Mapped[Category]
    origin: Mapped[Origin]
    state: Mapped[ProductState] = mapped_column(default=ProductState.DRAFT)
    currency: Mapped[str] = mapped_column(sa.String(3))
    price_minor: Mapped[int]
    materials_minor: Mapped[int]
    labour_minor: Mapped[int]
    overhead_minor: Mapped[int]
    margin_minor: Mapped[int]
    variant_of_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("product.id"), default=None, index=True)
    variant: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    weight_grams: Mapped[int] = mapped_column(default=0, server_default="0")
    tax_permille: Mapped[int] = mapped_column(default=0, server_default="0")
    per_buyer: Mapped[int | None] = mapped_column(default=None)
    ships: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    ship_blocks: Mapped[list[str]] = mapped_column(default_factory=list, server_default="[]")
    safety: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    published_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class ProductText(Base):
    """What a product is called in another language."""

    __tablename__ = "product_text"

    product_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product.id"), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    description: Mapped[str] = mapped_column(sa.Text)
    safety: Mapped[str] = mapped_column(sa.Text, default="")


class ProductPrice(Base):
    """What a product cost from a day on, and why it changed. Never overwritten."""

    __tablename__ = "product_price"
    __table_args__ = (sa.Index("ix_product_price_product", "product_id", "set_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    product_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product.id"))
    set_at: Mapped[dt.datetime]
    price_minor: Mapped[int]
    materials_minor: Mapped[int]
    labour_minor: Mapped[int]
    overhead_minor: Mapped[int]
    margin_minor: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(200), default="")


append_only(table_of(ProductPrice))
