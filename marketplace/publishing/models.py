"""Who wrote what a visitor will read, and who else looked at it. Nobody outside the shop's staff reads this."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class ReviewState(LabelledEnum):
    """Where a look at a product stands."""

    WRITING = "writing", _l("Being written")
    WAITING = "waiting", _l("Waits for a second person")
    PUBLISHED = "published", _l("Put into the shop")
    GIVEN_BACK = "given_back", _l("Given back")


_OPEN = sa.text("state IN ('writing', 'waiting')")


class ProductReview(Base):
    """One edition of a product's words. Whoever wrote or offered them is never the one who puts them into the shop."""

    __tablename__ = "product_review"
    __table_args__ = (
        sa.CheckConstraint(
            "decided_by IS NULL OR ((written_by IS NULL OR decided_by <> written_by) "
            "AND (asked_by IS NULL OR decided_by <> asked_by))",
            name="two_humans",
        ),
        sa.CheckConstraint("(state IN ('published', 'given_back')) = (decided_at IS NOT NULL)", name="decided_once"),
        sa.CheckConstraint("state = 'writing' OR asked_at IS NOT NULL", name="asked_before_decided"),
        sa.Index("uq_product_review_open", "product_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_product_review_product", "product_id", "begun_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    product_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product.id"))
    begun_at: Mapped[dt.datetime]
    written_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    state: Mapped[ReviewState] = mapped_column(default=ReviewState.WRITING)
    asked_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    asked_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    words: Mapped[str] = mapped_column(sa.String(300), default="")
