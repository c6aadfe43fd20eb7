"""Reading kept filters."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from kernel.db import session
from probation.filters.models import SavedFilter


def filters_of(human_id: uuid.UUID) -> Sequence[SavedFilter]:
    """The filters that somebody keeps, by name."""
    mine = sa.select(SavedFilter).where(SavedFilter.human_id == human_id)
    return session.scalars(mine.order_by(SavedFilter.name)).all()


def filter_of(human_id: uuid.UUID, filter_id: uuid.UUID) -> SavedFilter | None:
    """One of somebody's own filters."""
    wanted = (SavedFilter.id == filter_id, SavedFilter.human_id == human_id)
    return session.scalar(sa.select(SavedFilter).where(*wanted))
