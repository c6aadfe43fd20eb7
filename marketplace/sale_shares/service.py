"""Commands on makers' shares: announced once when pieces leave, changed only by pieces that come back in time."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from casework.public import EarningsDue
from kernel import audit, events
from kernel.authz import Actor
from kernel.db import session
from kernel.ids import new_id
from marketplace.production import queries as production
from marketplace.production.models import Batch
from marketplace.production.rules import shares
from marketplace.production.service import take_sold
from marketplace.sale_shares import queries
from marketplace.sale_shares.models import SaleReturn, SaleShare, SaleShareLine
from marketplace.sale_shares.rules import from_newest, kept_parts


@dataclass(frozen=True, kw_only=True)
class Sold:
    """Pieces of a product that left a place in one line of an order, after the ``before`` pieces that left earlier.

    ``labour_minor`` is the makers' part of one piece.
    """

    order_id: uuid.UUID
    seq: int
    before: int = 0
    product_id: uuid.UUID
    place_id: uuid.UUID
    title: str
    pieces: int
    labour_minor: int
    currency: str
    on: dt.date
    matures_on: dt.date


def announce(actor: Actor, sold: Sold) -> None:
    """Say to each maker what the sale brings them. It matures when the return window is over."""
    if not sold.labour_minor:
        return
    for batch_id, pieces in take_sold(actor, sold.product_id, sold.place_id, sold.pieces):
        made = SaleShare(
            order_id=sold.order_id, seq=sold.seq, before=sold.before, batch_id=batch_id, pieces=pieces,
            labour_minor=sold.labour_minor, sold_on=sold.on, matures_on=sold.matures_on,
        )  # fmt: skip
        session.add(made)
        session.flush()
        _share_out(actor, made, sold, pieces)


def _share_out(actor: Actor, made: SaleShare, sold: Sold, pieces: int) -> None:
    makers = production.makers_of(made.batch_id)
    minutes = {maker.person_id: maker.minutes for maker in makers}
    rule = session.get_one(Batch, made.batch_id).shared_by
    for person_id, minor in shares(sold.labour_minor * pieces, makers, rule).items():
        facts = {
            "product": sold.title, "pieces": pieces, "labour": sold.labour_minor * pieces,
            "minutes": minutes[person_id], "all_minutes": sum(minutes.values()), "makers": len(makers),
        }  # fmt: skip
        _say(actor, made, person_id, minor, sold.currency, facts)


def _say(actor: Actor, made: Any, person_id: uuid.UUID, minor: int, currency: str, facts: dict[str, Any]) -> None:
    source_id = new_id()
    session.add(SaleShareLine(source_id=source_id, share_id=made.id))
    session.flush()
    events.publish(
        EarningsDue(
            person_id=person_id, kind="sale_share", source=queries.SOURCE, source_id=source_id, minor=minor,
            currency=currency, earned_on=made.sold_on, explain=facts, by=actor, matures_on=made.matures_on,
        )
    )  # fmt: skip


def give_back(actor: Actor, order_id: uuid.UUID, seq: int, pieces: int, day: dt.date) -> bool:
    """Pieces of an order line came back: what is on its way for them does not come. What has matured stays, always.

    Shares of the pieces that the buyer keeps come as they would have: the same people, the same day. False when
    nothing is known of the line, because it was sold before shares were kept by batch.
    """
    rows = queries.shares_of(order_id, seq)
    for row, came_back in zip(rows, from_newest(pieces, [row.kept for row in rows]), strict=True):
        if came_back:
            session.add(SaleReturn(share_id=row.id, pieces=came_back, returned_on=day))
            _take_back(actor, row, row.kept - came_back, day)
    session.flush()
    return bool(rows)


def _take_back(actor: Actor, row: Any, kept: int, day: dt.date) -> None:
    lines = queries.on_their_way(row.id, day)
    for one in lines:
        one.withdrawn_on = day
        audit.record(actor, "earning.withdrawn", one)
    session.flush()
    for one, minor in zip(lines, kept_parts(row.labour_minor, kept, [one.minor for one in lines]), strict=True):
        if minor:
            facts = {**one.explain, "pieces": kept, "labour": row.labour_minor * kept}
            _say(actor, row, one.person_id, minor, one.currency, facts)
