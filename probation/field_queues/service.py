"""Bringing a saved queue and taking its records: the same operations, the same answers, the same refusals.

A seal proves that nobody read or changed a record, not who wrote it. So a supervisor brings the file under their own
name and says how it came; what was written after its phone was withdrawn is not taken; and each record says that it
came by file.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import IntegrityError

from kernel import audit, clock
from kernel.accounts.queries import actor_of
from kernel.audit.models import Kind
from kernel.authz import Actor
from kernel.db import session
from kernel.db.session import attempt
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from probation.field_devices.queries import device_row
from probation.field_ops.models import FieldOperation, OpStatus, Refused
from probation.field_ops.queries import operation_record, refused_before
from probation.field_ops.service import Reply, receive, turn_away
from probation.field_photos.service import NewBlob, keep_blob
from probation.field_queues.models import FieldQueue, FieldQueueRecord
from probation.field_queues.queries import Opener, Shown, known_packs, lines_of, queue_for, queue_with
from probation.field_queues.rules import AT_ONCE, Line, Saved, operation_of, read_saved

PhotoOpener = Callable[[bytes], tuple[uuid.UUID, bytes]]
REFUSALS = {
    Line.FOREIGN: Refused.NO_PACK, Line.KEY: Refused.SEAL, Line.BROKEN: Refused.SEAL, Line.LATER: Refused.REVOKED,
    Line.VERSION: Refused.VERSION, Line.OTHER: Refused.REUSED,
}  # fmt: skip


def bring(actor: Actor, content: bytes, source: str) -> FieldQueue:
    """Keep a file as it is, sealed. The same bytes again are the same file.

    Raises DomainError for what is no queue or holds nothing of the actor's offices.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    before = queue_with(sha256)
    if before is not None:
        return queue_for(actor, before.id)
    saved = read_saved(content)
    made = FieldQueue(
        sha256=sha256, office_id=_office(actor, saved), brought_by=actor.human_id, received_at=clock.now(),
        source=source, operations=len(saved.operations), photos=len(saved.photos), content=content,
    )  # fmt: skip
    session.add(made)
    audit.event(actor, Kind.WRITE, "field_queue.brought", subject_kind="field_queue", subject_id=made.id, reason=source)
    session.flush()
    return made


def _office(actor: Actor, saved: Saved) -> uuid.UUID:
    packs = known_packs([raw.get("pack_id") for raw in saved.operations])
    ours: list[uuid.UUID] = [one.office_id for one in packs.values() if actor.covers(one.office_id)]
    named = [found for _hash, body in saved.photos if (found := operation_of(body))]
    for op_id in named if not ours else ():
        kept = operation_record(op_id)
        ours += [kept.office_id] if kept is not None and actor.covers(kept.office_id) else []
    if not ours:
        raise Conflict(
            _("Nothing in this file was written with a pack of your offices. Send it to the office of its officer."),
            field="file",
        )
    return min(ours)


def note_foreign(actor: Actor, content: bytes) -> None:
    """Keep on record that a file of another office or installation was brought."""
    turn_away(actor, Refused.NO_PACK, {"file": hashlib.sha256(content).hexdigest(), "bytes": len(content)})


def take(actor: Actor, queue_id: uuid.UUID, opener: Opener, photo_opener: PhotoOpener) -> int:
    """Take the records that are not here, at most 200 at a time, and all photographs; how many were taken.

    What cannot be taken is kept as it came, with why. One bad record holds up no other.
    """
    found = queue_for(actor, queue_id)
    saved = read_saved(found.content)
    found.taken_at, found.taken_by = clock.now(), actor.human_id
    audit.event(actor, Kind.WRITE, "field_queue.taken", subject_kind="field_queue", subject_id=found.id,
                reason=found.source)  # fmt: skip
    lines = lines_of(actor, saved, opener)
    for line in lines:
        why = REFUSALS.get(line.line)
        if why and not refused_before(line.op_id, why, actor.human_id):
            turn_away(actor, why, line.raw, office_id=found.office_id)
    taken = sum(_take_one(actor, found, line) for line in [one for one in lines if _wanted(one)][:AT_ONCE])
    for sha256, body in saved.photos:
        _take_photo(actor, sha256, body, photo_opener)
    session.flush()
    return taken


def _wanted(line: Shown) -> bool:
    return line.line is Line.NEW


def _author(actor: Actor, of: Any) -> Actor:
    """Whoever wrote with this pack, as they stand now; somebody who has left may no longer write to anybody's file."""
    left = Actor(account_id=of.account_id, human_id=of.human_id, name=of.officer, roles=frozenset())
    return actor_of(of.account_id) or left if of.account_id != actor.account_id else actor


def _take_one(actor: Actor, found: FieldQueue, line: Shown) -> bool:
    envelope, inside, author = line.envelope, line.inside, _author(actor, line.pack)
    assert envelope is not None
    assert inside is not None
    device = device_row(envelope.device_id)
    if device is None or device.account_id != line.pack.account_id:
        turn_away(actor, Refused.FORGED, line.raw, office_id=found.office_id)
        return False
    try:
        with attempt():
            reply = receive(author, envelope, lambda _envelope: inside)
    except IntegrityError:  # the phone itself sends it in this very moment
        reply = receive(author, envelope, lambda _envelope: inside)
    return _noted(actor, found, reply)


def _noted(actor: Actor, found: FieldQueue, reply: Reply) -> bool:
    kept = reply.kept
    if kept is None or reply.again:
        return False
    if kept.status is OpStatus.FIX:  # its phone will not hear of it: a supervisor mends or leaves it
        kept.status = OpStatus.WITH_SUPERVISOR
    if session.get(FieldQueueRecord, kept.id) is None:
        session.add(FieldQueueRecord(op_id=kept.id, queue_id=found.id, at=clock.now()))
    audit.event(actor, Kind.WRITE, "field_queue.record_taken", subject_kind="field_operation", subject_id=kept.id,
                person_id=kept.person_id)  # fmt: skip
    session.flush()
    return True


def _take_photo(actor: Actor, sha256: str, body: bytes, photo_opener: PhotoOpener) -> None:
    """Keep one photograph of a record that is here; one that cannot be opened is left out and noted."""
    op_id = operation_of(body)
    kept: FieldOperation | None = operation_record(op_id) if op_id else None
    if kept is None or not actor.covers(kept.office_id):
        return
    author = actor if kept.account_id == actor.account_id else actor_of(kept.account_id) or actor
    try:
        with attempt():
            _op, picture = photo_opener(_whole(sha256, body))
            keep_blob(author, NewBlob(sha256=sha256, op_id=kept.id, device_id=kept.device_id, picture=picture))
    except DomainError:
        turn_away(actor, Refused.SEAL, {"op_id": str(kept.id), "sha256": sha256}, office_id=kept.office_id)


def _whole(sha256: str, body: bytes) -> bytes:
    if hashlib.sha256(body).hexdigest() != sha256:
        raise DomainError(_("The photograph did not arrive whole. Send it again."), field="sealed")
    return body
