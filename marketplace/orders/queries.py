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
from marketplace.orders.models import OPEN_STEPS, OrderLine, ShopOrder
from marketplace.orders.rules import hash_of, plain_code

order, line, unit = table_of(ShopOrder), table_of(OrderLine), table_of(Unit)
_HEAD = sa.select(
    order, unit.c.name.label("place"), unit.c.address, unit.c.zone, unit.c.establishment_id
).select_from(order.join(unit, unit.c.id == order.c.place_id))
_BY_TOKEN = _HEAD.where(order.c.token_hash == sa.bindparam("hash"))
_LINES = (
    sa.select(line).where(line.c.order_id == sa.bindparam("id", type_=order.c.id.type)).order_by(line.c.seq)
)


def _in_scope(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.true() if actor.everywhere else unit.c.establishment_id.in_(actor.establishments)


def by_token(token: str) -> sa.Row[Any]:
    """The order behind a buyer's link. Raises NotFound."""
    found = session.execute(_BY_TOKEN, {"hash": hash_of(token)}).first()
    if found is None:
        raise NotFound(_("There is no such order. Look at the link again."))
    return found


def exists(token: str) -> bool:
    """Whether an order was placed with this secret."""
    return bool(token) and session.execute(_BY_TOKEN, {"hash": hash_of(token)}).first() is not None


def order_row(actor: Actor, order_id: uuid.UUID) -> sa.Row[Any]:
    """An order at a place this actor covers. Raises NotFound."""
    found = session.execute(_HEAD.where(order.c.id == order_id, _in_scope(actor))).first()
    if found is None:
        raise NotFound(_("There is no such order."))
    return found


def by_code(actor: Actor, typed: str) -> sa.Row[Any] | None:
    """The order with this pick-up code at a place this actor covers, or None."""
    return session.execute(_HEAD.where(order.c.code == plain_code(typed), _in_scope(actor))).first()


def lines_of(order_id: uuid.UUID) -> Sequence[sa.Row[Any]]:
    """The lines of an order."""
    return session.execute(_LINES, {"id": order_id}).all()


def open_page(actor: Actor, *steps: str, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """A page of orders that wait for the desk, the oldest first."""
    wanted = _HEAD.where(order.c.step.in_(steps or OPEN_STEPS), _in_scope(actor))
    return page_of(wanted, order.c.placed_at, row_id=order.c.id, after=after)


def picking(actor: Actor) -> Sequence[sa.Row[Any]]:
    """What to take from the shelves: the lines of orders to pack, with the order's code and the buyer, by product."""
    return session.execute(
        sa.select(line.c.title, line.c.sku, line.c.quantity, order.c.code, order.c.buyer, order.c.expires_at,
                  unit.c.name.label("place"))
        .select_from(line.join(order, order.c.id == line.c.order_id).join(unit, unit.c.id == order.c.place_id))
        .where(order.c.step == "placed", _in_scope(actor))
        .order_by(unit.c.name, line.c.title, order.c.placed_at)
        .limit(500)
    ).all()  # fmt: skip


def overdue(now: dt.datetime, limit: int = 500) -> Sequence[uuid.UUID]:
    """Unpaid orders whose time is over."""
    return session.scalars(
        sa.select(order.c.id)
        .where(order.c.step.in_(OPEN_STEPS), order.c.expires_at < now, order.c.paid_minor == 0)
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
