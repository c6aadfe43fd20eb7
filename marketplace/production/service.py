"""Commands of production."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.production import queries
from marketplace.production.events import BatchChanged
from marketplace.production.models import Batch, BatchState, Contribution, Inspection, ShareRule
from marketplace.production.rules import Worked, may_inspect
from marketplace.stock import service as stocks

batch, contribution = table_of(Batch), table_of(Contribution)
LEAST_REASON = 5


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
    workshop: str = ""
    materials_minor: int = 0
    shared_by: ShareRule = ShareRule.MINUTES


def batch_of(batch_id: uuid.UUID) -> Batch:
    """The batch, to be changed. Raises NotFound."""
    found = session.get(Batch, batch_id)
    if found is None:
        raise NotFound(_("There is no such batch."))
    return found


def start_batch(actor: Actor | None, new: NewBatch) -> Batch:
    """Start a batch. The same ``id`` again gives the batch of then. Raises Conflict for a number that is taken."""
    if new.id and (found := session.get(Batch, new.id)):
        return found
    if session.scalar(sa.select(batch.c.id).where(batch.c.code == new.code.upper())):
        raise Conflict(_("There is a batch with this number already. Take the next number."), field="code")
    made = Batch(
        id=new.id or new_id(), code=new.code.upper(), product_id=new.product_id, place_id=new.place_id,
        workshop_id=new.workshop_id, workshop=new.workshop, planned=new.planned, started_on=new.started_on,
        materials_minor=new.materials_minor, shared_by=new.shared_by,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "batch.started", made)
    session.flush()
    return made


def contribute(
    actor: Actor | None, batch_id: uuid.UUID, person_id: uuid.UUID, *, minutes: int, pieces: int = 0,
    session_id: uuid.UUID | None = None,
) -> bool:  # fmt: skip
    """Note a person's minutes and good pieces on a batch in work; False when this session was noted before."""
    work = Worked(person_id=person_id, minutes=minutes, pieces=pieces, session_id=session_id)
    return note_work(actor, batch_id, work)


def note_work(actor: Actor | None, batch_id: uuid.UUID, work: Worked) -> bool:
    """Note work on a batch in work; False when this session was noted before. Raises DomainError."""
    if batch_of(batch_id).state is BatchState.INSPECTED:
        raise DomainError(_("This batch was inspected already. Note the work on the next batch, or correct this one."))
    if min(told := (work.minutes, work.pieces, work.rejected)) < 0 or not any(told):
        raise DomainError(_("Enter minutes or pieces."), field="minutes")
    return _add(actor, batch_id, work)


def _add(actor: Actor | None, batch_id: uuid.UUID, work: Worked, reason: str = "") -> bool:
    key = new_id()
    row = {
        "id": key, "batch_id": batch_id, "person_id": work.person_id, "session_id": work.session_id or key,
        "minutes": work.minutes, "pieces": work.pieces, "rejected": work.rejected, "reason": reason,
        "noted_at": clock.now(), "noted_by": actor.account_id if actor else None,
    }  # fmt: skip
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(contribution)
    if_new = insert.on_conflict_do_nothing(index_elements=["batch_id", "person_id", "session_id"])
    return session.scalar(if_new.returning(contribution.c.id), row) is not None


