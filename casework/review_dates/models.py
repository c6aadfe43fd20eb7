"""Every change of the day of a person's next review. Rows only ever arrive."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class Cause(LabelledEnum):
    """Why the day changed. All but the last two are the rules' own triggers."""

    DECISION = "decision", _l("The level was decided")
    RECEPTION = "reception", _l("Received, no level yet")
    RETURN = "return", _l("Back in custody")
    INCIDENT = "incident", _l("Incident")
    TRANSFER = "transfer", _l("Transferred")
    PROGRAMME = "programme", _l("Programme completed")
    ALERT = "alert", _l("Alerts changed")
    AGE = "age", _l("Age reached")
    SOONER = "sooner", _l("Brought forward by a colleague")
    POSTPONED = "postponed", _l("Put off")


class ReviewDateChange(Base):
    """From which day to which, why, by what rule, by whom. ``by_human`` is None for what happened by itself."""

    __tablename__ = "review_date_change"
    __table_args__ = (
        sa.Index("ix_review_date_change_person", "person_id", "at", "id"),
        sa.CheckConstraint("cause NOT IN ('sooner', 'postponed') OR length(words) >= 10", name="said_why"),
        sa.CheckConstraint("cause NOT IN ('sooner', 'postponed') OR by_human IS NOT NULL", name="said_by_whom"),
        sa.CheckConstraint("cause <> 'postponed' OR new_on > old_on", name="put_off_is_later"),
        sa.CheckConstraint("cause IN ('decision', 'postponed') OR old_on IS NULL OR new_on < old_on", name="sooner"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    cause: Mapped[Cause]
    old_on: Mapped[dt.date | None]
    new_on: Mapped[dt.date]
    from_on: Mapped[dt.date]
    """The day that the rule counts from: of the decision, the event, or of the change itself."""
    months: Mapped[int]
    days: Mapped[int]
    source: Mapped[str] = mapped_column(sa.Text)
    words: Mapped[str] = mapped_column(sa.Text)
    by_human: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"))
    at: Mapped[dt.datetime]
    classification_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("classification.id"), default=None)


append_only(table_of(ReviewDateChange))
