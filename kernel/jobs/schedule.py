"""Work that comes round: declared in code, kept as rows, each turn claimed by one worker only."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from kernel import clock
from kernel.db import in_transaction, session, table_of
from kernel.jobs import rules
from kernel.jobs.models import Schedule
from kernel.jobs.runner import HANDLERS
from kernel.jobs.service import enqueue, insert_if_new

PERIODIC: dict[str, dt.timedelta] = {}
_turn = table_of(Schedule)
_DUE = sa.select(_turn).where(_turn.c.next_at <= sa.bindparam("now")).order_by(_turn.c.kind)
_MOVE = (
    sa.update(_turn)
    .where(_turn.c.kind == sa.bindparam("which"), _turn.c.next_at == sa.bindparam("seen"))
    .values(next_at=sa.bindparam("then"), last_at=sa.bindparam("now"))
    .returning(_turn.c.kind)
)


def every(kind: str, period: dt.timedelta) -> None:
    """Have jobs of ``kind`` (a ``system`` handler) asked for once in each period. Call it beside the handler."""
    PERIODIC[kind] = period


def plant() -> None:
    """Write the declared turns that have no row yet. Each worker does it at its start; twice changes nothing."""

    def deed() -> None:
        for kind, period in sorted(PERIODIC.items()):
            row = {"kind": kind, "every_seconds": int(period.total_seconds()), "next_at": clock.now()}
            insert_if_new(_turn, "kind", row)

    if PERIODIC:
        in_transaction(deed)


def ask_for_due() -> int:
    """Ask for every job whose turn has come; how many. Turns missed while everything was off are made up once."""
    due = session.execute(_DUE, {"now": clock.now()}).all()
    return sum(in_transaction(lambda row=row: _take_turn(row)) for row in due if row.kind in HANDLERS)  # type: ignore[misc]


def _take_turn(row: sa.Row[tuple[str, int, dt.datetime, dt.datetime | None]]) -> bool:
    now = clock.now()
    then = rules.next_turn(row.next_at, dt.timedelta(seconds=row.every_seconds), now)
    if session.scalar(_MOVE, {"which": row.kind, "seen": row.next_at, "then": then, "now": now}) is None:
        return False
    enqueue(None, row.kind, {"due": row.next_at.isoformat()}, key=f"{row.kind}@{row.next_at.isoformat()}")
    return True
