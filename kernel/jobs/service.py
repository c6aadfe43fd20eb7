"""Asking for long work, leaving it, asking again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import after_commit, session, table_of
from kernel.errors import Conflict, Forbidden
from kernel.i18n import _
from kernel.ids import new_id
from kernel.jobs import queries
from kernel.jobs.dispatch import dispatch
from kernel.jobs.models import OVER, Job, JobState
from kernel.jobs.runner import HANDLERS

_job = table_of(Job)
_COUNTS, _TEXTS = (
    dict.fromkeys(("done", "total", "attempts", "fence"), 0),
    dict.fromkeys(("message", "error", "worker"), ""),
)
_FRESH: dict[str, Any] = {"state": JobState.QUEUED, "result": {}, **_COUNTS, **_TEXTS}


def insert_if_new(table: sa.Table, unique: str, values: Mapping[str, Any]) -> bool:
    """Insert a row unless its ``unique`` column is taken; whether it was. One statement, so two cannot both win."""
    dialect: Any = postgresql if session().get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(table)
        .values(**values)
        .on_conflict_do_nothing(index_elements=[unique])
        .returning(table.c[unique])
    )
    return session.scalar(statement) is not None


def enqueue(actor: Actor | None, kind: str, payload: Mapping[str, Any], *, key: str = "") -> uuid.UUID:
    """Ask for a job inside the deed's own transaction; its id. The same ``key`` twice is the same job.

    ``payload`` holds ids and choices, never names. Raises Forbidden without the role, LookupError for an unknown kind.
    """
    known = HANDLERS[kind]
    if (actor is None and not known.system) or (actor and known.roles and not actor.has(*known.roles)):
        raise Forbidden(_("Your role does not include this work."))
    now, job_id, unique = clock.now(), new_id(), key or new_id().hex
    row = _FRESH | {
        "id": job_id,
        "kind": kind,
        "key": unique,
        "payload": dict(payload),
        "asked_by": actor.account_id if actor else None,
        "max_attempts": known.attempts,
        "run_at": now,
        "created_at": now,
    }
    if not insert_if_new(_job, "key", row):
        return queries.id_of_key(unique)
    _tell(actor, "job.asked", job_id, kind)
    after_commit(lambda: dispatch(job_id))
    return job_id


def _tell(actor: Actor | None, action: str, job_id: uuid.UUID, kind: str) -> None:
    audit.event(actor, audit.Kind.WRITE, action, subject_kind="job", subject_id=job_id, purpose=kind[:60])


def _move(job_id: uuid.UUID, states: frozenset[JobState], **values: Any) -> None:
    statement = sa.update(_job).where(_job.c.id == job_id, _job.c.state.in_(sorted(states))).values(**values)
    if session.scalar(statement.returning(_job.c.id)) is None:
        raise Conflict(_("This work has moved on in the meantime. Look at it again."))


def cancel(actor: Actor, job_id: uuid.UUID) -> None:
    """Stop a job. One that is under way stops at its next part; what is finished stays. Raises NotFound, Conflict."""
    found = queries.job_for(actor, job_id)
    live = frozenset(JobState) - OVER
    _move(job_id, live, state=JobState.CANCELLED, finished_at=clock.now(), lease_until=None)
    _tell(actor, "job.cancelled", job_id, found.kind)


def retry(actor: Actor, job_id: uuid.UUID) -> None:
    """Try a stopped job again from where it stood. It still acts for whoever asked first. Raises NotFound, Conflict."""
    found = queries.job_for(actor, job_id)
    again = frozenset({JobState.FAILED, JobState.CANCELLED})
    _move(job_id, again, state=JobState.QUEUED, attempts=0, error="", run_at=clock.now(), finished_at=None, worker="")
    _tell(actor, "job.asked_again", job_id, found.kind)
    after_commit(lambda: dispatch(job_id))
