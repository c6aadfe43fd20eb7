"""Life events that the standards look at. One entered wrongly is taken back with a reason and stays on file."""

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


class Happening(LabelledEnum):
    """What happened."""

    MOVED_HOUSE = "moved_house", _l("Moved to another address")
    LOST_JOB = "lost_job", _l("Lost work or training")
    NEW_JOB = "new_job", _l("Began work or training")
    OUT_OF_TOUCH = "out_of_touch", _l("Cannot be reached anywhere")
    IN_TOUCH = "in_touch", _l("Is in touch again")


class LifeEvent(Audited, Base):
    """One event of a life, on its day."""

    __tablename__ = "life_event"
    __table_args__ = (
        sa.Index("ix_life_event_person", "person_id", "on"),
        sa.CheckConstraint(
            "(taken_back_at IS NULL AND taken_back_reason = '')"
            " OR (taken_back_at IS NOT NULL AND length(taken_back_reason) >= 5)",
            name="taken_back_with_a_reason",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[Happening]
    on: Mapped[dt.date]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    recorded_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    recorded_at: Mapped[dt.datetime]
    taken_back_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    taken_back_reason: Mapped[str] = mapped_column(sa.Text, default="")
