"""Accidents at work. Injury is kept in logistic words only: no diagnosis has a column here."""

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


class Accident(Audited, Base):
    """What happened, as it was written down first. Never edited: what is known later is added beneath."""

    __tablename__ = "accident"
    __table_args__ = (
        sa.Index("ix_accident_workshop", "workshop_id", "happened_at"),
        sa.CheckConstraint("length(what) >= 10", name="told"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    workshop_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("workshop.id"))
    happened_at: Mapped[dt.datetime]
    what: Mapped[str] = mapped_column(sa.Text)
    cause: Mapped[str] = mapped_column(sa.Text)
    recorded_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    recorded_at: Mapped[dt.datetime]


append_only(table_of(Accident))


class Part(LabelledEnum):
    """What somebody has to do with an accident."""

    HURT = "hurt", _l("Hurt")
    WITNESS = "witness", _l("Witness")
    INVOLVED = "involved", _l("Took part")


class Care(LabelledEnum):
    """What was done for somebody. How they are is for the health service to know."""

    NONE = "none", _l("Needed nothing")
    FIRST_AID = "first_aid", _l("First aid given")
    HEALTH_CARE = "health_care", _l("Sent to health care")
    HOSPITAL = "hospital", _l("Taken to a hospital")
    DIED = "died", _l("Died")


class AccidentPerson(Audited, Base):
    """Somebody at an accident: a person of a file, or a member of staff."""

    __tablename__ = "accident_person"
    __table_args__ = (
        sa.CheckConstraint("(person_id IS NULL) <> (human_id IS NULL)", name="one_of_two"),
        sa.CheckConstraint("part = 'hurt' OR care = 'none'", name="care_for_the_hurt"),
        sa.Index("ix_accident_person_accident", "accident_id"),
        sa.Index("ix_accident_person_person", "person_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    accident_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("accident.id"))
    part: Mapped[Part]
    care: Mapped[Care] = mapped_column(default=Care.NONE)
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    human_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)


append_only(table_of(AccidentPerson))


class EntryKind(LabelledEnum):
    """What is added to an accident later."""

    SIGNED = "signed", _l("Signed")
    AMENDED = "amended", _l("Added")
    NOTIFIED = "notified", _l("Authority notified")


class AccidentEntry(Audited, Base):
    """A signature, an addition, or the note that the authority knows. Only ever added to."""

    __tablename__ = "accident_entry"
    __table_args__ = (
        sa.Index("ix_accident_entry_accident", "accident_id"),
        sa.CheckConstraint("kind = 'signed' OR length(words) >= 5", name="in_words"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    accident_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("accident.id"))
    kind: Mapped[EntryKind]
    by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    at: Mapped[dt.datetime]
    words: Mapped[str] = mapped_column(sa.Text, default="")


append_only(table_of(AccidentEntry))


class AccidentMeasure(Audited, Base):
    """What is done so that it does not happen again: by whom, until when, and what came of it."""

    __tablename__ = "accident_measure"
    __table_args__ = (
        sa.Index("ix_accident_measure_accident", "accident_id"),
        sa.CheckConstraint("(done_on IS NULL) = (done_by IS NULL)", name="done_by_somebody"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    accident_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("accident.id"))
    words: Mapped[str] = mapped_column(sa.Text)
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    due_on: Mapped[dt.date]
    done_on: Mapped[dt.date | None] = mapped_column(default=None)
    done_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    done_words: Mapped[str] = mapped_column(sa.Text, default="")
