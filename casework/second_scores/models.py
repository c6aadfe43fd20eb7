"""Draws that anybody can repeat, and the second scores that they ask for."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casework.people.models import SecurityLevel
from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class SecondScoreDraw(Base):
    """One draw: from the decisions of a span, by a seed that nobody could know while they were being made."""

    __tablename__ = "second_score_draw"
    __table_args__ = (
        sa.UniqueConstraint("decided_from"),
        sa.CheckConstraint("decided_until > decided_from", name="in_order"),
        sa.CheckConstraint("drawn <= eligible", name="drawn_of_eligible"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    drawn_at: Mapped[dt.datetime]
    decided_from: Mapped[dt.datetime]
    decided_until: Mapped[dt.datetime]
    seed: Mapped[str] = mapped_column(sa.String(64))
    percent: Mapped[int]
    eligible: Mapped[int]
    drawn: Mapped[int]


class SecondState(LabelledEnum):
    """Whether a drawn score was made again."""

    WAITING = "waiting", _l("To score")
    SCORED = "scored", _l("Scored twice")
    RETURNED = "returned", _l("Could not be scored")


class SecondScore(Audited, Base):
    """A drawn assessment and what a second human makes of it. None of the three who made the first may be that one."""

    __tablename__ = "second_score"
    __table_args__ = (
        sa.UniqueConstraint("classification_id"),
        sa.Index("ix_second_score_state", "state", "id"),
        sa.Index("ix_second_score_person", "person_id"),
        sa.CheckConstraint(
            "scorer_id IS NULL OR (scorer_id <> first_human_id AND scorer_id <> author_id AND scorer_id <> decider_id)",
            name="another_human",
        ),
        sa.CheckConstraint(
            "state <> 'scored' OR (scorer_id IS NOT NULL AND level IS NOT NULL AND ended_at IS NOT NULL)",
            name="scored_is_whole",
        ),
        sa.CheckConstraint("state <> 'returned' OR length(words) >= 10", name="returned_says_why"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    draw_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("second_score_draw.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    classification_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("classification.id"))
    assessment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("assessment.id"))
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("instrument_version.id"))
    first_human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    decider_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    first_level: Mapped[SecurityLevel]
    drawn_at: Mapped[dt.datetime]
    state: Mapped[SecondState] = mapped_column(default=SecondState.WAITING)
    answers: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    level: Mapped[SecurityLevel | None] = mapped_column(default=None)
    score: Mapped[int | None] = mapped_column(default=None)
    scorer_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    ended_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    words: Mapped[str] = mapped_column(sa.Text, default="")


append_only(table_of(SecondScoreDraw))
