"""What Mandela Rules 7 and 8 ask for beside identity and custody; and what was asked and is not there."""

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


class Child(Audited, Base):
    """A child of the person: age, where, who cares (Rule 7 (f)). Never a file of its own."""

    __tablename__ = "child"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    birth_year: Mapped[int | None] = mapped_column(default=None)
    lives_at: Mapped[str] = mapped_column(sa.String(200), default="")
    cared_for_by: Mapped[str] = mapped_column(sa.String(200), default="")
    needs_care: Mapped[bool] = mapped_column(default=False)
    noted_on: Mapped[dt.date]


class CounselKind(LabelledEnum):
    """How the person is represented."""

    CHOSEN = "chosen", _l("Chosen by the person")
    LEGAL_AID = "legal_aid", _l("Legal aid")


class Counsel(Audited, Base):
    """A lawyer of the person (Rule 8 (a)). The newest one without an end is the present one."""

    __tablename__ = "counsel"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[CounselKind]
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    since: Mapped[dt.date]
    ended_on: Mapped[dt.date | None] = mapped_column(default=None)


class Hearing(Audited, Base):
    """A day in court, coming or held, with what came of it (Rule 8 (a))."""

    __tablename__ = "hearing"
    __table_args__ = (
        sa.Index("ix_hearing_person", "person_id", "at"),
        sa.Index(
            "ix_hearing_open", "at",
            sqlite_where=sa.text("outcome = ''"), postgresql_where=sa.text("outcome = ''"),
        ),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    court: Mapped[str] = mapped_column(sa.String(200))
    case_number: Mapped[str] = mapped_column(sa.String(80), default="")
    at: Mapped[dt.datetime]
    purpose: Mapped[str] = mapped_column(sa.String(200), default="")
    outcome: Mapped[str] = mapped_column(sa.Text, default="")
    brought: Mapped[bool | None] = mapped_column(default=None)


class NoteKind(LabelledEnum):
    """Which register of Rule 8 a note belongs to."""

    BEHAVIOUR = "behaviour", _l("Behaviour and discipline")
    REQUEST = "request", _l("Request or complaint that is not confidential")
    SANCTION = "sanction", _l("Disciplinary sanction")


class RegisterNote(Audited, Base):
    """One note of the registers that Rule 8 (c), (d) and (e) ask for. Amended by another note, never edited."""

    __tablename__ = "register_note"
    __table_args__ = (
        sa.Index("ix_register_note_person", "person_id", "kind"),
        sa.CheckConstraint("kind <> 'sanction' OR decided_by <> ''", name="a_sanction_is_decided"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[NoteKind]
    day: Mapped[dt.date]
    words: Mapped[str] = mapped_column(sa.Text)
    decided_by: Mapped[str] = mapped_column(sa.String(200), default="")
    outcome: Mapped[str] = mapped_column(sa.Text, default="")
    noted_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    noted_at: Mapped[dt.datetime]


class NothingThere(Audited, Base):
    """Somebody asked or looked, and there is nothing to enter: silence is told apart from "none"."""

    __tablename__ = "nothing_there"
    __table_args__ = (
        sa.UniqueConstraint("episode_id", "item"),
        sa.CheckConstraint("length(words) >= 3", name="in_words"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("episode.id"))
    item: Mapped[str] = mapped_column(sa.String(30))
    words: Mapped[str] = mapped_column(sa.String(200))
    said_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    said_on: Mapped[dt.date]
