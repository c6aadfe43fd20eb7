"""Keeping and dropping drafts. No audit entry: a draft is nobody's record until it is sent."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

import sqlalchemy as sa

from kernel import clock
from kernel.authz import Actor
from kernel.db import session
from kernel.drafts.models import Draft

OLD = dt.timedelta(days=14)
MOST = 60_000
"""Characters that one draft may hold; what goes beyond is left out, field by field."""


def keep(human_id: uuid.UUID, key: str, fields: Mapping[str, list[str]]) -> None:
    """Keep what was typed; fields that were not sent this time stay as they were."""
    found = session.scalar(sa.select(Draft).where(Draft.human_id == human_id, Draft.key == key))
    kept = dict(found.fields) if found else {}
    for name, values in fields.items():
        if sum(map(len, values)) <= MOST - sum(len(one) for other in kept.values() for one in other):
            kept[name] = list(values)
    if found is None:
        session.execute(sa.delete(Draft).where(Draft.human_id == human_id, Draft.kept_at < clock.now() - OLD))
        session.add(Draft(human_id=human_id, key=key, fields=kept, kept_at=clock.now()))
    else:
        found.fields, found.kept_at = kept, clock.now()
    session.flush()


def drop(actor: Actor, key: str) -> None:
    """Forget a draft: it was sent, or is not wanted. Twice is once."""
    session.execute(sa.delete(Draft).where(Draft.human_id == actor.human_id, Draft.key == key))
