"""What was done for a release that is being prepared."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id

_STANDS = sa.text("withdrawn_at IS NULL")


class ReleasePreparation(Audited, Base):
    """The gate's own duties for one stay: identity checked, copy of the file offered, an order for earlier release."""

    __tablename__ = "release_preparation"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("episode.id"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    identity_checked_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    identity_checked_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    copy_offered_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    copy_taken: Mapped[bool] = mapped_column(default=False)
    order_authority: Mapped[str] = mapped_column(sa.String(200), default="")
    order_reference: Mapped[str] = mapped_column(sa.String(80), default="")
    order_dated_on: Mapped[dt.date | None] = mapped_column(default=None)


class GateRelease(Audited, Base):
    """A release made ready by one human and confirmed at the gate by another. One is open for each stay."""

    __tablename__ = "gate_release"
    __table_args__ = (
        sa.Index("uq_gate_release_open", "episode_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> prepared_by", name="two_people"),
        sa.CheckConstraint("movement_id IS NULL OR confirmed_by IS NOT NULL", name="released_by_two"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("episode.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    prepared_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    prepared_at: Mapped[dt.datetime]
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    movement_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("movement.id"), default=None)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    withdrawn_why: Mapped[str] = mapped_column(sa.String(200), default="")
