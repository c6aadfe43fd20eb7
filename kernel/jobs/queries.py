"""Jobs as their asker sees them. An administrator sees that they run, never what they made."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.jobs.models import Job, JobState
from kernel.paging import Page, page_of

_job = table_of(Job)
_BY_ID = sa.select(_job).where(_job.c.id == sa.bindparam("job_id"))
_BY_KEY = sa.select(_job.c.id).where(_job.c.key == sa.bindparam("key"))
_LIST = sa.select(_job.c.id, _job.c.kind, _job.c.state, _job.c.done, _job.c.total, _job.c.created_at)
_OLDEST = sa.select(sa.func.min(_job.c.run_at)).where(_job.c.state == JobState.QUEUED)


def job_for(actor: Actor, job_id: uuid.UUID) -> sa.Row[Any]:
    """A job of the reader's own; any job for an administrator. Raises NotFound."""
    row = session.execute(_BY_ID, {"job_id": job_id}).first()
    if row is None or not (row.asked_by == actor.account_id or actor.has(Role.ADMINISTRATOR)):
        raise NotFound(_("There is no such work, or you may not know of it."))
    return row


def jobs_of(actor: Actor, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """The reader's own jobs, newest first, a page at a time."""
    return page_of(_LIST.where(_job.c.asked_by == actor.account_id), row_id=_job.c.id, after=after, newest_first=True)


def id_of_key(key: str) -> uuid.UUID:
    """The job that was asked for under this key."""
    found: uuid.UUID = session.scalars(_BY_KEY, {"key": key}).one()
    return found


def waiting_for() -> dt.timedelta | None:
    """How long the oldest job has been ready to run, None when none waits."""
    oldest = session.scalar(_OLDEST)
    return max(clock.now() - oldest, dt.timedelta(0)) if oldest else None
