"""What people decided between two records. Rows only arrive: the loser and every decision stay for ever."""

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


class Keep(LabelledEnum):
    """Which record stands."""

    MINE = "mine", _l("What was written in the field")
    THEIRS = "theirs", _l("What is in the file")
    BOTH = "both", _l("Both, as two notes")
    REOPENED = "reopened", _l("Opened again")


class ClashDecision(Audited, Base):
    """One decision on one operation. The newest counts; ``reopened`` means that none does."""

    __tablename__ = "clash_decision"
    __table_args__ = (
        sa.UniqueConstraint("op_id", "n"),
        sa.CheckConstraint("length(reason) >= 10", name="says_why"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    op_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("field_operation.id"))
    n: Mapped[int] = mapped_column(sa.SmallInteger)
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    keep: Mapped[Keep]
    reason: Mapped[str] = mapped_column(sa.Text)
    contact_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("contact.id"), default=None)
    """What the decision made, if it made anything."""
    decided_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    decided_at: Mapped[dt.datetime]


append_only(table_of(ClashDecision))
