"""The published rules by which waiting lists of a prison are ordered."""

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


class RulesState(LabelledEnum):
    """A draft is tried out against the lists of today; published rules never change."""

    DRAFT = "draft", _l("Draft")
    PUBLISHED = "published", _l("Published")


class RankingRules(Audited, Base):
    """Points by reason, for one prison from a day on. ``points`` names every factor of ``ranking.rules``."""

    __tablename__ = "ranking_rules"
    __table_args__ = (
        sa.Index("ix_ranking_rules_unit", "unit_id", "state", "valid_from"),
        sa.CheckConstraint("(state = 'published') = (published_by IS NOT NULL)", name="published_by_somebody"),
        sa.CheckConstraint("length(why) >= 10", name="reasoned"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    valid_from: Mapped[dt.date]
    points: Mapped[dict[str, Any]]
    why: Mapped[str] = mapped_column(sa.Text)
    made_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    state: Mapped[RulesState] = mapped_column(default=RulesState.DRAFT)
    published_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    published_at: Mapped[dt.datetime | None] = mapped_column(default=None)
