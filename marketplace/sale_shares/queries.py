"""Reading shares of sales."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from marketplace.earnings.models import EarningLine, EarningState
from marketplace.sale_shares.models import SaleReturn, SaleShare, SaleShareLine

share, line, back = table_of(SaleShare), table_of(SaleShareLine), table_of(SaleReturn)
SOURCE = "sale_share"


def shares_of(order_id: uuid.UUID, seq: int) -> Sequence[Any]:
    """The shares of an order line with the pieces the buyer still ``kept``, in the order they were taken."""
    came_back = sa.select(sa.func.sum(back.c.pieces)).where(back.c.share_id == share.c.id).scalar_subquery()
    kept = (share.c.pieces - sa.func.coalesce(came_back, 0)).label("kept")
    wanted = sa.select(share, kept).where(share.c.order_id == order_id, share.c.seq == seq)
    return session.execute(wanted.order_by(share.c.before, share.c.id)).all()


def on_their_way(share_id: uuid.UUID, day: dt.date) -> Sequence[EarningLine]:
    """The announced earnings of a share that have not matured on a day: what a return may still change."""
    return session.scalars(
        sa.select(EarningLine)
        .join(line, line.c.source_id == EarningLine.source_id)
        .where(
            line.c.share_id == share_id, EarningLine.source == SOURCE, EarningLine.state == EarningState.HELD,
            EarningLine.withdrawn_on.is_(None), EarningLine.matures_on > day,
        )
        .order_by(EarningLine.id)
    ).all()  # fmt: skip
