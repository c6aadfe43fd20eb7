"""Publishing a batch, revoking its labels, and counting who looks: numbers, never people."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from casework.public import PeopleMerged, PeopleUnmerged
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _
from marketplace.production import queries as production
from marketplace.production.events import BatchChanged
from marketplace.production.models import Batch
from marketplace.production.rules import Part
from marketplace.provenance.models import Provenance, ProvenanceScan
from marketplace.provenance.rules import MOST_A_DAY, may_name, new_token

_scan = table_of(ProvenanceScan)
LEAST_REASON = 5


def published_of(batch_id: uuid.UUID) -> Provenance:
    """The published row of a batch, to be changed. Raises NotFound."""
    found = session.scalar(sa.select(Provenance).where(Provenance.batch_id == batch_id))
    if found is None:
        raise NotFound(_("This batch is not published yet."))
    return found


def publish(actor: Actor, batch_id: uuid.UUID) -> Provenance:
    """Give a batch its page and its secret, once. Raises DomainError while nothing of it has passed."""
    found = session.scalar(sa.select(Provenance).where(Provenance.batch_id == batch_id))
    if found:
        return found
    batch = session.get_one(Batch, batch_id)
    looks = production.looks_at(batch_id)
    if not batch.passed:
        raise DomainError(_("Nothing of this batch has passed inspection yet. Publish it when something has."))
    made = Provenance(
        batch_id=batch_id, product_id=batch.product_id, token=new_token(), code=batch.code,
        made_on=batch.started_on.replace(day=1), checked_on=looks[-1].at.date() if looks else clock.today(),
        pieces=batch.passed, published_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "provenance.published", made)
    session.flush()
    _name_places(actor, batch)
    return made


def _name_places(actor: Actor | None, batch: Batch) -> None:
    """Say or unsay the place on the pages of this product, place and month: all of them together."""
    month = batch.started_on.replace(day=1)
    after = (month + dt.timedelta(days=32)).replace(day=1)
    rows = session.execute(
        sa.select(Provenance, Batch)
        .join(Batch, Batch.id == Provenance.batch_id)
        .where(Batch.product_id == batch.product_id, Batch.place_id == batch.place_id)
        .where(Batch.started_on >= month, Batch.started_on < after)
        .order_by(Provenance.id)
    ).all()
    named = may_name([[one.person_id for one in production.makers_of(each.id) if _did(one)] for _row, each in rows])
    for row, each in rows:
        where = _where(each) if named else ""
        if row.made_at != where:
            row.made_at = where
            audit.record(actor, "provenance.place_named" if where else "provenance.place_unnamed", row)
    session.flush()


def _did(part: Part) -> bool:
    return bool(part.minutes or part.pieces or part.rejected)


def _where(batch: Batch) -> str:
    place = production.place_name(batch.place_id)
    return f"{batch.workshop}, {place}" if batch.workshop else place


def on_change(changed: BatchChanged) -> None:
    """More of a published batch has passed: its page says so, and its place is weighed again."""
    found = session.scalar(sa.select(Provenance).where(Provenance.batch_id == changed.batch_id))
    if found is None:
        return
    batch = session.get_one(Batch, changed.batch_id)
    found.pieces, found.checked_on = batch.passed, clock.today()
    audit.record(changed.by, "provenance.published", found)
    _name_places(changed.by, batch)


def on_merge(merged: PeopleMerged | PeopleUnmerged) -> None:
    """Files became one or two, so a batch has fewer or more makers than it seemed: its place is weighed again."""
    touched = {*production.batches_with(merged.into_id), *production.batches_with(merged.from_id)}
    published = sa.select(Batch).join(Provenance, Provenance.batch_id == Batch.id).where(Batch.id.in_(touched))
    for batch in session.scalars(published.order_by(Batch.id)).all():
        _name_places(merged.by, batch)


def revoke(actor: Actor, batch_id: uuid.UUID, reason: str) -> Provenance:
    """Make the labels of a batch worth nothing: copied, lost, or the pieces called back. For good."""
    found = published_of(batch_id)
    if found.revoked_on:
        raise Conflict(_("The labels of this batch were revoked already."))
    if len(reason.strip()) < LEAST_REASON:
        raise DomainError(_("Say why the labels are revoked."), field="reason")
    found.revoked_on, found.revoked_why = clock.today(), reason.strip()
    audit.record(actor, "provenance.revoked", found, reason=reason.strip())
    return found


def count_scan(provenance_id: uuid.UUID) -> None:
    """Count one look at a label today, up to a limit: one statement, whoever else looks at the same moment."""
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(_scan)
    counted = insert.values(provenance_id=provenance_id, day=clock.today(), scans=1).on_conflict_do_update(
        index_elements=["provenance_id", "day"], set_={"scans": _scan.c.scans + 1}, where=_scan.c.scans < MOST_A_DAY
    )
    session.execute(counted)
