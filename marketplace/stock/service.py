"""Moving stock. Each move is one conditional statement and one line of history: nothing is ever sold twice."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.stock.models import MoveKind, Stock, StockMove

stock, move = table_of(Stock), table_of(StockMove)
LEAST_REASON = 5
_hand: sa.BindParameter[int] = sa.bindparam("hand")
_held: sa.BindParameter[int] = sa.bindparam("held")
_CHANGE = (
    sa.update(stock)
    .where(
        stock.c.id == sa.bindparam("stock_id", type_=stock.c.id.type),
        stock.c.on_hand + _hand >= stock.c.reserved + _held,
        stock.c.reserved + _held >= 0,
    )
    .values(on_hand=stock.c.on_hand + _hand, reserved=stock.c.reserved + _held)
)


def _insert(table: sa.Table) -> Any:
    return (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(table)


def stock_at(product_id: uuid.UUID, place_id: uuid.UUID) -> uuid.UUID:
    """The stock of a product at a place, opened empty when there is none."""
    row = {"id": new_id(), "product_id": product_id, "place_id": place_id, "on_hand": 0, "reserved": 0, "low_at": 3}
    session.execute(_insert(stock).on_conflict_do_nothing(index_elements=["product_id", "place_id"]), row)
    wanted = sa.select(stock.c.id).where(stock.c.product_id == product_id, stock.c.place_id == place_id)
    found: uuid.UUID = session.execute(wanted).scalar_one()
    return found


def shift(
    actor: Actor | None, stock_id: uuid.UUID, kind: MoveKind, *, on_hand: int = 0, reserved: int = 0,
    ref_id: uuid.UUID, key: str,
) -> bool:  # fmt: skip
    """Change pieces on hand and promised; False when this ``key`` moved before. Raises Conflict when it cannot be."""
    row = {
        "id": new_id(), "stock_id": stock_id, "kind": kind, "on_hand": on_hand, "reserved": reserved, "ref_id": ref_id,
        "idem_key": key, "at": clock.now(), "by": actor.account_id if actor else None,
    }  # fmt: skip
    if_new = _insert(move).on_conflict_do_nothing(index_elements=["idem_key"]).returning(move.c.id)
    if session.scalar(if_new, row) is None:  # a driver may not say how many rows an insert kept
        return False
    changed = session.execute(_CHANGE, {"stock_id": stock_id, "hand": on_hand, "held": reserved})
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        raise Conflict(_("There are not enough pieces left. Choose fewer, or take another product."), field="quantity")
    return True


def moved(prefix: str) -> bool:
    """Whether anything moved under a key that begins like this."""
    return session.scalar(sa.select(move.c.id).where(move.c.idem_key.startswith(prefix)).limit(1)) is not None


def count(actor: Actor, stock_id: uuid.UUID, pieces: int, *, reason: str, low_at: int, key: uuid.UUID) -> int:
    """Write down how many pieces were counted on a shelf; gives the difference. A difference needs a reason.

    Raises Conflict when fewer were counted than are promised to orders.
    """
    row = session.execute(sa.select(stock).where(stock.c.id == stock_id)).one()
    done = session.scalar(sa.select(move.c.on_hand).where(move.c.idem_key == f"count:{key}"))
    if done is not None:
        return int(done)
    difference: int = pieces - row.on_hand
    if difference and len(reason) < LEAST_REASON:
        raise DomainError(_("Say why the number is another one than the books say."), field="reason")
    if pieces < row.reserved:
        words = _("%(promised)d pieces are promised to orders. Cancel or refund an order first.", promised=row.reserved)
        raise Conflict(words, field="counted")
    shift(actor, stock_id, MoveKind.COUNTED, on_hand=difference, ref_id=stock_id, key=f"count:{key}")
    session.execute(sa.update(stock).where(stock.c.id == stock_id).values(low_at=low_at))
    audit.event(
        actor, audit.Kind.WRITE, "stock.counted", subject_kind="stock", subject_id=stock_id, reason=reason,
        changes={"on_hand": [row.on_hand, pieces], "low_at": [row.low_at, low_at]},
    )  # fmt: skip
    return difference


def bring_back(actor: Actor, stock_id: uuid.UUID, pieces: int, *, order_id: uuid.UUID, key: str) -> bool:
    """Pieces that a buyer brought back whole lie on the shelf again."""
    return shift(actor, stock_id, MoveKind.RETURNED, on_hand=pieces, ref_id=order_id, key=key)


def reserve(stock_id: uuid.UUID, pieces: int, *, order_id: uuid.UUID, key: str) -> bool:
    """Promise pieces to an order. Raises Conflict when fewer are free."""
    return shift(None, stock_id, MoveKind.RESERVED, reserved=pieces, ref_id=order_id, key=key)


def release(actor: Actor | None, stock_id: uuid.UUID, pieces: int, *, order_id: uuid.UUID, key: str) -> bool:
    """Withdraw a promise: the pieces are free again."""
    return shift(actor, stock_id, MoveKind.RELEASED, reserved=-pieces, ref_id=order_id, key=key)


def hand_out(actor: Actor, stock_id: uuid.UUID, pieces: int, *, order_id: uuid.UUID, key: str) -> bool:
    """Promised pieces leave the house."""
    return shift(actor, stock_id, MoveKind.PICKED_UP, on_hand=-pieces, reserved=-pieces, ref_id=order_id, key=key)


def take_in(actor: Actor | None, stock_id: uuid.UUID, pieces: int, *, batch_id: uuid.UUID, key: str) -> bool:
    """Inspected pieces arrive."""
    return shift(actor, stock_id, MoveKind.PRODUCED, on_hand=pieces, ref_id=batch_id, key=key)
