"""Printings of a register, and every row as it was typed back from one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class RegisterPaper(Audited, Base):
    """One printing of a session's register. ``rows`` are the places in its order; ``code`` is what one types.

    Its id stands in the printed code (QR): it says nothing of anybody.
    """

    __tablename__ = "register_paper"
    __table_args__ = (sa.UniqueConstraint("session_id", "version"), sa.UniqueConstraint("code"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("class_session.id"))
    version: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(12))
    rows: Mapped[dict[str, Any]]
    printed_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    printed_at: Mapped[dt.datetime]


class TypedState(LabelledEnum):
    """What became of a row that was typed."""

    KEPT = "kept", _l("Saved")
    SAME = "same", _l("The same stood there already")
    DIFFERS = "differs", _l("Differs from what stands there: not saved")
    REFUSED = "refused", _l("Refused")


class TypedRow(Audited, Base):
    """One row as it was typed back. ``marked_by`` and ``marked_at``: on paper; ``entered_by`` and ``entered_at``: here.

    ``sitting``: one opening of the page; within it whoever types may put their own slip right.
    """

    __tablename__ = "typed_row"
    __table_args__ = (
        sa.Index("ix_typed_row_paper", "paper_id", "allocation_id"),
        sa.Index("ix_typed_row_person", "person_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    paper_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("register_paper.id"))
    allocation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("allocation.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    code: Mapped[str] = mapped_column(sa.String(30))
    minutes: Mapped[int | None]
    pieces: Mapped[int]
    rejected: Mapped[int] = mapped_column(default=0, server_default="0")
    note: Mapped[str] = mapped_column(sa.Text)
    paid: Mapped[bool | None]
    state: Mapped[TypedState]
    sitting: Mapped[uuid.UUID]
    marked_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    marked_at: Mapped[dt.datetime]
    entered_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    entered_at: Mapped[dt.datetime]


append_only(table_of(TypedRow))
