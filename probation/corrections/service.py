"""The command that corrects a logged contact."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kernel.authz import Actor
from kernel.errors import DomainError
from kernel.i18n import _
from probation.contacts.models import ContactState, MovedBy, Outcome
from probation.contacts.queries import contact, contact_for, history_of
from probation.contacts.rules import FAILURES, state_after
from probation.contacts.service import Recorded, claim, insert_rows, row_for
from probation.enforcement.service import open_if_over
from probation.orders.queries import order_for
from probation.standards.service import refresh_due

_COLUMNS = tuple(column.name for column in contact.columns)


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """A correction of a logged contact. What was written before stays and is shown beside it."""

    id: uuid.UUID
    contact_id: uuid.UUID
    outcome: Outcome
    note: str
    agreed_action: str
    reason: str


def amend_contact(actor: Actor, amendment: Amendment) -> Recorded:
    """Correct a logged contact by a new row that replaces it. The reason is needed; the old words stay on file."""
    card, old = contact_for(actor, amendment.contact_id)
    if old.outcome is None:
        raise DomainError(_("Only a logged contact can be corrected. Move or cancel an appointment instead."))
    if not amendment.reason:
        raise DomainError(_("Say why this is corrected."), field="reason")
    _order_card, order = order_for(actor, old.order_id)
    claim(old.id)
    facts = {name: getattr(old, name) for name in _COLUMNS if name not in {"received_at", "recorded_by"}}
    facts |= {
        "id": amendment.id, "replaces_id": old.id, "outcome": amendment.outcome,
        "state": state_after(amendment.outcome),
        "note": amendment.note, "agreed_action": amendment.agreed_action, "reason": amendment.reason,
    }  # fmt: skip
    insert_rows(actor, "visit.amended", [row_for(actor, **facts)])
    refresh_due(order, order.zone)
    if amendment.outcome in FAILURES:
        open_if_over(actor, order, order.zone)
    return Recorded(id=amendment.id, person_id=card.id)


def strike_out(actor: Actor, contact_id: uuid.UUID, reason: str) -> None:
    """A contact that never was, or not with this person: the row that stands is replaced by one that counts nothing."""
    _card, first = contact_for(actor, contact_id)
    rows = history_of(first.root_id)
    replaced = {row.replaces_id for row in rows}
    last = next(row for row in rows if row.id not in replaced)
    if last.outcome is None:
        return
    _order_card, order = order_for(actor, last.order_id)
    claim(last.id)
    row = row_for(
        actor, id=uuid.uuid5(last.id, "struck out"), root_id=last.root_id, replaces_id=last.id,
        person_id=last.person_id, order_id=last.order_id, officer_id=last.officer_id, kind=last.kind,
        state=ContactState.CANCELLED, at=last.at, moved_by=MovedBy.STAFF, reason=reason, place=last.place,
    )  # fmt: skip
    insert_rows(actor, "visit.amended", [row])
    refresh_due(order, order.zone)
