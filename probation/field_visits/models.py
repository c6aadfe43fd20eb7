"""What a late visit changed, and visits that may be one and the same."""

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


class Compliance(LabelledEnum):
    """Where the contact that was owed stood."""

    OVERDUE = "overdue", _l("overdue")
    MET = "met", _l("met")


class LateEntry(Audited, Base):
    """A visit that came late and changed what had been true of a day."""

    __tablename__ = "late_entry"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    contact_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("contact.id"), index=True)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("supervision_order.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    on_day: Mapped[dt.date]
    was: Mapped[Compliance]
    became: Mapped[Compliance]
    due_before: Mapped[dt.date | None]
    due_after: Mapped[dt.date | None]
    noted_at: Mapped[dt.datetime]


append_only(table_of(LateEntry))


class DoubleState(LabelledEnum):
    """What somebody said of two visits that look like one."""

    OPEN = "open", _l("To be looked at")
    LINKED = "linked", _l("One and the same")
    APART = "apart", _l("Two visits")


class LikelyDouble(Audited, Base):
    """Two contacts with one person, of one kind, within half an hour, by two authors."""

    __tablename__ = "likely_double"
    __table_args__ = (
        sa.UniqueConstraint("contact_id", "other_id"),
        sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided_by_someone"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    contact_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("contact.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("contact.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    found_at: Mapped[dt.datetime]
    state: Mapped[DoubleState] = mapped_column(default=DoubleState.OPEN)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
