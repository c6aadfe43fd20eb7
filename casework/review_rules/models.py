"""Rules of review: what happened, to whom, and within how long the level is looked at again."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casework.people.models import SecurityLevel
from kernel.audit import Audited
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class Trigger(LabelledEnum):
    """What a rule counts from."""

    DECISION = "decision", _l("A level is decided")
    RECEPTION = "reception", _l("Received, no level yet")
    RETURN = "return", _l("Back in custody: recall or a new order")
    INCIDENT = "incident", _l("An incident")
    TRANSFER = "transfer", _l("Transfer to another prison")
    PROGRAMME = "programme", _l("A programme completed")
    ALERT = "alert", _l("A grave alert raised or ended")
    AGE = "age", _l("An age reached")
    POSTPONE = "postpone", _l("Longest delay of a review")


class ReviewRule(Audited, Base):
    """One rule, from a day on and perhaps until a day. Without a unit it holds for the whole service.

    ``level``, ``untried`` and the length of the sentence (in months, both ends included) narrow it; NULL means any.
    """

    __tablename__ = "review_rule"
    __table_args__ = (
        sa.Index("ix_review_rule_trigger", "trigger", "in_force_from"),
        sa.CheckConstraint("months >= 0 AND days >= 0 AND months + days > 0", name="some_time"),
        sa.CheckConstraint("months <= 12 AND days <= 366", name="a_year_at_most"),
        sa.CheckConstraint("source <> ''", name="has_a_source"),
        sa.CheckConstraint("(trigger = 'age') = (age IS NOT NULL)", name="age_where_it_counts"),
        sa.CheckConstraint(
            "least_months IS NULL OR most_months IS NULL OR least_months <= most_months", name="lengths"
        ),
        sa.CheckConstraint("in_force_to IS NULL OR in_force_to >= in_force_from", name="dates_in_order"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    unit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"))
    trigger: Mapped[Trigger]
    level: Mapped[SecurityLevel | None] = mapped_column(default=None)
    untried: Mapped[bool | None] = mapped_column(default=None)
    least_months: Mapped[int | None] = mapped_column(default=None)
    most_months: Mapped[int | None] = mapped_column(default=None)
    age: Mapped[int | None] = mapped_column(default=None)
    months: Mapped[int] = mapped_column(default=0)
    days: Mapped[int] = mapped_column(default=0)
    source: Mapped[str] = mapped_column(sa.Text, default="")
    in_force_from: Mapped[dt.date] = mapped_column(default=dt.date(2020, 1, 1))
    in_force_to: Mapped[dt.date | None] = mapped_column(default=None)
    added_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
