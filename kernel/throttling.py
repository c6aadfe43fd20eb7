"""Counting what comes from one network in a day, without keeping which network it is."""

from __future__ import annotations

import datetime as dt
import hmac

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from kernel.db import session


def network_key(kind: str, network: str, day: dt.date, secret: bytes) -> bytes:
    """Under which key a network is counted on a day: without the server's secret nobody can tell whose it is."""
    return hmac.digest(secret, f"{kind}:{day.isoformat()}:{network}".encode(), "sha256")


def count_one(table: sa.Table, column: str, key: bytes, today: dt.date, most: int) -> bool:
    """Count one more of ``key`` today; gives whether it is still within ``most``. Counts of other days are forgotten.

    ``table`` has ``key``, ``day`` and the counting ``column``. One statement decides, so that many at once are counted
    like one after another.
    """
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(table)
    counting = table.c[column]
    counted = (
        insert.values({"key": key, "day": today, column: 1})
        .on_conflict_do_update(index_elements=[table.c.key], set_={column: counting + 1}, where=counting < most)
        .returning(counting)
    )
    is_within = session.scalar(counted) is not None
    if is_within:
        session.execute(sa.delete(table).where(table.c.day < today))
    return is_within
