"""Tools, what happened to each, counts of a session, and the two humans it takes to write one off."""

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


class ToolState(LabelledEnum):
    """Where a tool is."""

    IN = "in", _l("On the board")
    OUT = "out", _l("Out")
    MISSING = "missing", _l("Missing")
    WRITTEN_OFF = "written_off", _l("Written off")


class Tool(Audited, Base):
    """One tool with its code on the shadow board. ``holder_id`` answers for it while it is out or missing."""

    __tablename__ = "tool"
    __table_args__ = (
        sa.UniqueConstraint("workshop_id", "code"),
        sa.CheckConstraint("(state IN ('out', 'missing')) = (session_id IS NOT NULL)", name="away_in_a_session"),
        sa.Index("ix_tool_session", "session_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    workshop_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("workshop.id"))
    code: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(120))
    tool_class: Mapped[str] = mapped_column(sa.String(10))
    board: Mapped[str] = mapped_column(sa.String(40), default="")
    state: Mapped[ToolState] = mapped_column(default=ToolState.IN)
    holder_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    session_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("class_session.id"), default=None)


class MoveKind(LabelledEnum):
    """What happened to a tool."""

    ADDED = "added", _l("Put on the board")
    OUT = "out", _l("Handed out")
    IN = "in", _l("Given back")
    MISSING = "missing", _l("Reported missing")
    FOUND = "found", _l("Found")
    ASKED = "asked", _l("Write-off asked for")
    KEPT = "kept", _l("Write-off refused")
    WRITTEN_OFF = "written_off", _l("Written off")


class ToolMove(Audited, Base):
    """One line of a tool's history. Only ever added to."""

    __tablename__ = "tool_move"
    __table_args__ = (sa.Index("ix_tool_move_tool", "tool_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    tool_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("tool.id"))
    kind: Mapped[MoveKind]
    by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    session_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("class_session.id"), default=None)
    words: Mapped[str] = mapped_column(sa.Text, default="")


append_only(table_of(ToolMove))


class CountMoment(LabelledEnum):
    """When the board was counted."""

    BEGIN = "begin", _l("Before the session")
    END = "end", _l("After the session")


class ToolCount(Audited, Base):
    """A count of the board in a session, and what should have hung there. Only ever added to; the newest counts."""

    __tablename__ = "tool_count"
    __table_args__ = (
        sa.CheckConstraint("counted >= 0 AND expected >= 0", name="not_negative"),
        sa.CheckConstraint("counted = expected OR length(words) >= 5", name="difference_explained"),
        sa.Index("ix_tool_count_session", "session_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("class_session.id"))
    moment: Mapped[CountMoment]
    counted: Mapped[int]
    expected: Mapped[int]
    by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    at: Mapped[dt.datetime]
    words: Mapped[str] = mapped_column(sa.Text, default="")


append_only(table_of(ToolCount))


class ToolWriteOff(Audited, Base):
    """That a missing tool will not come back: asked by one human with a note to security, decided by another."""

    __tablename__ = "tool_write_off"
    __table_args__ = (
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="two_people"),
        sa.CheckConstraint("(decided_by IS NULL) = (approved IS NULL)", name="decided_by_somebody"),
        sa.CheckConstraint("length(note) >= 10", name="noted"),
        sa.Index("ix_tool_write_off_tool", "tool_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    tool_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("tool.id"))
    note: Mapped[str] = mapped_column(sa.Text)
    asked_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    asked_at: Mapped[dt.datetime]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    approved: Mapped[bool | None] = mapped_column(default=None)
