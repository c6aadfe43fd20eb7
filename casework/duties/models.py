"""Duties that a movement or a death brings, the record of a death in custody, and deaths outside."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casework.people.models import LegalStatus
from kernel.audit import Audited
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class DutyKind(LabelledEnum):
    """What must be done after a movement. When and by which rule: ``rules.OWED``."""

    FAMILY_TRANSFER = "family_transfer", _l("Let the person tell the family where they are now")
    FAMILY_ILLNESS = "family_illness", _l("Tell those the person named that they are in hospital")
    ESCAPE_REPORTED = "escape_reported", _l("Tell the police and the court of the escape")
    ABSENCE_REPORTED = "absence_reported", _l("Report the disappearance to an authority outside the prison service")
    KIN_TOLD = "kin_told", _l("Tell the next of kin of the death")
    AUTHORITY_TOLD = "authority_told", _l("Report the death to an authority outside the prison service")
    EVIDENCE_KEPT = "evidence_kept", _l("Close off the place and keep all evidence")
    INVESTIGATION = "investigation", _l("Enter the number of the investigation, as that authority gave it")
    BODY_GIVEN = "body_given", _l("Give the body to the family")
    FUNERAL = "funeral", _l("Keep the full record of the funeral")
    THINGS_GIVEN = "things_given", _l("Give belongings and money to the family")
    FAMILY_KNOWS = "family_knows", _l("Make sure that the next of kin know, and offer them a talk")
    COURT_TOLD = "court_told", _l("Tell the court or authority whose order it was")
    DEATH_PROVED = "death_proved", _l("Keep the proof of the death: number and office of the certificate")
    DEATH_REVIEWED = "death_reviewed", _l("Supervisor: look back at the supervision, and write down what was learned")


class Duty(Audited, Base):
    """One duty of one movement or one death outside, open until somebody says when and how it was done."""

    __tablename__ = "custody_duty"
    __table_args__ = (
        sa.UniqueConstraint("movement_id", "kind"),
        sa.UniqueConstraint("outside_id", "kind"),
        sa.CheckConstraint("(movement_id IS NULL) <> (outside_id IS NULL)", name="of_one_cause"),
        sa.Index("ix_custody_duty_person", "person_id"),
        sa.Index(
            "ix_custody_duty_open", "prison_id", "due_at",
            sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL"),
        ),
        sa.CheckConstraint("done_at IS NULL OR (done_by IS NOT NULL AND length(words) >= 3)", name="said_by_somebody"),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    movement_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("movement.id"), kw_only=True, default=None)
    outside_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("outside_death.id"), kw_only=True, default=None)
    prison_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    kind: Mapped[DutyKind]
    due_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    done_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    told: Mapped[str] = mapped_column(sa.String(200), default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")


class CauseOfDeath(LabelledEnum):
    """Causes as the United Nations survey of crime trends counts them. Never a diagnosis."""

    NOT_KNOWN = "not_known", _l("Not known yet")
    NATURAL = "natural", _l("Natural")
    ACCIDENT = "accident", _l("Accident")
    SUICIDE = "suicide", _l("Suicide")
    HOMICIDE = "homicide", _l("Killed by somebody")


class OutsideDeath(Audited, Base):
    """The death of somebody who was in no prison: under supervision or released. A wrong one is taken back."""

    __tablename__ = "outside_death"
    __table_args__ = (
        sa.Index("ix_outside_death_person", "person_id"),
        sa.Index(
            "uq_outside_death_stands", "person_id", unique=True,
            sqlite_where=sa.text("taken_back_at IS NULL"), postgresql_where=sa.text("taken_back_at IS NULL"),
        ),
        sa.CheckConstraint(
            "taken_back_at IS NULL OR (taken_back_by IS NOT NULL AND length(taken_back_why) >= 10)",
            name="taken_back_with_reason",
        ),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    died_on: Mapped[dt.date]
    known_from: Mapped[str] = mapped_column(sa.String(200))
    cause: Mapped[CauseOfDeath]
    circumstances: Mapped[str] = mapped_column(sa.Text)
    status_before: Mapped[LegalStatus]
    recorded_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    recorded_at: Mapped[dt.datetime]
    taken_back_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    taken_back_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    taken_back_why: Mapped[str] = mapped_column(sa.Text, default="")


class DeathRecord(Audited, Base):
    """Circumstances and cause of a death, and where the body went (Mandela Rules 8 (f) and 72)."""

    __tablename__ = "death_record"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    movement_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("movement.id"), unique=True)
    cause: Mapped[CauseOfDeath]
    circumstances: Mapped[str] = mapped_column(sa.Text)
    remains_to: Mapped[str] = mapped_column(sa.String(200), default="")
    remains_on: Mapped[dt.date | None] = mapped_column(default=None)
