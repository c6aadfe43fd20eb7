"""Cancelling a session with its pay decision, and taking that back when it took place after all."""

from __future__ import annotations

import uuid
from typing import Any

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from programmes.bands.queries import band_on
from programmes.cancellations.models import CancelledPay
from programmes.cancellations.queries import promises_of
from programmes.catalogue.policies import can_manage, demand
from programmes.intakes.models import ClassSession, SessionState
from programmes.marks.queries import marks_of
from programmes.pay.service import Earning, settle
from programmes.registers.queries import expected_people, recorded_any, session_for
from programmes.registers.rules import NOT_REQUIRED

CANCELLED = "cancelled_session"
LEAST_REASON = 5


def cancel(actor: Actor, session_id: uuid.UUID, *, reason: str, paid: bool) -> int:
    """Cancel a planned session, saying why.

    ``paid`` promises its planned minutes to everyone who was expected; who was told before not to come keeps what
    they were told then. Returns how many are paid.
    """
    held, group = _managed(actor, session_id, reason)
    if held.state is not SessionState.PLANNED:
        raise DomainError(_("Only a planned session can be cancelled."))
    if recorded_any(held.id):
        raise DomainError(_("Part of its register is recorded already. Correct those rows instead."))
    held.state, held.cancel_reason, held.pay_on_cancel = SessionState.CANCELLED, reason, paid
    held.sequence, held.changed_at = held.sequence + 1, clock.now()
    audit.record(actor, "class_session.cancelled", held, reason=reason)
    if not group.paid:
        return 0
    told = {one.allocation_id: bool(one.paid) for one in marks_of(held.id).values()
            if one.in_advance and one.code == NOT_REQUIRED}  # fmt: skip
    people = [row for row in expected_people(held) if told.get(row.id, paid)]
    for row in people:
        _promise(actor, held, group, row)
    return len(people)


def _managed(actor: Actor, session_id: uuid.UUID, reason: str) -> tuple[ClassSession, Any]:
    held, group = session_for(actor, session_id)
    demand(can_manage(actor, group.unit_id))
    if len(reason) < LEAST_REASON:
        raise DomainError(_("Say why in a few words."), field="reason")
    return held, group


def _promise(actor: Actor, held: ClassSession, group: Any, row: Any) -> None:
    made = CancelledPay(
        session_id=held.id, allocation_id=row.id, person_id=row.person_id, held_on=held.held_on, minutes=held.minutes
    )
    session.add(made)
    audit.record(actor, "cancelled_pay.promised", made)
    session.flush()
    settle(actor, _earning(group, made, held.minutes))


def _earning(group: Any, promise: CancelledPay, minutes: int) -> Earning:
    return Earning(
        person_id=promise.person_id, programme_id=group.programme_id, unit_id=group.unit_id, source=CANCELLED,
        fact_id=promise.id, earned_on=promise.held_on, minutes=minutes, pieces=0,
        band=band_on(promise.allocation_id, promise.held_on),
    )  # fmt: skip


def bring_back(actor: Actor, session_id: uuid.UUID, *, reason: str) -> ClassSession:
    """The session takes place after all: its register is open again, what was promised for it is taken back.

    What a pay run has paid meanwhile is taken off the next one; the register pays what was worked.
    """
    held, group = _managed(actor, session_id, reason)
    if held.state is not SessionState.CANCELLED:
        raise DomainError(_("This session is not cancelled."))
    held.state, held.cancel_reason, held.pay_on_cancel = SessionState.PLANNED, "", False
    held.sequence, held.changed_at = held.sequence + 1, clock.now()
    audit.record(actor, "class_session.brought_back", held, reason=reason)
    for promise in promises_of(held.id):
        promise.taken_back_at = clock.now()
        audit.record(actor, "cancelled_pay.taken_back", promise, reason=reason)
        settle(actor, _earning(group, promise, 0))
    return held
