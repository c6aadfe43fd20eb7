"""Taking back shares of sales that are still on their way. Wages and what has arrived are never touched."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa

from casework.public import EarningsDue
from kernel import audit, events
from kernel.authz import Actor
from kernel.db import session
from kernel.money import split
from marketplace.desk.service import share_id
from marketplace.earnings.models import EarningLine, EarningState
from marketplace.orders.models import ShopOrder
from marketplace.production import queries as makers
from marketplace.production.service import batches_of
from marketplace.refunds.queries import ids_of


def withdraw_shares(actor: Actor, order: ShopOrder, row: Any, pieces: int, refund_id: uuid.UUID, day: dt.date) -> None:
    """``pieces`` of a line came back: shares on their way shrink by their part, by largest remainder."""
    held = _held(order, row, refund_id)
    total = sum(one.minor for one in held)
    gone = min(total, row.labour_minor * pieces)
    if not gone:
        return
    weights = [one.minor for one in held]
    for one, less in zip(held, split(gone, weights), strict=True):
        one.withdrawn_on = day
        audit.record(actor, "earning.withdrawn", one)
        session.flush()
        if left := one.minor - less:
            events.publish(EarningsDue(
                person_id=one.person_id, kind="sale_share", source="sale_share",
                source_id=uuid.uuid5(refund_id, str(one.source_id)), minor=left, currency=order.currency,
                earned_on=one.earned_on, explain={**one.explain, "returned": pieces}, by=actor,
                matures_on=one.matures_on or day,
            ))  # fmt: skip


def _held(order: ShopOrder, row: Any, refund_id: uuid.UUID) -> list[EarningLine]:
    """The shares of a line that are still on their way, under the names they got at the sale or by earlier returns."""
    names = {
        share_id(order.id, row.seq, batch_id, one.person_id, before)
        for batch_id in batches_of(row.product_id, order.place_id)
        for one in makers.makers_of(batch_id)
        for before in range(row.quantity)
    }
    for earlier in ids_of(order.id):
        if earlier != refund_id:
            names |= {uuid.uuid5(earlier, str(name)) for name in names}
    wanted = (
        EarningLine.source == "sale_share",
        EarningLine.source_id.in_(names),
        EarningLine.state == EarningState.HELD,
        EarningLine.withdrawn_on.is_(None),
    )
    return list(session.scalars(sa.select(EarningLine).where(*wanted).order_by(EarningLine.id)))
