"""What an instructor saw of a skill on a day, and what the person said to it. Both only ever arrive."""

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


class Skill(LabelledEnum):
    """The ten skills that employers ask for (the list of the English learning and work plan)."""

    TEAMWORK = "teamwork", _l("Teamwork")
    TIMEKEEPING = "timekeeping", _l("Timekeeping")
    COMMUNICATION = "communication", _l("Communication")
    PLANNING = "planning", _l("Planning")
    ORGANISATION = "organisation", _l("Organisation")
    PROBLEM_SOLVING = "problem_solving", _l("Solving problems")
    INITIATIVE = "initiative", _l("Initiative")
    ADAPTABILITY = "adaptability", _l("Adaptability")
    RELIABILITY = "reliability", _l("Reliability")
    CREATIVITY = "creativity", _l("Creativity")


class SkillLevel(LabelledEnum):
    """How far a skill has come: words, never a number."""

    NOT_YET = "not_yet", _l("Not shown yet")
    BEGINNING = "beginning", _l("Beginning")
    USUALLY = "usually", _l("Usually")
    ALWAYS = "always", _l("Every time, without being asked")


class SkillRecord(Audited, Base):
    """One skill on one day, with the sentence that shows it. A later record says how it went on."""

    __tablename__ = "skill_record"
    __table_args__ = (
        sa.Index("ix_skill_record_person", "person_id", "skill", "seen_on"),
        sa.CheckConstraint("length(evidence) >= 20", name="with_evidence"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    allocation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("allocation.id"), index=True)
    skill: Mapped[Skill]
    level: Mapped[SkillLevel]
    evidence: Mapped[str] = mapped_column(sa.Text)
    seen_on: Mapped[dt.date]
    recorded_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    recorded_at: Mapped[dt.datetime]


class SkillComment(Audited, Base):
    """That the person was shown a record, and what they said to it. ``words`` may be empty: they said nothing."""

    __tablename__ = "skill_comment"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    record_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("skill_record.id"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    shown_on: Mapped[dt.date]
    words: Mapped[str] = mapped_column(sa.Text, default="")
    taken_down_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))


append_only(table_of(SkillRecord))
append_only(table_of(SkillComment))
