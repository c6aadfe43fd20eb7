"""The command that corrects a logged contact."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from kernel import clock
from kernel.authz import Actor
from kernel.errors import DomainError
from kernel.i18n import _
from probation.contacts.models import ContactKind, ContactState, MovedBy, Outcome
from probation.contacts.queries import contact, contact_for, history_of
from probation.contacts.rules import CLOCK_SKEW, FAILURES, RULE_FUTURE, state_after
from probation.contacts.service import Recorded, claim, insert_rows, row_for
from probation.enforcement.service import open_if_over
from probation.orders.queries import order_for
from probation.standards.service import refresh_due

_COLUMNS = tuple(column.name for column in contact.columns)
MINUTE = dt.timedelta(minutes=1)
_AGAIN = ("outcome", "note", "agreed_action", "reason", "kind", "minutes", "place", "strengths", "person_words", "who")


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """A correction of a logged contact. What was written before stays and is shown beside it.

    What is None stays as it was; words once kept with probation stay there.
    """

    id: uuid.UUID
    contact_id: uuid.UUID
    outcome: Outcome
    note: str
    agreed_action: str
    reason: str
    kind: ContactKind | None = None
    occurred_at: dt.datetime | None = None
    minutes: int | None = None
    place: str | None = None
    strengths: str | None = None
    needs: tuple[str, ...] | None = None
    person_words: str | None = None
    who: str | None = None
    sensitive: bool = False


def amend_contact(actor: Actor, amendment: Amendment) -> Recorded:
    """Correct a logged contact by a new row that replaces it. The reason is needed; the old words stay on file."""
    card, old = contact_for(actor, amendment.contact_id)
    if old.outcome is None:
        raise DomainError(_("Only a logged contact can be corrected. Move or cancel an appointment instead."))
    if not amendment.reason:
        raise DomainError(_("Say why this is corrected."), field="reason")
    _order_card, order = order_for(actor, old.order_id)
    claim(old.id)
    insert_rows(actor, "visit.amended", [row_for(actor, **_corrected(old, amendment))])
    refresh_due(order, order.zone)
    if amendment.outcome in FAILURES:
        open_if_over(actor, order, order.zone)
    return Recorded(id=amendment.id, person_id=card.id)


def _corrected(old: Any, amendment: Amendment) -> dict[str, Any]:
    now, at = clock.now(), amendment.occurred_at
    if at is None or old.occurred_at - MINUTE < at <= old.occurred_at:
        at = old.occurred_at
    if at > now + CLOCK_SKEW:
        raise DomainError(
            _("This time is still to come. Enter when the contact was."), rule=str(RULE_FUTURE), field="on"
        )
    facts = {name: getattr(old, name) for name in _COLUMNS if name not in {"received_at", "recorded_by"}}
    again = {name: getattr(amendment, name) for name in _AGAIN}
    return facts | {name: value for name, value in again.items() if value is not None} | {
        "needs": old.needs if amendment.needs is None else list(amendment.needs),
        "id": amendment.id, "replaces_id": old.id, "state": state_after(amendment.outcome),
        "at": min(at, now), "occurred_at": min(at, now), "sensitive": old.sensitive or amendment.sensitive,
    }  # fmt: skip


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
