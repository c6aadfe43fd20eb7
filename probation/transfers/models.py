"""Transfers of supervision from one officer or office to another."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class TransferState(LabelledEnum):
    """Where a transfer stands. Until it is accepted the sender answers for the person."""

    PROPOSED = "proposed", _l("Waiting for the receiver")
    ACCEPTED = "accepted", _l("Accepted")
    REFUSED = "refused", _l("Not accepted")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


class TransferReason(LabelledEnum):
    """Why supervision goes to another hand."""

    MOVED = "moved", _l("The person moved")
    LEVEL = "level", _l("The level changed")
    OFFICER_LEFT = "officer_left", _l("The officer leaves")
    WORKLOAD = "workload", _l("The work is shared anew")
    SAFETY = "safety", _l("Safety of the person or the officer")
    WISH = "wish", _l("The person asked for it")


_OPEN = sa.text("state = 'proposed'")


class Transfer(Audited, Base):
    """One transfer. An order has one open at most; sender and receiver are always somebody."""

    __tablename__ = "supervision_transfer"
    __table_args__ = (
        sa.Index("uq_supervision_transfer_open", "order_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_supervision_transfer_to", "to_office_id", "state"),
        sa.CheckConstraint("from_officer_id <> to_officer_id OR from_office_id <> to_office_id", name="goes_somewhere"),
        sa.CheckConstraint(
            "state <> 'accepted' OR (met_on IS NOT NULL AND answered_by IS NOT NULL)", name="met_and_yes"
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR (answered_by IS NOT NULL AND length(answer_words) >= 10)", name="refused_why"
        ),
        sa.CheckConstraint("answered_by IS NULL OR answered_by <> proposed_by", name="two_humans"),
        sa.CheckConstraint("(state = 'proposed') = (answered_at IS NULL)", name="answered_at_an_hour"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("supervision_order.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    reason: Mapped[TransferReason]
    from_office_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    from_officer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    to_office_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    to_officer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    words: Mapped[str] = mapped_column(sa.Text)
    open_items: Mapped[dict[str, Any]]
    """The open items as they stood when the receiver was asked."""
    proposed_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    proposed_at: Mapped[dt.datetime]
    state: Mapped[TransferState] = mapped_column(default=TransferState.PROPOSED)
    met_on: Mapped[dt.date | None] = mapped_column(default=None)
    met_words: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    answered_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    answer_words: Mapped[str] = mapped_column(sa.Text, default="")
