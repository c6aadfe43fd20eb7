"""Versions of the law of release: proposed by one human, put in force by another."""

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


class LawState(LabelledEnum):
    """Whether the dates follow from this version."""

    DRAFT = "draft", _l("Proposed")
    IN_FORCE = "in_force", _l("In force")
    REPLACED = "replaced", _l("Replaced")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


_IN_FORCE = sa.text("state = 'in_force'")


class LawVersion(Audited, Base):
    """One version of a pack: shares by kind and date, kept whole, so that an old calculation can be made again."""

    __tablename__ = "law_version"
    __table_args__ = (
        sa.UniqueConstraint("number"),
        sa.Index("uq_law_version_in_force", "state", unique=True, sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE),
        sa.CheckConstraint("enacted_by IS NULL OR enacted_by <> proposed_by", name="two_people"),
        sa.CheckConstraint("state IN ('draft', 'withdrawn') OR enacted_at IS NOT NULL", name="enacted_some_day"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    number: Mapped[int]
    profile: Mapped[str] = mapped_column(sa.String(40))
    title: Mapped[str] = mapped_column(sa.String(200))
    definition: Mapped[dict[str, Any]]
    definition_hash: Mapped[str] = mapped_column(sa.String(64))
    why: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[LawState] = mapped_column(default=LawState.DRAFT)
    proposed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    proposed_at: Mapped[dt.datetime]
    enacted_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    enacted_at: Mapped[dt.datetime | None] = mapped_column(default=None)
