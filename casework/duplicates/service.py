"""Commands on duplicates: propose with evidence, decide."""

from __future__ import annotations

import uuid

from casework.duplicates import queries
from casework.duplicates.models import DuplicateSweep
from casework.duplicates.rules import SURE_NUMBER, WORTH_A_LOOK, Likeness, likeness
from casework.people.models import DuplicateProposal, ProposalState
from casework.people.queries import files_after
from kernel import audit
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _

SHORTEST_REASON = 10


def propose_duplicates(
    actor: Actor | None, person_id: uuid.UUID, *, same_identifier: dict[uuid.UUID, str] | None = None
) -> list[DuplicateProposal]:
    """Propose the files that may be the same person, with evidence: those that search finds under this one's names.

    Nothing is merged; a decided pair is not proposed again.
    """
    found: dict[uuid.UUID, Likeness] = {
        holder: Likeness(SURE_NUMBER, {"identifier": kind}) for holder, kind in (same_identifier or {}).items()
    }
    mine = queries.facts_of(person_id)
    for key, theirs in queries.namesakes(person_id, mine).items():
        alike = likeness(mine, theirs)
        if alike.score >= WORTH_A_LOOK:
            found.setdefault(key, alike)
    decided = queries.pairs_with(person_id)
    return [_propose(actor, person_id, other, alike) for other, alike in found.items() if other not in decided]


def sweep(most: int = 50) -> int:
    """Compare the next files with all others, by the words of their names: how many were looked at, 0 at the end.

    The place reached is kept with the proposals, so that a night which was cut short is gone on with. Files are taken
    once, when they are new; a file that is renamed proposes its own.
    """
    reached = session.get(DuplicateSweep, 1) or DuplicateSweep(id=1, until=uuid.UUID(int=0))
    files = files_after(reached.until, most)
    for one in files:
        propose_duplicates(None, one.id)
    if files:
        reached.until = files[-1].id
        session.add(reached)
        session.flush()
    return len(files)


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
