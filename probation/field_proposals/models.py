"""What was seen in the field and is not yet in the file."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l


class ProposalState(LabelledEnum):
    """What became of it."""

    OPEN = "open", _l("To be looked at")
    ACCEPTED = "accepted", _l("Accepted")
    DECLINED = "declined", _l("Declined")


class FieldProposal(Audited, Base):
    """An address, a telephone or a safety note seen in the field. Nothing changes until somebody accepts it."""

    __tablename__ = "field_proposal"
    __table_args__ = (
        sa.Index("ix_field_proposal_open", "state", "person_id"),
        sa.CheckConstraint("address <> '' OR phone <> '' OR safety_note <> ''", name="says_something"),
        sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided_by_someone"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    op_id: Mapped[uuid.UUID]
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    safety_note: Mapped[str] = mapped_column(sa.Text, default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    seen_at: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.OPEN)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
