"""Commands of production."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from casework.public import MinutesWorked
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.production.models import Batch, BatchState, Contribution, Inspection
from marketplace.stock import service as stocks

batch, contribution = table_of(Batch), table_of(Contribution)


@dataclass(frozen=True, kw_only=True)
class NewBatch:
    """A batch to start at ``place_id`` (the prison or site whose shelf it will lie on)."""

    code: str
    product_id: uuid.UUID
    place_id: uuid.UUID
    planned: int
    started_on: dt.date
    workshop_id: uuid.UUID | None = None
    id: uuid.UUID | None = None


def batch_of(batch_id: uuid.UUID) -> Batch:
    """The batch, to be changed. Raises NotFound."""
    found = session.get(Batch, batch_id)
    if found is None:
        raise NotFound(_("There is no such batch."))
    return found


def start_batch(actor: Actor | None, new: NewBatch) -> Batch:
    """Start a batch. The same ``id`` again gives the batch of then."""
    if new.id and (found := session.get(Batch, new.id)):
        return found
    made = Batch(
        id=new.id or new_id(),
        code=new.code.upper(),
        product_id=new.product_id,
        place_id=new.place_id,
        workshop_id=new.workshop_id,
        planned=new.planned,
        started_on=new.started_on,
    )
    session.add(made)
    audit.record(actor, "batch.started", made)
    session.flush()
    return made


def contribute(
    actor: Actor | None, batch_id: uuid.UUID, person_id: uuid.UUID, *, minutes: int, pieces: int = 0,
    session_id: uuid.UUID | None = None,
) -> bool:  # fmt: skip
    """Note a person's minutes and pieces on a batch in work; False when this session was noted before."""
    found = batch_of(batch_id)
    if found.state is BatchState.INSPECTED:
        raise DomainError(_("This batch was inspected already. Note the work on the next batch."))
    if minutes < 0 or pieces < 0 or minutes + pieces == 0:
        raise DomainError(_("Enter minutes or pieces."), field="minutes")
    key = new_id()
    row = {
        "id": key, "batch_id": batch_id, "person_id": person_id, "session_id": session_id or key, "minutes": minutes,
        "pieces": pieces, "noted_at": clock.now(), "noted_by": actor.account_id if actor else None,
    }  # fmt: skip
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(contribution)
    kept = session.execute(insert.on_conflict_do_nothing(index_elements=["batch_id", "person_id", "session_id"]), row)
    return bool(kept.rowcount)  # type: ignore[attr-defined]


def note_minutes(worked: MinutesWorked) -> None:
    """A register was kept in a workshop: its minutes count for the batch in work there, the newest first."""
    found = session.scalar(
        sa.select(batch.c.id)
        .where(batch.c.workshop_id == worked.workshop_id, batch.c.state == BatchState.IN_WORK)
        .order_by(batch.c.started_on.desc(), batch.c.id.desc())
        .limit(1)
    )
    if found and worked.minutes > 0:
        contribute(None, found, worked.person_id, minutes=worked.minutes, session_id=worked.session_id)


def inspect_batch(actor: Actor, batch_id: uuid.UUID, *, passed: int, rejected: int, reason: str = "") -> Batch:
    """Inspect a batch once: what passed goes to the shelf. Rejected pieces need a reason."""
    found = batch_of(batch_id)
    if found.state is BatchState.INSPECTED:
        raise DomainError(_("This batch was inspected already."))
    if passed < 0 or rejected < 0 or passed + rejected == 0:
        raise DomainError(_("Enter how many pieces passed and how many did not."), field="passed")
    if rejected and not reason.strip():
        raise DomainError(_("Say what was wrong with the rejected pieces."), field="reason")
    look = Inspection(
        batch_id=batch_id, inspector_id=actor.human_id, passed=passed, rejected=rejected, reason=reason, at=clock.now()
    )
    session.add(look)
    found.passed, found.rejected, found.state = passed, rejected, BatchState.INSPECTED
    audit.record(actor, "inspection.held", look)
    audit.record(actor, "batch.inspected", found)
    session.flush()
    if passed:
        stocks.take_in(
            actor, stocks.stock_at(found.product_id, found.place_id), passed, batch_id=found.id, key=f"batch:{found.id}"
        )
    return found


def take_sold(actor: Actor, product_id: uuid.UUID, place_id: uuid.UUID, pieces: int) -> list[tuple[uuid.UUID, int]]:
    """Count pieces as sold, from the oldest batches first: (batch, pieces). Pieces of no batch are left out."""
    rows = session.execute(
        sa.select(batch.c.id, batch.c.passed, batch.c.sold)
        .where(batch.c.product_id == product_id, batch.c.place_id == place_id, batch.c.sold < batch.c.passed)
        .order_by(batch.c.started_on, batch.c.id)
        .limit(50)
    ).all()
    taken = []
    for row in rows:
        part = min(pieces, row.passed - row.sold)
        if part:
            taken.append((row.id, part))
            pieces -= part
    for batch_id, part in taken:
        change = sa.update(batch).where(batch.c.id == batch_id).values(sold=batch.c.sold + part)
        session.execute(change, execution_options={audit.AUDITS: [batch_id]})
    audit.record_many(actor, "batch.sold", "production_batch", {batch_id: None for batch_id, _part in taken})
    return taken


def put_back(actor: Actor, product_id: uuid.UUID, place_id: uuid.UUID, pieces: int) -> None:
    """Pieces came back and may be sold again: count them as unsold, from the newest batches first."""
    rows = session.scalars(
        sa.select(Batch)
        .where(Batch.product_id == product_id, Batch.place_id == place_id, Batch.sold > 0)
        .order_by(Batch.started_on.desc(), Batch.id.desc())
        .limit(50)
    ).all()
    for row in rows:
        part = min(pieces, row.sold)
        if part:
            row.sold -= part
            pieces -= part
            audit.record(actor, "batch.unsold", row)


def batches_of(product_id: uuid.UUID, place_id: uuid.UUID) -> list[uuid.UUID]:
    """The batches of a product at a place."""
    wanted = sa.select(batch.c.id).where(batch.c.product_id == product_id, batch.c.place_id == place_id)
    return list(session.scalars(wanted.order_by(batch.c.started_on, batch.c.id)))
