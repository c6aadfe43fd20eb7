"""Writing down a count of a whole place, and moving pieces."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.i18n import _
from marketplace.stock import service as stocks
from marketplace.stock.models import MoveKind, Stock
from marketplace.stocktakes import queries
from marketplace.stocktakes.models import StockTake, StockTakeLine

_stock = table_of(Stock)


@dataclass(frozen=True, kw_only=True)
class NewTake:
    """Pieces counted by shelf, with the reason where somebody knows why they differ. ``id`` is minted by the form."""

    id: uuid.UUID
    place_id: uuid.UUID
    counted: Mapping[uuid.UUID, tuple[int, str]]


@dataclass(frozen=True, kw_only=True)
class NewMove:
    """Pieces that go from a shelf to another place. ``id`` is minted by the form: twice is once."""

    id: uuid.UUID
    stock_id: uuid.UUID
    to_id: uuid.UUID
    pieces: int
    reason: str


def write_down(actor: Actor, new: NewTake) -> StockTake:
    """Put what was counted into the books, all shelves or none.

    Raises DomainError naming the shelf (``counted-<id>``) that differs without a reason, or holds too little.
    """
    if found := session.get(StockTake, new.id):
        return found
    shelves = {row.id: row for row in queries.shelves_at(actor, new.place_id)}
    counted = {key: said for key, said in new.counted.items() if key in shelves}
    if not counted:
        raise DomainError(_("Enter what you counted on at least one shelf."))
    made = StockTake(
        id=new.id, place_id=new.place_id, taken_by=actor.human_id, taken_at=clock.now(), shelves=len(counted),
        differences=sum(pieces != shelves[key].on_hand for key, (pieces, _reason) in counted.items()),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "stock.taken", made)
    session.flush()
    for key in sorted(counted, key=lambda one: one.int):
        _shelf(actor, made, shelves[key], *counted[key])
    return made


def _shelf(actor: Actor, made: StockTake, row: sa.Row[tuple[object, ...]], pieces: int, reason: str) -> None:
    key = uuid.uuid5(made.id, str(row.id))
    try:
        stocks.count(actor, row.id, pieces, reason=reason, low_at=row.low_at, key=key)
    except DomainError as refusal:
        refusal.field = f"counted-{row.id}"
        raise
    session.add(StockTakeLine(take_id=made.id, stock_id=row.id, expected=row.on_hand, counted=pieces, reason=reason))


def move_pieces(actor: Actor, new: NewMove) -> None:
    """Free pieces go to another place, as two moves under one name. Raises Conflict when fewer are free."""
    row = session.execute(sa.select(_stock).where(_stock.c.id == new.stock_id)).one()
    if row.place_id == new.to_id:
        raise DomainError(_("The pieces lie there already. Choose another place."), field="to")
    if len(new.reason.strip()) < stocks.LEAST_REASON:
        raise DomainError(_("Say why the pieces move."), field="reason")
    target = stocks.stock_at(row.product_id, new.to_id)
    steps = {new.stock_id: (-new.pieces, "out"), target: (new.pieces, "in")}
    for stock_id in sorted(steps, key=lambda one: one.int):
        change, way = steps[stock_id]
        key = f"move:{new.id}:{way}"
        if not stocks.shift(actor, stock_id, MoveKind.MOVED, on_hand=change, ref_id=new.id, key=key):
            return
    audit.event(
        actor, audit.Kind.WRITE, "stock.moved", subject_kind="stock", subject_id=new.stock_id, reason=new.reason,
        changes={"pieces": [0, new.pieces], "to": [None, str(new.to_id)]},
    )  # fmt: skip
