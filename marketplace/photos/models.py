"""Photographs of products. What the public may read (photo, sizes, texts) names nobody."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class PhotoState(LabelledEnum):
    """Where a photograph stands at the gate."""

    PENDING = "pending", _l("Waits for its check")
    PASSED = "passed", _l("Passed")
    REFUSED = "refused", _l("Refused")


class ProductPhoto(Audited, Base):
    """One photograph of a product, by its place in the gallery. Only what has passed is ever sent to the public."""

    __tablename__ = "product_photo"
    __table_args__ = (sa.Index("ix_product_photo_product", "product_id", "state", "place", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    product_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product.id"))
    width: Mapped[int]
    height: Mapped[int]
    place: Mapped[int] = mapped_column(default=0)
    state: Mapped[PhotoState] = mapped_column(default=PhotoState.PENDING)


class PhotoSize(Base):
    """The picture at one width, made anew from pixels alone. ``sha256`` of its bytes is its address."""

    __tablename__ = "photo_size"
    __table_args__ = (sa.CheckConstraint("length(sha256) = 64", name="sha256_is_hex"),)

    photo_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product_photo.id"), primary_key=True)
    wide: Mapped[int] = mapped_column(primary_key=True)
    tall: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)


class PhotoText(Base):
    """What the photograph shows, for whoever does not see it, in one language."""

    __tablename__ = "photo_text"

    photo_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product_photo.id"), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    words: Mapped[str] = mapped_column(sa.String(200))


class PhotoCheck(Base):
    """The staff's side of a photograph: the file as it came, who brought it, who else looked and what they saw."""

    __tablename__ = "photo_check"
    __table_args__ = (
        sa.CheckConstraint("checked_by IS NULL OR added_by IS NULL OR checked_by <> added_by", name="two_humans"),
    )

    photo_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product_photo.id"), primary_key=True)
    original: Mapped[bytes] = mapped_column(sa.LargeBinary)
    added_at: Mapped[dt.datetime]
    added_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    checked_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    checked_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    looked_for: Mapped[list[str]] = mapped_column(default_factory=list)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
