"""Commands on duplicates: propose with evidence, decide."""

from __future__ import annotations

import uuid

from casework.duplicates import queries
from casework.people.models import DuplicateProposal, Person, ProposalState
from casework.people.rules import Likeness, likeness, name_tokens
from kernel import audit
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _

WORTH_A_LOOK = 55
SHORTEST_REASON = 10


def propose_duplicates(
    actor: Actor | None, person: Person, *, same_identifier: dict[uuid.UUID, str] | None = None
) -> list[DuplicateProposal]:
    """Propose the files that may be the same person, with evidence.

    Nothing is merged; a decided pair is not proposed again.
    """
    found: dict[uuid.UUID, Likeness] = {
        holder: Likeness(100, {"identifier": kind}) for holder, kind in (same_identifier or {}).items()
    }
    mine, born = set(name_tokens(person.name)), (person.born_earliest, person.born_latest)
    for row in queries.sharing_names(person.id, person.match_key):
        alike = likeness((mine, set(name_tokens(row.name))), (born, (row.born_earliest, row.born_latest)))
        if alike.score >= WORTH_A_LOOK:
            found.setdefault(row.id, alike)
    decided = queries.pairs_with(person.id)
    return [_propose(actor, person.id, other, alike) for other, alike in found.items() if other not in decided]


def _propose(actor: Actor | None, one: uuid.UUID, other: uuid.UUID, alike: Likeness) -> DuplicateProposal:
    first, second = sorted((one, other))
    row = DuplicateProposal(person_id=first, other_id=second, score=alike.score, evidence=dict(alike.evidence))
    session.add(row)
    audit.record(actor, "duplicate.proposed", row, person_id=one)
    return row


def decide_two_people(actor: Actor, proposal_id: uuid.UUID, reason: str) -> None:
    """Say that two alike files are two people. The pair is not proposed again."""
    row = queries.proposal(actor, proposal_id)
    if row.state is not ProposalState.NEW:
        raise DomainError(_("This pair was decided already."))
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a few words how you know that they are two people."), field="reason")
    row.state, row.reason = ProposalState.NOT_DUPLICATE, reason
    audit.record(actor, "duplicate.rejected", row, reason=reason)
