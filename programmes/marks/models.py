"""What a register says of a person before it is complete."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id


class RegisterMark(Audited, Base):
    """One row of a register that is being taken: it pays nothing and may change until the register is complete.

    ``in_advance``: written before the day, so that the person knows not to come. ``paid`` as in ``Mark``.
    """

    __tablename__ = "register_mark"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "allocation_id"),
        sa.Index("ix_register_mark_person", "person_id"),
        sa.CheckConstraint("pieces >= 0 AND (minutes IS NULL OR minutes >= 0)", name="not_negative"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("class_session.id"))
    allocation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("allocation.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    code: Mapped[str] = mapped_column(sa.String(30))
    paid: Mapped[bool | None] = mapped_column(default=None)
    minutes: Mapped[int | None] = mapped_column(default=None)
    pieces: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0, server_default="0")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    in_advance: Mapped[bool] = mapped_column(default=False)
    marked_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    marked_at: Mapped[dt.datetime]
