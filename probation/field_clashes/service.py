"""Deciding between two records, and taking or setting aside what waits for a supervisor."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from kernel import audit, clock
from kernel.audit.models import Kind
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from probation.contacts.queries import contact
from probation.contacts.rules import state_after
from probation.contacts.service import claim, evidence_due, insert_rows, plan_contact, row_for
from probation.enforcement.service import open_if_over
from probation.field_clashes.models import ClashDecision, Keep
from probation.field_clashes.queries import clash_for, decisions_on, rows_against
from probation.field_ops.models import FieldOperation, OpStatus
from probation.field_ops.queries import operation_record, waiting_for
from probation.field_ops.rules import corrected
from probation.field_ops.service import carry_out, said_in, settle
from probation.field_photos.service import expect
from probation.field_visits.schemas import FieldVisitSchema
from probation.field_visits.service import FieldVisit, warn_of, whole_note
from probation.orders.queries import order_for
from probation.standards.service import refresh_due

LEAST_REASON = 10
_COLUMNS = tuple(column.name for column in contact.columns)
_NEW = frozenset({"id", "replaces_id", "received_at", "recorded_by", "reason"})


def decide(actor: Actor, op_id: uuid.UUID, keep: Keep, reason: str) -> ClashDecision:
    """Say which record stands, and why. The other is kept beside it for ever."""
    card, found = clash_for(actor, op_id)
    if found.status is not OpStatus.CONFLICT or keep is Keep.REOPENED:
        raise Conflict(_("Somebody has decided on this already. A supervisor can open it again."))
    rows = rows_against(found)
    if not rows:
        raise NotFound(_("There is no such record, or you may not know of it."))
    assert found.order_id
    _card, order = order_for(actor, found.order_id)
    given: FieldVisit = FieldVisitSchema().load(found.payload or {})
    made = _keep(actor, found, _facts(found, given, order), keep, rows, reason)
    warn_of(actor, said_in(found), given, card.id)
    if made and keep is not Keep.THEIRS:
        _bring_along(actor, made, found, given, card.id)
    if made:
        refresh_due(order, order.zone)
        open_if_over(actor, order, order.zone)
    found.status = OpStatus.SET_ASIDE if keep is Keep.THEIRS else OpStatus.APPLIED
    found.settled_at, found.made_id = clock.now(), made
    return _write(actor, found, keep, reason, made, card.id)


def _bring_along(actor: Actor, made: uuid.UUID, found: FieldOperation, given: FieldVisit, person_id: uuid.UUID) -> None:
    """The next appointment and the photographs of the record from the field."""
    after = given.visit.next
    if after and after.at > clock.now():
        plan_contact(actor, given.visit.order_id, after)
    expect(made, person_id, found.id, given.photos)


def _facts(found: FieldOperation, given: FieldVisit, order: Any) -> dict[str, Any]:
    """The row that the record from the field would be: everything that was asked on the phone."""
    visit = given.visit
    at = min(corrected(visit.occurred_at, found.clock_offset), clock.now())
    return {
        "id": visit.id, "kind": visit.kind, "outcome": visit.outcome, "state": state_after(visit.outcome), "at": at,
        "occurred_at": at, "minutes": visit.minutes, "place": visit.place, "strengths": visit.strengths,
        "needs": list(visit.needs), "agreed_action": visit.agreed_action, "note": whole_note(given),
        "person_words": visit.person_words, "who": visit.who, "sensitive": visit.sensitive,
        "officer_id": found.human_id, "moved_by": None, "recorded_offline": True,
        "evidence_due_on": evidence_due(dataclasses.replace(visit, occurred_at=at), order),
    }  # fmt: skip


def _keep(
    actor: Actor, found: FieldOperation, mine: dict[str, Any], keep: Keep, rows: Any, reason: str
) -> uuid.UUID | None:
    """What the decision makes: a row in place of theirs, a note of its own, theirs again, or nothing."""
    last, theirs = rows[-1], next((row for row in rows if row.state != "scheduled"), rows[-1])
    before = decisions_on(found.id)
    both = any(one.keep == Keep.BOTH for one in before)
    if both and keep is not Keep.BOTH:
        raise DomainError(_("Both stand as two notes already. Correct the one that is wrong."), field="keep")
    made = None
    if keep is Keep.MINE:
        made = _in_place_of(actor, last, mine, reason)
    elif last.id in {one.contact_id for one in before} and not both:
        made = _in_place_of(actor, last, {name: getattr(theirs, name) for name in mine}, reason)
    if keep is Keep.BOTH and not both:
        made = _beside(actor, {**mine, "person_id": last.person_id, "order_id": last.order_id})
    return made


def _in_place_of(actor: Actor, last: Any, facts: dict[str, Any], reason: str) -> uuid.UUID:
    """A row that replaces the one that stands. Words once kept with probation stay there, whichever record stands."""
    claim(last.id)
    kept = {name: getattr(last, name) for name in _COLUMNS if name not in _NEW}
    made = new_id()
    own = {"id": made, "replaces_id": last.id, "reason": reason, "sensitive": last.sensitive or facts["sensitive"]}
    row = row_for(actor, **{**kept, **facts, **own})
    insert_rows(actor, "visit.amended", [row])
    return made


def _beside(actor: Actor, facts: dict[str, Any]) -> uuid.UUID:
    taken = session.scalar(contact.select().with_only_columns(contact.c.id).where(contact.c.id == facts["id"]))
    made: uuid.UUID = new_id() if taken else facts["id"]
    insert_rows(actor, "visit.recorded", [row_for(actor, **{**facts, "id": made, "root_id": made})])
    return made


def _write(
    actor: Actor, found: FieldOperation, keep: Keep, reason: str, made: uuid.UUID | None, person_id: uuid.UUID | None
) -> ClashDecision:
    if len(reason.strip()) < LEAST_REASON:
        raise DomainError(_("Say in a sentence why."), field="reason")
    written = ClashDecision(
        op_id=found.id, n=len(decisions_on(found.id)) + 1, person_id=person_id, keep=keep, reason=reason.strip(),
        contact_id=made, decided_by=actor.human_id, decided_at=clock.now(),
    )  # fmt: skip
    session.add(written)
    audit.record(
        actor, "field_clash.reopened" if keep is Keep.REOPENED else "field_clash.decided", written, reason=reason
    )
    session.flush()
    return written


def reopen(actor: Actor, op_id: uuid.UUID, reason: str) -> ClashDecision:
    """Open a decision again, as a supervisor. What it made stays until another decision replaces it."""
    card, found = clash_for(actor, op_id)
    if not actor.has(Role.PROBATION_SUPERVISOR):
        raise Forbidden(_("Only a supervisor opens a decision again."))
    if found.status is OpStatus.CONFLICT or not decisions_on(op_id):
        raise Conflict(_("Nothing is decided yet."))
    found.status, found.settled_at = OpStatus.CONFLICT, None
    return _write(actor, found, Keep.REOPENED, reason, None, card.id)


def _up(actor: Actor, op_id: uuid.UUID) -> FieldOperation:
    """What waits for a supervisor. Raises NotFound."""
    found = operation_record(op_id)
    waits = found is not None and found.status in {OpStatus.WITH_SUPERVISOR, OpStatus.HELD}
    if found is None or not waits or not actor.covers(found.office_id):
        raise NotFound(_("There is no such record, or you may not know of it."))
    if found.order_id:
        order_for(actor, found.order_id)
    return found


def enter(actor: Actor, op_id: uuid.UUID) -> FieldOperation:
    """Take a record for its author, whatever it waited for; then what waited for it."""
    found = _up(actor, op_id)
    carry_out(actor, found)
    if found.status in {OpStatus.FIX, OpStatus.WITH_SUPERVISOR}:
        raise DomainError("; ".join(str(one) for said in found.answer.values() for one in said))
    session.flush()
    audit.event(actor, Kind.WRITE, "field_operation.settled", subject_kind="field_operation", subject_id=found.id,
                person_id=found.person_id)  # fmt: skip
    for follower in waiting_for(found.id, found.account_id):
        settle(actor, follower)
    return found


def set_aside(actor: Actor, op_id: uuid.UUID, reason: str) -> FieldOperation:
    """Leave a record out of the file, with a reason. It stays here for ever."""
    found = _up(actor, op_id)
    _write(actor, found, Keep.THEIRS, reason, None, found.person_id)
    found.status, found.settled_at = OpStatus.SET_ASIDE, clock.now()
    session.flush()
    for follower in waiting_for(found.id, found.account_id):
        settle(actor, follower)
    return found
