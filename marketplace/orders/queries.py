"""Reading orders: by secret link for the buyer, by place and code for the desk."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit
from marketplace.orders.models import GIVEN_UP, OPEN_STEPS, Method, OrderLine, OrderStep, ShopOrder
from marketplace.orders.rules import hash_of, plain_code, plain_phone
from marketplace.payments.models import Payment
from marketplace.stock.models import MoveKind, StockMove

order, line, unit, move = table_of(ShopOrder), table_of(OrderLine), table_of(Unit), table_of(StockMove)
fact = table_of(Payment)
_HEAD = sa.select(
    order, unit.c.name.label("place"), unit.c.address.label("unit_address"), unit.c.zone, unit.c.establishment_id
).select_from(order.join(unit, unit.c.id == order.c.place_id))
_BY_TOKEN = _HEAD.where(order.c.token_hash == sa.bindparam("hash"))
_LINES = sa.select(line).where(line.c.order_id == sa.bindparam("id", type_=order.c.id.type)).order_by(line.c.seq)


def _in_scope(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.true() if actor.everywhere else unit.c.establishment_id.in_(actor.establishments)


def _may_be_packed() -> sa.ColumnElement[bool]:
    """What is paid, on invoice, or to be paid at the gate: nobody packs what a bank may never pay."""
    paid = order.c.paid_minor - order.c.refunded_minor >= order.c.total_minor - order.c.credited_minor
    return sa.or_(paid, order.c.method.in_((Method.CASH, Method.MOBILE, Method.INVOICE)))


def by_token(token: str) -> Any:
    """The order behind a buyer's link. Raises NotFound."""
    found = session.execute(_BY_TOKEN, {"hash": hash_of(token)}).first()
    if found is None:
        raise NotFound(_("There is no such order. Look at the link again."))
    return found


def exists(token: str) -> bool:
    """Whether an order was placed with this secret."""
    return bool(token) and session.execute(_BY_TOKEN, {"hash": hash_of(token)}).first() is not None


def order_row(actor: Actor, order_id: uuid.UUID) -> Any:
    """An order at a place this actor covers. Raises NotFound."""
    found = session.execute(_HEAD.where(order.c.id == order_id, _in_scope(actor))).first()
    if found is None:
        raise NotFound(_("There is no such order."))
    return found


def by_code(actor: Actor, typed: str) -> Any:
    """The order with this pick-up code at a place this actor covers, or None."""
    return session.execute(_HEAD.where(order.c.code == plain_code(typed), _in_scope(actor))).first()


def id_by_code(code: str) -> uuid.UUID | None:
    """The order with this code, wherever it is collected: for the machines that match money to orders."""
    return session.scalar(sa.select(order.c.id).where(order.c.code == code)) if code else None


def order_by_id(order_id: uuid.UUID) -> Any:
    """An order as pages and papers show it, whoever asks: for the buyer's own papers and the machines."""
    return session.execute(_HEAD.where(order.c.id == order_id)).one()


