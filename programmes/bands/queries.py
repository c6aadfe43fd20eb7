"""Reading which band a place is paid by."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.accounts.models import Human
from kernel.db import session, table_of
from programmes.bands.models import PlaceBand

_band, _human = table_of(PlaceBand), table_of(Human)
_ON_DAY = (
    sa.select(_band.c.band)
    .where(
        _band.c.allocation_id == sa.bindparam("place", type_=_band.c.allocation_id.type),
        _band.c.from_on <= sa.bindparam("on", type_=sa.Date),
    )
    .order_by(_band.c.from_on.desc())
    .limit(1)
)


def band_on(allocation_id: uuid.UUID, on: dt.date) -> str:
    """The band a place is paid by on a day; "" without one."""
    return session.scalar(_ON_DAY, {"place": allocation_id, "on": on}) or ""


def history_of(allocation_id: uuid.UUID) -> Sequence[Any]:
    """The bands of a place with who set each and why, newest first. The caller has fetched the place."""
    statement = sa.select(_band, _human.c.name.label("by_name")).join(_human, _human.c.id == _band.c.set_by)
    wanted = statement.where(_band.c.allocation_id == allocation_id)
    return session.execute(wanted.order_by(_band.c.from_on.desc(), _band.c.id).limit(100)).all()
