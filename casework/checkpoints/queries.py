"""Reading checkpoints."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.checkpoints.models import Checkpoint, Witness
from kernel.db import session, table_of
from kernel.paging import Page, page_of

checkpoint, witness = table_of(Checkpoint), table_of(Witness)


def newest() -> Any | None:
    """The newest checkpoint, or None."""
    return session.execute(sa.select(checkpoint).order_by(checkpoint.c.made_at.desc()).limit(1)).first()


def one(checkpoint_id: uuid.UUID) -> Any | None:
    """One checkpoint."""
    return session.execute(sa.select(checkpoint).where(checkpoint.c.id == checkpoint_id)).first()


def page(after: uuid.UUID | None) -> Page[Any]:
    """Checkpoints, the newest first."""
    wanted = sa.select(checkpoint.c.id, checkpoint.c.made_at, checkpoint.c.rows)
    return page_of(wanted, checkpoint.c.made_at, row_id=checkpoint.c.id, after=after, newest_first=True)


def witnesses() -> Sequence[Any]:
    """How far each witness got, by name."""
    wanted = sa.select(witness, checkpoint.c.made_at, checkpoint.c.rows)
    joined = wanted.select_from(witness.outerjoin(checkpoint, checkpoint.c.id == witness.c.newest_id))
    return session.execute(joined.order_by(witness.c.name)).all()
