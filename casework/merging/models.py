"""A merge of two files, and every value that it changed, so that it can be taken back."""

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


class MergeState(LabelledEnum):
    """How far a merge is."""

    ASKED = "asked", _l("Waits for a second person")
    GIVEN_BACK = "given_back", _l("Given back")
    DONE = "done", _l("Merged")
    UNDONE = "undone", _l("Taken back")


_WAITS = sa.text("state = 'asked'")


class FileMerge(Audited, Base):
    """Two files become one: asked for by one human with a reason, confirmed by another, taken back if it was wrong."""

    __tablename__ = "file_merge"
    __table_args__ = (
        sa.Index("uq_file_merge_waiting", "proposal_id", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
        sa.Index("ix_file_merge_from", "from_id"),
        sa.Index("ix_file_merge_into", "into_id"),
        sa.CheckConstraint("from_id <> into_id", name="two_files"),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> asked_by", name="two_humans"),
        sa.CheckConstraint("state NOT IN ('done', 'undone') OR confirmed_by IS NOT NULL", name="confirmed"),
        sa.CheckConstraint("state <> 'undone' OR undo_reason <> ''", name="undone_with_reason"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("duplicate_proposal.id"))
    from_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    into_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(sa.Text)
    asked_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    asked_at: Mapped[dt.datetime]
    state: Mapped[MergeState] = mapped_column(default=MergeState.ASKED)
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    given_back_because: Mapped[str] = mapped_column(sa.Text, default="")
    undone_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    undone_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    undo_reason: Mapped[str] = mapped_column(sa.Text, default="")


class MergedValue(Base):
    """One value that a merge changed: where, and what stood there. Values lie as {"v": …}, as JSON holds them."""

    __tablename__ = "merged_value"

    merge_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("file_merge.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    table_name: Mapped[str] = mapped_column(sa.String(63))
    row_key: Mapped[dict[str, Any]]
    column_name: Mapped[str] = mapped_column(sa.String(63))
    old: Mapped[dict[str, Any]]
    new: Mapped[dict[str, Any]]
