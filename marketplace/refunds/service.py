"""Asking for a refund at the desk; deciding it in finance. The books are corrected by mirror images."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.i18n import _
from marketplace.desk.service import share_id
from marketplace.earnings.models import EarningLine, EarningState
from marketplace.ledger import queries as books_queries
from marketplace.ledger import service as books
from marketplace.orders import queries as orders
from marketplace.orders.models import OPEN_STEPS, OrderStep, ShopOrder
from marketplace.orders.rules import RETURN_WINDOW
from marketplace.orders.service import order_of
from marketplace.production import queries as makers
from marketplace.production.service import batches_of, put_back
from marketplace.refunds import queries
from marketplace.refunds.models import Refund, RefundState
from marketplace.sale_shares.service import give_back
from marketplace.stock import service as stocks

LEAST_REASON = 5


@dataclass(frozen=True, kw_only=True)
class NewRefund:
    """A buyer wants the money back. ``id`` is minted by the form: twice is once."""

    id: uuid.UUID
    order_id: uuid.UUID
    reason: str
    pieces_back: bool = True


def request_refund(actor: Actor, new: NewRefund) -> Refund:
    """Ask for all that was paid for an order; a second human decides.

    Raises Conflict when nothing was paid, when it was given back already, or when the return window is over.
    """
    if found := session.get(Refund, new.id):
        return found
    order = order_of(new.order_id)
    _refuse(order)
    if len(new.reason) < LEAST_REASON:
        raise DomainError(_("Say why the money goes back."), field="reason")
    made = Refund(
        id=new.id, order_id=order.id, minor=order.paid_minor, currency=order.currency, reason=new.reason,
        pieces_back=new.pieces_back, requested_by=actor.human_id, requested_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "refund.requested", made, reason=new.reason)
    session.flush()
    return made


def _refuse(order: ShopOrder) -> None:
    if not order.paid_minor:
        raise Conflict(_("Nothing was paid for this order. Cancel it instead."))
    if order.refunded_minor or queries.waiting_for(order.id):
        raise Conflict(_("The money of this order was given back already, or somebody asked for it before you."))
    handed = order.handed_over_at
    if order.step is OrderStep.CLOSED or (handed and handed + RETURN_WINDOW < clock.now()):
        words = _("A piece can be brought back within %(days)d days. They are over.", days=RETURN_WINDOW.days)
        raise Conflict(words)


def decide_refund(actor: Actor, refund_id: uuid.UUID, *, approve: bool, day: dt.date | None = None) -> Refund:
    """Give the money back or refuse. Raises Forbidden for the human who asked: two people, always."""
    found = session.get(Refund, refund_id)
    if found is None:
        raise NotFound(_("There is no such refund."))
    if found.state is not RefundState.REQUESTED:
        raise Conflict(_("This refund was decided already."))
    if found.requested_by == actor.human_id:
        raise Forbidden(_("You asked for this refund, so somebody else has to approve it."))
    if approve:
        _give_back(actor, found, day or clock.today())
    found.decided_by, found.decided_at = actor.human_id, clock.now()
    found.state = RefundState.PAID if approve else RefundState.REFUSED
    audit.record(actor, "refund.paid" if approve else "refund.refused", found)
    session.flush()
    return found


def _give_back(actor: Actor, found: Refund, day: dt.date) -> None:
    order = order_of(found.order_id)
    sale = books_queries.entry_by_key(f"sale:{order.id}")
    for entry_id in [*([sale] if sale else []), *queries.entries_of(order.id)]:
        books.reverse(actor, entry_id, found.reason, day)
    order.refunded_minor = order.paid_minor
    if order.step in OPEN_STEPS:
        order.step = OrderStep.CANCELLED
        audit.record(actor, "order.refunded", order, reason=found.reason)
        session.flush()
        for row in orders.lines_of(order.id):
            key = f"free:{order.id}:{row.seq}"
            stocks.release(actor, row.stock_id, row.quantity, order_id=order.id, key=key)
        return
    audit.record(actor, "order.refunded", order, reason=found.reason)
    session.flush()
    for row in orders.lines_of(order.id):
        if not give_back(actor, order.id, row.seq, row.quantity, day):
            _withdraw_shares(actor, order, row.seq, row.product_id, day)
        if found.pieces_back:
            key = f"back:{order.id}:{row.seq}"
            stocks.bring_back(actor, row.stock_id, row.quantity, order_id=order.id, key=key)
            put_back(actor, row.product_id, order.place_id, row.quantity)


def _withdraw_shares(actor: Actor, order: ShopOrder, seq: int, product_id: uuid.UUID, day: dt.date) -> None:
    """Shares that are still on their way do not come. What has arrived stays: refunds never claw back."""
    names = [
        share_id(order.id, seq, batch_id, one.person_id)
        for batch_id in batches_of(product_id, order.place_id)
        for one in makers.makers_of(batch_id)
    ]
    wanted = (
        EarningLine.source == "sale_share",
        EarningLine.source_id.in_(names),
        EarningLine.state == EarningState.HELD,
        EarningLine.withdrawn_on.is_(None),
    )
    for line in session.scalars(sa.select(EarningLine).where(*wanted)):
        line.withdrawn_on = day
        audit.record(actor, "earning.withdrawn", line)
