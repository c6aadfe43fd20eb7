"""Alerts and keep-aparts: ended, never deleted."""

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


class AlertCode(LabelledEnum):
    """What staff must know at once. No diagnosis: health appears as what to do, never as why."""

    ESCAPE = "escape", _l("Escape risk")
    SELF_HARM = "self_harm", _l("Watch closely")
    ASSAULT_STAFF = "assault_staff", _l("Has assaulted staff")
    VULNERABLE = "vulnerable", _l("At risk from others")
    FIRST_NIGHT = "first_night", _l("First night")
    NO_CONTACT = "no_contact", _l("No-contact order")
    ACCESS_NEED = "access_need", _l("Needs step-free access")
    HOME_SAFETY = "home_safety", _l("Home visits in pairs")


TONES = {
    AlertCode.ESCAPE: "danger",
    AlertCode.SELF_HARM: "danger",
    AlertCode.ASSAULT_STAFF: "danger",
    AlertCode.VULNERABLE: "warning",
    AlertCode.NO_CONTACT: "warning",
    AlertCode.HOME_SAFETY: "warning",
}


class Alert(Audited, Base):
    """A current danger or need, with who authorised it. At most one open alert of each code per person."""

    __tablename__ = "alert"
    __table_args__ = (
        sa.Index("ix_alert_person", "person_id"),
        sa.Index(
            "uq_alert_open", "person_id", "code", unique=True,
            sqlite_where=sa.text("ended_on IS NULL"), postgresql_where=sa.text("ended_on IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    code: Mapped[AlertCode]
    words: Mapped[str] = mapped_column(sa.Text, default="")
    begun_on: Mapped[dt.date]
    review_on: Mapped[dt.date | None] = mapped_column(default=None)
    ended_on: Mapped[dt.date | None] = mapped_column(default=None)
    authorised_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    ended_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    end_reason: Mapped[str] = mapped_column(sa.Text, default="")


class NonAssociation(Audited, Base):
    """Two people who must be kept apart. The pair is unordered: the smaller id stands first."""

    __tablename__ = "non_association"
    __table_args__ = (
        sa.Index(
            "uq_non_association_open", "person_id", "other_id", unique=True,
            sqlite_where=sa.text("closed_on IS NULL"), postgresql_where=sa.text("closed_on IS NULL"),
        ),
        sa.Index("ix_non_association_other", "other_id"),
        sa.CheckConstraint("person_id < other_id", name="ordered"),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(sa.Text)
    opened_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None] = mapped_column(default=None)
    close_reason: Mapped[str] = mapped_column(sa.Text, default="")


class FitnessState(LabelledEnum):
    """Logistic health only: what a person can do, never why."""

    FIT = "fit", _l("Fit")
    RESTRICTED = "restricted", _l("Fit with limits")
    UNFIT = "unfit", _l("Not fit")


class Fitness(Audited, Base):
    """The health service's word on fitness for work, valid until a date. Nobody works unfit."""

    __tablename__ = "fitness"
    __table_args__ = (sa.Index("ix_fitness_person", "person_id", "said_on"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    state: Mapped[FitnessState]
    limits: Mapped[str] = mapped_column(sa.String(200), default="")
    said_on: Mapped[dt.date]
    valid_until: Mapped[dt.date | None] = mapped_column(default=None)
