"""Long work as rows: asked for in the deed's own transaction, claimed under a lease, shown while it goes on."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class JobState(LabelledEnum):
    """Where a job stands."""

    QUEUED = "queued", _l("Waiting")
    RUNNING = "running", _l("Under way")
    DONE = "done", _l("Done")
    FAILED = "failed", _l("Stopped by a problem")
    CANCELLED = "cancelled", _l("Cancelled")


_QUEUED, _RUNNING = sa.text("state = 'queued'"), sa.text("state = 'running'")
OVER = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


class Job(Base):
    """One piece of long work. ``fence`` grows with every claim, so that a worker that was given up writes nothing more.

    ``done`` of ``total`` is where a second try goes on; ``result`` may name a stored document.
    """

    __tablename__ = "job"
    __table_args__ = (
        sa.CheckConstraint("state <> 'running' OR lease_until IS NOT NULL", name="running_has_lease"),
        sa.CheckConstraint("state <> 'running' OR worker <> ''", name="running_has_worker"),
        sa.CheckConstraint("done >= 0 AND total >= 0 AND attempts >= 0", name="counts"),
        sa.Index("ix_job_queued", "run_at", sqlite_where=_QUEUED, postgresql_where=_QUEUED),
        sa.Index("ix_job_running", "lease_until", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
        sa.Index("ix_job_asked_by", "asked_by", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    kind: Mapped[str] = mapped_column(sa.String(80))
    key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    payload: Mapped[dict[str, Any]]
    asked_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("account.id"))
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(sa.String(300), default="")
    result: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    error: Mapped[str] = mapped_column(sa.Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=3)
    fence: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(sa.String(80), default="")
    lease_until: Mapped[dt.datetime | None] = mapped_column(default=None)
    run_at: Mapped[dt.datetime]
    created_at: Mapped[dt.datetime]
    started_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    finished_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class Schedule(Base):
    """Work that comes round: one row for each kind, moved on by whoever claims the turn."""

    __tablename__ = "schedule"
    __table_args__ = (sa.CheckConstraint("every_seconds > 0", name="every"),)

    kind: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    every_seconds: Mapped[int]
    next_at: Mapped[dt.datetime]
    last_at: Mapped[dt.datetime | None] = mapped_column(default=None)
