"""Claiming, renewing and closing jobs. After the claim each statement carries its fence: a stale worker is harmless."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.db import session, table_of
from kernel.jobs.models import Job, JobState

_job = table_of(Job)
_now = sa.bindparam("now", type_=_job.c.run_at.type)
_WAITING = sa.and_(_job.c.state == JobState.QUEUED, _job.c.run_at <= _now)
_ABANDONED = sa.and_(_job.c.state == JobState.RUNNING, _job.c.lease_until < _now)
_CLAIMABLE = sa.or_(_WAITING, _ABANDONED)
_ANY = sa.select(_job.c.id).where(_CLAIMABLE).limit(1)
_FIRST = sa.select(_job.c.id).where(_CLAIMABLE).order_by(_job.c.run_at, _job.c.id).limit(1)
_NEXT = _FIRST.with_for_update(skip_locked=True)
_GIVE_UP = (
    sa.update(_job)
    .where(_ABANDONED, _job.c.attempts >= _job.c.max_attempts)
    .values(state=JobState.FAILED, error="", finished_at=_now, lease_until=None)
)
_TAKE = (
    sa.update(_job)
    .where(_job.c.id == sa.bindparam("job_id"), _CLAIMABLE)
    .values(
        state=JobState.RUNNING,
        worker=sa.bindparam("me"),
        lease_until=sa.bindparam("until"),
        attempts=_job.c.attempts + 1,
        fence=_job.c.fence + 1,
        started_at=sa.func.coalesce(_job.c.started_at, _now),
    )
    .returning(
        _job.c.id, _job.c.kind, _job.c.payload, _job.c.asked_by, _job.c.done, _job.c.total,
        _job.c.attempts, _job.c.max_attempts, _job.c.fence, _job.c.worker,
    )
)  # fmt: skip


class LeaseLost(Exception):
    """The job was cancelled, or given to another worker: stop, nothing more of yours counts."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A job in the hands of one worker, for one lease at a time."""

    id: uuid.UUID
    kind: str
    payload: Mapping[str, Any]
    asked_by: uuid.UUID | None
    done: int
    total: int
    attempts: int
    max_attempts: int
    fence: int
    worker: str


def anything_to_do() -> bool:
    """Whether a claim would find something. Only reads, so an idle worker never takes the write lock."""
    return session.execute(_ANY, {"now": clock.now()}).first() is not None


def claim(worker: str, lease: dt.timedelta) -> Claim | None:
    """Take the job that waits longest, or one whose worker fell silent; None when there is none. In a transaction."""
    now = clock.now()
    session.execute(_GIVE_UP, {"now": now})
    found = session.scalar(_NEXT, {"now": now})
    if found is None:
        return None
    facts = {"now": now, "job_id": found, "me": worker, "until": now + lease}
    row = session.execute(_TAKE, facts).mappings().first()
    return Claim(**row) if row else None


def _change(mine: Claim, **values: Any) -> None:
    """Change the job if it is still ours; raises LeaseLost when it is not."""
    held = (_job.c.id == mine.id, _job.c.fence == mine.fence, _job.c.worker == mine.worker)
    statement = sa.update(_job).where(*held, _job.c.state == JobState.RUNNING).values(**values).returning(_job.c.id)
    if session.scalar(statement) is None:
        raise LeaseLost(str(mine.id))


def renew(mine: Claim, lease: dt.timedelta) -> None:
    """Say that the worker lives."""
    _change(mine, lease_until=clock.now() + lease)


def advance(mine: Claim, done: int, total: int, message: str) -> None:
    """Note how far the work is, in the same transaction as that part of the work."""
    _change(mine, done=done, total=total, message=message[:300])


def finish(mine: Claim, result: Mapping[str, Any]) -> None:
    """The work is done."""
    end = {"done": _job.c.total, "error": "", "finished_at": clock.now(), "lease_until": None}
    _change(mine, state=JobState.DONE, result=dict(result), **end)


def fail(mine: Claim, error: str) -> None:
    """The work cannot be done; ``error`` is a sentence for the one who asked."""
    _change(mine, state=JobState.FAILED, error=error, finished_at=clock.now(), lease_until=None)


def put_back(mine: Claim, wait: dt.timedelta, *, error: str = "", counts: bool = True) -> None:
    """Leave the rest for later: after a mishap (which counts as a try), or because this worker is asked to stop."""
    tries, idle = mine.attempts if counts else mine.attempts - 1, {"worker": "", "lease_until": None}
    _change(mine, state=JobState.QUEUED, attempts=tries, run_at=clock.now() + wait, error=error, **idle)
