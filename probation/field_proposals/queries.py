"""Reading proposals."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, person, visible_to
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from probation.field_proposals.models import FieldProposal, ProposalState
from probation.places.queries import contact_place

proposal, _human = table_of(FieldProposal), table_of(Human)


def open_proposals(actor: Actor) -> Sequence[Any]:
    """What was seen and not yet decided, with what stands in the file, oldest first."""
    statement = (
        sa.select(
            proposal, person.c.name, person.c.number, _human.c.name.label("by"),
            contact_place.c.address.label("address_now"), contact_place.c.phone.label("phone_now"),
            contact_place.c.safety_note.label("safety_now"),
        )
        .select_from(proposal)
        .join(person, person.c.id == file_now(proposal.c.person_id))
        .join(_human, _human.c.id == proposal.c.human_id)
        .outerjoin(contact_place, sa.and_(contact_place.c.person_id == person.c.id, contact_place.c.ended_at.is_(None)))
        .where(proposal.c.state == ProposalState.OPEN, visible_to(actor))
        .order_by(proposal.c.received_at, proposal.c.id)
    )  # fmt: skip
    return session.execute(statement.limit(50)).all()


def proposal_record(proposal_id: uuid.UUID) -> FieldProposal | None:
    """A proposal, to be decided by a command."""
    return session.get(FieldProposal, proposal_id)


def warned_in(op_id: uuid.UUID) -> bool:
    """Whether the safety note of an operation was put forward."""
    said = sa.select(proposal.c.id).where(proposal.c.op_id == op_id, proposal.c.safety_note != "")
    return session.scalar(said.limit(1)) is not None
