"""Proposals to end an order early, and what the authority answered."""

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


class ProposalState(LabelledEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed", _l("Waiting for a supervisor")
    SUPPORTED = "supported", _l("Before the authority")
    GIVEN_BACK = "given_back", _l("Given back")
    GRANTED = "granted", _l("Granted")
    REFUSED = "refused", _l("Not granted")


_OPEN = sa.text("state IN ('proposed', 'supported')")


class EarlyEnd(Audited, Base):
    """One proposal that an order should end early. An order has one open at most; two humans stand behind it."""

    __tablename__ = "early_end"
    __table_args__ = (
        sa.Index("uq_early_end_open", "order_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_humans"),
        sa.CheckConstraint(
            "state IN ('proposed', 'given_back') OR decided_by IS NOT NULL", name="supported_by_a_human"
        ),
        sa.CheckConstraint("length(grounds) >= 10", name="has_grounds"),
        sa.CheckConstraint("(state IN ('granted', 'refused')) = (answered_on IS NOT NULL)", name="answered_on_a_day"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("supervision_order.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    grounds: Mapped[str] = mapped_column(sa.Text)
    proposed_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    proposed_at: Mapped[dt.datetime]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.PROPOSED)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    decision_words: Mapped[str] = mapped_column(sa.Text, default="")
    answered_on: Mapped[dt.date | None] = mapped_column(default=None)
    answer_words: Mapped[str] = mapped_column(sa.Text, default="")
