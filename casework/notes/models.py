"""Notes and the lines added to them later. Rows only ever arrive."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class NoteKind(LabelledEnum):
    """What a note tells of."""

    TALK = "talk", _l("Conversation")
    OBSERVED = "observed", _l("Something observed")
    PROGRESS = "progress", _l("Progress")
    FAMILY = "family", _l("Family")
    PARTNER = "partner", _l("With another service")
    OTHER = "other", _l("Something else")


class CaseNote(Base):
    """One note as it was written."""

    __tablename__ = "case_note"
    __table_args__ = (sa.Index("ix_case_note_person", "person_id", "occurred_at", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[NoteKind]
    occurred_at: Mapped[dt.datetime]
    text: Mapped[str] = mapped_column(sa.Text)
    written_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    written_at: Mapped[dt.datetime]


class NoteAmendment(Base):
    """A later line on a note: what was wrong or missing in it."""

    __tablename__ = "note_amendment"
    __table_args__ = (sa.Index("ix_note_amendment_note", "note_id", "written_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    note_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("case_note.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    written_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    written_at: Mapped[dt.datetime]


append_only(table_of(CaseNote))
append_only(table_of(NoteAmendment))
