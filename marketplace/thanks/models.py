"""A card. It knows a product and perhaps a batch; neither who wrote it nor who reads it."""

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


class CardState(LabelledEnum):
    """Where a card stands."""

    WAITING = "waiting", _l("To be read")
    APPROVED = "approved", _l("Passed on")
    REFUSED = "refused", _l("Not passed on")


class ThankCard(Audited, Base):
    """Words of thanks to whoever made a piece."""

    __tablename__ = "thank_card"
    __table_args__ = (
        sa.CheckConstraint("(state = 'waiting') = (decided_by IS NULL)", name="decided_by_somebody"),
        sa.CheckConstraint("(state = 'refused') = (refused_why <> '')", name="refused_with_reason"),
        sa.Index("ix_thank_card_state", "state", "sent_at"),
        sa.Index("ix_thank_card_product", "product_id", "state"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    product_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product.id"))
    batch_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("production_batch.id"))
    words: Mapped[str] = mapped_column(sa.String(400))
    sent_at: Mapped[dt.datetime]
    state: Mapped[CardState] = mapped_column(default=CardState.WAITING)
    refused_why: Mapped[str] = mapped_column(sa.String(200), default="")
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
