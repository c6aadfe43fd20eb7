"""Programmes, the versions groups are taught by, and the workshops they are held in."""

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


class ProgrammeKind(LabelledEnum):
    """What a programme is for. Work and vocational training need a health professional's word on fitness."""

    EDUCATION = "education", _l("Education")
    VOCATIONAL = "vocational", _l("Vocational training")
    WORK = "work", _l("Work")
    OFFENDING_BEHAVIOUR = "offending_behaviour", _l("Offending behaviour")
    LIFE_SKILLS = "life_skills", _l("Life skills")
    INDUCTION = "induction", _l("Induction")

    @property
    def needs_fitness(self) -> bool:
        """Whether a person must be found fit first (Mandela Rule 96)."""
        return self in {ProgrammeKind.WORK, ProgrammeKind.VOCATIONAL}


class ProgrammeStatus(LabelledEnum):
    """Where a programme stands in its life. Only live ones take applications."""

    DRAFT = "draft", _l("Draft")
    LIVE = "live", _l("Live")
    ARCHIVED = "archived", _l("Archived")


class Programme(Audited, Base):
    """An offer of the service. ``certificate_title`` is what a certificate says: it never names custody."""

    __tablename__ = "programme"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[ProgrammeKind]
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    certificate_title: Mapped[str] = mapped_column(sa.String(160), default="")
    awarding_body: Mapped[str] = mapped_column(sa.String(120), default="")
    need_area: Mapped[str] = mapped_column(sa.String(40), default="")
    paid: Mapped[bool] = mapped_column(default=False)
    status: Mapped[ProgrammeStatus] = mapped_column(default=ProgrammeStatus.DRAFT)


class ProgrammeVersion(Audited, Base):
    """A curriculum from a date on.

    ``modules`` is a list of {name, minutes}. Groups keep the version they began with.
    """

    __tablename__ = "programme_version"
    __table_args__ = (
        sa.UniqueConstraint("programme_id", "number"),
        sa.CheckConstraint("minutes > 0", name="has_minutes"),
        sa.CheckConstraint("pass_percent BETWEEN 1 AND 100", name="pass_percent_of_a_hundred"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    programme_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("programme.id"))
    number: Mapped[int]
    valid_from: Mapped[dt.date]
    modules: Mapped[dict[str, Any]]
    minutes: Mapped[int]
    pass_percent: Mapped[int] = mapped_column(default=80)
    skill_codes: Mapped[list[str]] = mapped_column(default_factory=list)


class Workshop(Audited, Base):
    """A room or shop of an establishment with a number of seats."""

    __tablename__ = "workshop"
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "name"),
        sa.CheckConstraint("seats > 0", name="has_seats"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    seats: Mapped[int]
