"""Reading what a basket needs: products in the shop, their stock at a place, the cost of sending."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.db import session, table_of
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from kernel.units.models import Unit
from marketplace.orders.models import Way
from marketplace.products.models import Product, ProductState
from marketplace.quotes.rules import Quote, check_pieces, quote
from marketplace.shipping.queries import cost_to
from marketplace.shipping.rules import country_name, country_refusal
from marketplace.stock.models import Stock

product, stock, unit = table_of(Product), table_of(Stock), table_of(Unit)


def goods(ids: Sequence[uuid.UUID]) -> list[Any]:
    """The listed products behind these ids, by title."""
    if not ids:
        return []
    wanted = (product.c.id.in_(ids), product.c.state == ProductState.LISTED)
    return list(session.execute(sa.select(product).where(*wanted).order_by(product.c.title, product.c.id)))


def stocked(pieces: Mapping[uuid.UUID, int], place_id: uuid.UUID) -> dict[uuid.UUID, Any]:
    """The listed products of an order with their stock at a place. Raises Conflict where one is not sold there."""
    check_pieces(pieces)
    rows = session.execute(
        sa.select(product, stock.c.id.label("stock_id"))
        .select_from(
            product.outerjoin(stock, sa.and_(stock.c.product_id == product.c.id, stock.c.place_id == place_id))
        )
        .where(product.c.id.in_(list(pieces)), product.c.state == ProductState.LISTED)
    ).all()
    found = {row.id: row for row in rows}
    if set(found) != set(pieces):
        raise Conflict(_("Something in your basket is no longer sold. Take it out and try again."))
    if len({row.currency for row in rows}) > 1:
        raise DomainError(_("Order products of different currencies separately."))
    if any(row.stock_id is None for row in rows):
        raise Conflict(_("Not everything in your basket can be collected there. Choose another place."), field="place")
    return found


def quote_for(rows: Mapping[uuid.UUID, Any], pieces: Mapping[uuid.UUID, int], way: Way, country: str) -> Quote:
    """What these goods cost, sent or collected. Raises DomainError where they may not or cannot be sent."""
    lines = [(rows[key], count) for key, count in pieces.items()]
    plain = quote(lines)
    if way is Way.PICK_UP:
        return plain
    blocked = [(row.title, "") for row, _count in lines if not row.ships or country in row.ship_blocks]
    if words := country_refusal(country_name(country), blocked):
        raise DomainError(words, field="country")
    cost = cost_to(country, plain.grams, plain.currency, clock.today())
    if cost is None:
        words = _("We do not send a parcel of this weight to %(country)s. Collect it at the gate, or ask us.",
                  country=country_name(country))  # fmt: skip
        raise DomainError(words, field="country")
    return quote(lines, cost)


def places_with(pieces: Mapping[uuid.UUID, int]) -> list[tuple[uuid.UUID, str, str]]:
    """(id, name, address) of the places that have all of these pieces free now, by name."""
    if not pieces:
        return []
    free = stock.c.on_hand - stock.c.reserved
    enough = sa.or_(*(sa.and_(stock.c.product_id == key, free >= count) for key, count in pieces.items()))
    rows = session.execute(
        sa.select(unit.c.id, unit.c.name, unit.c.address)
        .select_from(stock.join(unit, unit.c.id == stock.c.place_id))
        .where(enough)
        .group_by(unit.c.id, unit.c.name, unit.c.address)
        .having(sa.func.count() == len(pieces))
        .order_by(unit.c.name)
    )
    return [(row.id, row.name, row.address) for row in rows]