def correct_work(actor: Actor, batch_id: uuid.UUID, change: Worked, reason: str) -> None:
    """Add a row that corrects what was noted of a person: the numbers are what is added or, below nothing, taken away.

    What was sold keeps the shares of its day; later sales are shared by the corrected sums. Raises DomainError when
    nothing changes, more is taken away than was noted, or the reason is missing.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise DomainError(_("Say why the work is corrected."), field="reason")
    noted = next((one for one in queries.makers_of(batch_of(batch_id).id) if one.person_id == change.person_id), None)
    if noted is None:
        raise DomainError(_("Nothing was noted of this person on this batch. Note the work instead."), field="number")
    after = (noted.minutes + change.minutes, noted.pieces + change.pieces, noted.rejected + change.rejected)
    if min(after) < 0:
        raise DomainError(_("That takes away more than was noted."), field="minutes")
    if not any((change.minutes, change.pieces, change.rejected)):
        raise DomainError(_("Enter what is added or taken away."), field="minutes")
    add_correction(actor, batch_id, change, reason.strip())


def add_correction(actor: Actor, batch_id: uuid.UUID, change: Worked, reason: str) -> None:
    """Add a row that corrects; the caller has made sure that nothing falls below nothing. The same row twice is one."""
    if not _add(actor, batch_id, change, reason):
        return
    audit.event(
        actor, audit.Kind.WRITE, "batch.work_corrected", subject_kind="production_batch", subject_id=batch_id,
        reason=reason,
    )  # fmt: skip
    events.publish(BatchChanged(batch_id=batch_id, product_id=batch_of(batch_id).product_id, by=actor))


def inspect_batch(
    actor: Actor, batch_id: uuid.UUID, *, passed: int, rejected: int, reason: str = "",
    look_id: uuid.UUID | None = None,
) -> Batch:  # fmt: skip
    """Inspect some or all of a batch: what passed goes to the shelf. The same ``look_id`` again is the same look.

    The batch is done when as many were looked at as were planned. Raises Forbidden for whoever noted the work.
    """
    found = batch_of(batch_id)
    if look_id and session.get(Inspection, look_id):
        return found
    _refuse_look(actor, found, passed, rejected, reason)
    look = Inspection(
        id=look_id or new_id(), batch_id=batch_id, inspector_id=actor.human_id, passed=passed, rejected=rejected,
        reason=reason, at=clock.now(),
    )  # fmt: skip
    session.add(look)
    found.passed, found.rejected = found.passed + passed, found.rejected + rejected
    if found.passed + found.rejected == found.planned:
        found.state = BatchState.INSPECTED
    audit.record(actor, "inspection.held", look)
    audit.record(actor, "batch.inspected", found)
    session.flush()
    if passed:
        shelf = stocks.stock_at(found.product_id, found.place_id)
        stocks.take_in(actor, shelf, passed, batch_id=found.id, key=f"inspection:{look.id}")
    events.publish(BatchChanged(batch_id=found.id, product_id=found.product_id, by=actor))
    return found


def _refuse_look(actor: Actor, found: Batch, passed: int, rejected: int, reason: str) -> None:
    if found.state is BatchState.INSPECTED:
        raise DomainError(_("This batch was inspected already."))
    if not may_inspect(actor.human_id, queries.noters_of(found.id)):
        raise Forbidden(_("You noted the work on this batch, so somebody else has to inspect it: four eyes on it all."))
    if passed < 0 or rejected < 0 or passed + rejected == 0:
        raise DomainError(_("Enter how many pieces passed and how many did not."), field="passed")
    left = found.planned - found.passed - found.rejected
    if passed + rejected > left:
        words = _("Only %(left)d pieces of this batch are still to be inspected. If more were made, change the plan.")
        raise DomainError(words % {"left": left}, field="passed")
    if rejected and not reason.strip():
        raise DomainError(_("Say what was wrong with the rejected pieces."), field="reason")


def change_plan(actor: Actor, batch_id: uuid.UUID, planned: int, reason: str) -> Batch:
    """Plan more or fewer pieces, never fewer than were inspected; equal to those closes the batch short."""
    found = batch_of(batch_id)
    seen = found.passed + found.rejected
    if found.state is BatchState.INSPECTED:
        raise DomainError(_("This batch was inspected already."))
    if len(reason.strip()) < LEAST_REASON:
        raise DomainError(_("Say why the plan changes."), field="reason")
    if planned < max(seen, 1):
        words = _("%(seen)d pieces were inspected already. Plan at least as many.", seen=max(seen, 1))
        raise DomainError(words, field="planned")
    found.planned = planned
    if planned == seen:
        found.state = BatchState.INSPECTED
    audit.record(actor, "batch.planned_anew", found, reason=reason.strip())
    return found


def take_sold(actor: Actor, product_id: uuid.UUID, place_id: uuid.UUID, pieces: int) -> list[tuple[uuid.UUID, int]]:
    """Count pieces as sold, from the oldest batches of this place, then of others: (batch, pieces).

    Pieces moved here from elsewhere pay the makers there. Pieces of no batch are left out.
    """
    rows = session.execute(
        sa.select(batch.c.id, batch.c.passed, batch.c.sold)
        .where(batch.c.product_id == product_id, batch.c.sold < batch.c.passed)
        .order_by(batch.c.place_id != place_id, batch.c.started_on, batch.c.id)
        .limit(50)
    ).all()
    taken = []
    for row in rows:
        if part := min(pieces, row.passed - row.sold):
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
