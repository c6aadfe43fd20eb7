"""Putting forward what was seen, and deciding on it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from casework.public import person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _
from probation.field_ops.rules import FromField
from probation.field_proposals.models import FieldProposal, ProposalState
from probation.field_proposals.queries import proposal_record
from probation.orders.queries import order_for
from probation.places.queries import place_of
from probation.places.service import NewPlace, set_place

LEAST_REASON = 5


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was seen in the field."""

    id: uuid.UUID
    address: str = ""
    phone: str = ""
    safety_note: str = ""
    note: str = ""


def propose(actor: Actor, said: FromField, seen: Seen) -> uuid.UUID:
    """Put forward what was seen with a person; sent twice it is put forward once."""
    assert said.order_id
    card, _order = order_for(actor, said.order_id)
    if proposal_record(seen.id) is None:
        put_forward(actor, said, seen, card.id)
    return seen.id


def put_forward(actor: Actor, said: FromField, seen: Seen, person_id: uuid.UUID) -> None:
    """Keep a proposal about a person whom the caller has fetched."""
    made = FieldProposal(
        id=seen.id, op_id=said.op_id, person_id=person_id, human_id=said.human_id, address=seen.address,
        phone=seen.phone, safety_note=seen.safety_note, note=seen.note, seen_at=said.occurred_at,
        received_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "field_proposal.made", made)
    session.flush()


def decide(actor: Actor, proposal_id: uuid.UUID, state: ProposalState, reason: str) -> FieldProposal:
    """Accept a proposal, which notes the place anew, or decline it with a reason."""
    found = proposal_record(proposal_id)
    if found is None or state is ProposalState.OPEN:
        raise NotFound(_("There is no such proposal, or you may not know of it."))
    card = person_for(actor, found.person_id)
    if found.state is not ProposalState.OPEN:
        raise Conflict(_("Somebody has decided on this already."))
    if state is ProposalState.DECLINED and len(reason.strip()) < LEAST_REASON:
        raise DomainError(_("Say in a few words why not."), field="reason")
    if state is ProposalState.ACCEPTED:
        now = place_of(card.id)
        set_place(actor, NewPlace(
            person_id=card.id, address=found.address or (now.address if now else ""),
            phone=found.phone or (now.phone if now else ""), note=found.note or (now.note if now else ""),
            safety_note=found.safety_note or (now.safety_note if now else ""),
        ))  # fmt: skip
    found.state, found.decided_by, found.decided_at, found.reason = state, actor.human_id, clock.now(), reason
    audit.record(actor, "field_proposal.decided", found, reason=reason)
    session.flush()
    return found
