"""Issuing numbered papers."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from kernel import audit
from kernel.authz import Actor
from kernel.db import session, table_of
from marketplace.receipts.models import Receipt, ReceiptCounter, ReceiptKind

counter, receipt = table_of(ReceiptCounter), table_of(Receipt)


@dataclass(frozen=True, kw_only=True)
class NewReceipt:
    """What a paper is about."""

    establishment_id: uuid.UUID
    kind: ReceiptKind
    order_id: uuid.UUID
    source_id: uuid.UUID
    minor: int
    tax_minor: int
    issued_on: dt.date


def issue(actor: Actor | None, new: NewReceipt) -> Receipt:
    """The next number of the establishment's year, or the paper that was issued about this before."""
    before = session.scalar(sa.select(Receipt).where(Receipt.kind == new.kind, Receipt.source_id == new.source_id))
    if before:
        return before
    number = _next(new.establishment_id, new.issued_on.year)
    made = Receipt(year=new.issued_on.year, number=number, **vars(new))
    session.add(made)
    session.flush()
    audit.event(
        actor, audit.Kind.WRITE, "receipt.issued", subject_kind="receipt", subject_id=made.id,
        changes={"number": [None, number], "minor": [None, new.minor]},
    )  # fmt: skip
    return made


def _next(establishment_id: uuid.UUID, year: int) -> int:
    """One more than the last. The row is locked until the deed is kept or undone, so that no number is lost."""
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(counter)
    taken = insert.values(establishment_id=establishment_id, year=year, last=1).on_conflict_do_update(
        index_elements=["establishment_id", "year"], set_={"last": counter.c.last + 1}
    )
    found: int = session.execute(taken.returning(counter.c.last)).scalar_one()
    return found
