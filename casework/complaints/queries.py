"""Reading envelopes and answers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.complaints.models import ComplaintAnswer, ComplaintLock, SealedComplaint
from kernel.db import session, table_of
from kernel.paging import Page, page_of

_lock, _sealed, _answer = table_of(ComplaintLock), table_of(SealedComplaint), table_of(ComplaintAnswer)
_NEWEST = sa.select(_lock).order_by(_lock.c.made_at.desc()).limit(1)
_UNANSWERED = (
    sa.select(sa.func.count()).select_from(_sealed).where(~sa.exists().where(_answer.c.complaint_id == _sealed.c.id))
)


def lock_in_use() -> Any:
    """The lock that closes new envelopes, or None while no inspector has made one."""
    return session.execute(_NEWEST).first()


def locks() -> Sequence[Any]:
    """Every lock there was: each still opens what it closed."""
    return session.execute(sa.select(_lock)).all()


def envelopes_page(after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Envelopes, newest first, with how many answers each has."""
    answers = sa.select(sa.func.count()).where(_answer.c.complaint_id == _sealed.c.id).scalar_subquery()
    statement = sa.select(_sealed, answers.label("answers"))
    return page_of(statement, _sealed.c.received_on, row_id=_sealed.c.id, after=after, newest_first=True, size=20)


def unanswered() -> int:
    """How many envelopes have no answer yet. For inspectors alone."""
    return session.execute(_UNANSWERED).scalar_one()


def by_receipt(receipt: str) -> Any:
    """The envelope whose writer holds this code, or None."""
    return session.execute(sa.select(_sealed.c.id, _sealed.c.received_on).where(_sealed.c.receipt == receipt)).first()


def answers_to(complaint_id: uuid.UUID) -> Sequence[Any]:
    """What was answered, oldest first."""
    return session.execute(
        sa.select(_answer).where(_answer.c.complaint_id == complaint_id).order_by(_answer.c.answered_at)
    ).all()
