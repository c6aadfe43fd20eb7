"""The words under which a product is found. Holds nothing of anybody."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base


class ProductWord(Base):
    """A folded word of a product's texts in any language. ``weight``: 3 stands in a title, 1 in a description."""

    __tablename__ = "product_word"
    __table_args__ = (sa.Index("ix_product_word_product", "product_id"),)

    word: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    product_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product.id"), primary_key=True)
    weight: Mapped[int]
