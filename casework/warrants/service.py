"""Commands on further orders: another court, another authority that wants the person held."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from casework.custody import queries as custody
from casework.custody.models import CommitmentOrder, EpisodeKind
from casework.custody.rules import HELD_AS
from casework.people.models import LegalStatus
from casework.people.queries import person_record
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id

SHORTEST_REASON = 10
RULE_7 = "Mandela Rule 7"


@dataclass(frozen=True, kw_only=True)
class NewWarrant:
    """A further order that holds somebody who is in custody."""

    person_id: uuid.UUID
    authority: str
    reference: str
    dated_on: dt.date
    signatory: str
    grounds: str
    legal_status: LegalStatus
    expires_on: dt.date | None = None
    id: uuid.UUID = field(default_factory=new_id)


def enter_order(actor: Actor, new: NewWarrant) -> CommitmentOrder:
    """Enter a further order. While it is in force, nobody releases the person."""
    if (known := session.get(CommitmentOrder, new.id)) is not None:
        return known
    person = person_record(actor, new.person_id)
    if custody.open_episode(person.id, EpisodeKind.CUSTODY) is None:
        raise DomainError(_("This person is not in custody. Receive them under this order instead."), rule=RULE_7)
    if new.dated_on > clock.today():
        raise DomainError(_("The order is dated in the future."), rule=RULE_7, field="dated_on")
    if new.expires_on and new.expires_on < clock.today():
        raise DomainError(_("The order has run out. Ask the authority for a new one."), rule=RULE_7, field="expires_on")
    if new.legal_status not in HELD_AS:
        raise DomainError(_("Choose why the person is held."), rule=RULE_7, field="legal_status")
    row = CommitmentOrder(**{name: getattr(new, name) for name in new.__dataclass_fields__})
    session.add(row)
    audit.record(actor, "order.received", row)
    return row


def lift_order(actor: Actor, order_id: uuid.UUID, reason: str) -> None:
    """Note that a further order holds no more, and by whose word. Lifting it twice is one lifting."""
    row = session.get(CommitmentOrder, order_id)
    if row is None:
        raise NotFound(_("There is no such order."))
    person_record(actor, row.person_id)
    if row.ended_on:
        return
    if any(one.id == order_id and one.episode_id for one in custody.orders_of(row.person_id)):
        raise DomainError(_("The stay rests on this order. It ends with the release."), rule=RULE_7)
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Write who lifted it, when, and the number of the paper."), field="reason")
    row.ended_on, row.end_reason, row.ended_by = clock.today(), reason[:200], actor.human_id
    audit.record(actor, "order.lifted", row, reason=reason)
