"""Commands on duplicates: propose with evidence, decide."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, kw_only=True)
class Looked:
    """Files that were compared with all others, up to which, and what is alike; nothing of it is kept yet."""

    until: uuid.UUID
    alike: Mapping[uuid.UUID, Mapping[uuid.UUID, Likeness]]


def propose_duplicates(
    actor: Actor | None, person_id: uuid.UUID, *, same_identifier: dict[uuid.UUID, str] | None = None
) -> list[DuplicateProposal]:
    """Propose the files that may be the same person, with evidence: those that search finds under this one's names.

    Nothing is merged; a decided pair is not proposed again.
    """
    sure = {holder: Likeness(SURE_NUMBER, {"identifier": kind}) for holder, kind in (same_identifier or {}).items()}
    return _propose_new(actor, person_id, _alike(person_id) | sure)


def look(most: int = 50) -> Looked | None:
    """Compare the next files with all others, by the words of their names; None at the end. Reads only.

    Files are taken once, when they are new; a file that is renamed proposes its own.
    """
    reached = session.get(DuplicateSweep, 1)
    files = files_after(reached.until if reached else uuid.UUID(int=0), most)
    if not files:
        return None
    return Looked(until=files[-1].id, alike={one.id: _alike(one.id) for one in files})


def keep(looked: Looked) -> int:
    """Propose what ``look`` found, but for files merged since; of how many files.

    The place reached is kept with the proposals, so that a night which was cut short is gone on with.
    """
    gone = queries.merged_of({key for one, others in looked.alike.items() for key in (one, *others)})
    for one in looked.alike.keys() - gone:
        others = {key: alike for key, alike in looked.alike[one].items() if key not in gone}
        _propose_new(None, one, others)
    session.merge(DuplicateSweep(id=1, until=looked.until))
    session.flush()
    return len(looked.alike)


def _alike(person_id: uuid.UUID) -> dict[uuid.UUID, Likeness]:
    mine = queries.facts_of(person_id)
    compared = {key: likeness(mine, theirs) for key, theirs in queries.namesakes(person_id, mine).items()}
    return {key: alike for key, alike in compared.items() if alike.score >= WORTH_A_LOOK}


def _propose_new(
    actor: Actor | None, person_id: uuid.UUID, found: Mapping[uuid.UUID, Likeness]
) -> list[DuplicateProposal]:
    decided = queries.pairs_with(person_id) if found else set()
    return [_propose(actor, person_id, other, alike) for other, alike in found.items() if other not in decided]


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
