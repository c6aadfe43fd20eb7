"""Which pack of contact standards an office goes by since when, and the spans in which it is overloaded."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class StandardsChoice(Audited, Base):
    """From a day on this office goes by this pack. The newest choice of a day counts; none is ever changed."""

    __tablename__ = "standards_choice"
    __table_args__ = (
        sa.Index("ix_standards_choice_office", "office_id", "valid_from"),
        sa.CheckConstraint("length(reason) >= 10", name="has_a_reason"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    office_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    pack: Mapped[str] = mapped_column(sa.String(40))
    valid_from: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(sa.Text)
    chosen_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    chosen_at: Mapped[dt.datetime]


append_only(table_of(StandardsChoice))


class Overload(Audited, Base):
    """A span in which an office has too few officers for its people, declared with a reason and always with an end."""

    __tablename__ = "office_overload"
    __table_args__ = (
        sa.Index("ix_office_overload_office", "office_id", "ends_on"),
        sa.CheckConstraint("ends_on >= begins_on", name="in_order"),
        sa.CheckConstraint("length(reason) >= 10", name="has_a_reason"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    office_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    begins_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(sa.Text)
    declared_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    declared_at: Mapped[dt.datetime]