def promised(order_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Pieces that are kept for an order now, by stock, as the moves of the stock add up."""
    rows = session.execute(
        sa.select(move.c.stock_id, sa.func.sum(move.c.reserved).label("pieces"))
        .where(move.c.ref_id == order_id)
        .group_by(move.c.stock_id)
        .order_by(move.c.stock_id)
    )
    return {row.stock_id: int(row.pieces) for row in rows if row.pieces}


def moves_so_far(order_id: uuid.UUID) -> int:
    """How many moves of stock an order has: what names the next one."""
    return session.scalar(sa.select(sa.func.count()).where(move.c.ref_id == order_id)) or 0


def handed(order_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Pieces of an order that left the house, by stock."""
    return _moved(order_id, MoveKind.PICKED_UP, -1)


def returned(order_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Pieces of an order that came back whole, by stock."""
    return _moved(order_id, MoveKind.RETURNED, 1)


def _moved(order_id: uuid.UUID, kind: MoveKind, sign: int) -> dict[uuid.UUID, int]:
    rows = session.execute(
        sa.select(move.c.stock_id, sa.func.sum(move.c.on_hand).label("pieces"))
        .where(move.c.ref_id == order_id, move.c.kind == kind)
        .group_by(move.c.stock_id)
    )
    return {row.stock_id: sign * int(row.pieces) for row in rows}


def pieces_had(buyer: Any, products: Sequence[uuid.UUID], since: dt.datetime) -> dict[uuid.UUID, int]:
    """Pieces by product that a buyer ordered since a moment: who has the same address, telephone or, without, name."""
    email, phone = buyer.email.lower(), plain_phone(buyer.phone)
    marks = [order.c.email == email] if email else []
    marks += [order.c.phone == phone] if phone else []
    same = sa.or_(*marks) if marks else sa.func.lower(order.c.buyer) == buyer.buyer.lower()
    rows = session.execute(
        sa.select(line.c.product_id, sa.func.sum(line.c.quantity).label("pieces"))
        .select_from(line.join(order, order.c.id == line.c.order_id))
        .where(order.c.placed_at >= since, order.c.step.not_in(GIVEN_UP), same, line.c.product_id.in_(products),
               order.c.id != buyer.id)
        .group_by(line.c.product_id)
    )  # fmt: skip
    return {row.product_id: int(row.pieces) for row in rows}


def lines_of(order_id: uuid.UUID) -> Sequence[Any]:
    """The lines of an order."""
    return session.execute(_LINES, {"id": order_id}).all()


def open_page(actor: Actor, *steps: str, after: uuid.UUID | None = None) -> Page[Any]:
    """A page of orders that wait for the desk, the oldest first."""
    wanted = _HEAD.where(order.c.step.in_(steps or (*OPEN_STEPS, OrderStep.PARTLY)), _in_scope(actor))
    return page_of(wanted, order.c.placed_at, row_id=order.c.id, after=after)


def odd_money(actor: Actor, limit: int = 100) -> Sequence[Any]:
    """Orders whose money is not right, the oldest money first: paid in part, too much, after they were given up."""
    due = order.c.total_minor - order.c.credited_minor
    kept = order.c.paid_minor - order.c.refunded_minor
    odd = sa.or_(
        sa.and_(kept > 0, kept < due), kept > due, sa.and_(kept > 0, order.c.step.in_(GIVEN_UP)),
        order.c.disputed_at.is_not(None),
    )  # fmt: skip
    paid_at = sa.select(sa.func.max(fact.c.received_at)).where(fact.c.order_id == order.c.id).scalar_subquery()
    return session.execute(
        _HEAD.add_columns(paid_at.label("paid_at"))
        .where(odd, order.c.step != "closed", _in_scope(actor))
        .order_by(paid_at, order.c.id)
        .limit(limit)
    ).all()


def picking(actor: Actor) -> Sequence[Any]:
    """What to take from the shelves: the lines of orders to pack, with the order's code and the buyer, by product."""
    return session.execute(
        sa.select(line.c.title, line.c.sku, line.c.quantity, order.c.code, order.c.buyer, order.c.expires_at,
                  unit.c.name.label("place"))
        .select_from(line.join(order, order.c.id == line.c.order_id).join(unit, unit.c.id == order.c.place_id))
        .where(order.c.step == OrderStep.PLACED, _in_scope(actor), _may_be_packed())
        .order_by(unit.c.name, line.c.title, order.c.placed_at)
        .limit(500)
    ).all()  # fmt: skip


def overdue(now: dt.datetime, limit: int = 500) -> Sequence[uuid.UUID]:
    """Unpaid orders whose time is over."""
    return session.scalars(
        sa.select(order.c.id)
        .where(order.c.step.in_(OPEN_STEPS), order.c.expires_at < now, order.c.paid_minor == order.c.refunded_minor)
        .order_by(order.c.expires_at)
        .limit(limit)
    ).all()


def count_open(actor: Actor) -> dict[str, int]:
    """How many orders wait, by step."""
    rows = session.execute(
        sa.select(order.c.step, sa.func.count().label("number"))
        .select_from(order.join(unit, unit.c.id == order.c.place_id))
        .where(order.c.step.in_(OPEN_STEPS), _in_scope(actor))
        .group_by(order.c.step)
    )
    return {row.step: row.number for row in rows}
