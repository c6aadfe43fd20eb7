"""Commands that make two files one and, if that was wrong, two again.

Every row of every module that names the given-up person by foreign key is pointed at the surviving one, and each
changed value is kept, so that taking the merge back restores every row exactly. Three things are not moved:

- Rows of append-only tables (movements, visits, registers, parts of earnings, versions of plans, the trail). The
  database refuses to rewrite them, and rightly. They keep the old id, and their readers ask with
  ``access.queries.whole_file`` or ``file_now``, which know that the old id answers with the surviving file.
- Money. Postings are never rewritten either: the ledger hears ``PeopleMerged`` and books balances across.
- A row of which the surviving file has its like already, where only one may be (the same open alert, a place to meet):
  the surviving file's stands, the other stays beneath the given-up file with whatever hangs on it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from casework.duplicates.queries import proposal as proposal_for
from casework.merging import queries
from casework.merging.models import FileMerge, MergeState
from casework.merging.rules import Change, packed, refusal_of_people
from casework.moves.service import Mover, put_back
from casework.people.events import PeopleMerged, PeopleUnmerged
from casework.people.models import DuplicateProposal, ProposalState
from kernel import audit, clock, events
from kernel.audit.guard import is_audited
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _

SHORTEST_REASON = 10
RULE = "two people"


def ask_merge(actor: Actor, proposal_id: uuid.UUID, keep: uuid.UUID, reason: str) -> FileMerge:
    """Ask that the pair become one file, ``keep`` the surviving one. A second person decides.

    Raises DomainError for a pair that was decided, an unknown file to keep, a reason of few words, or when the merge
    would be refused as things stand.
    """
    pair = proposal_for(actor, proposal_id)
    if pair.state is not ProposalState.NEW or queries.waiting(pair.id):
        raise DomainError(_("This pair was decided already, or waits for a second person."))
    if keep not in {pair.person_id, pair.other_id}:
        raise DomainError(_("Choose which file is kept."), field="keep")
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a few words how you know that they are one person."), field="reason")
    given_up = pair.other_id if keep == pair.person_id else pair.person_id
    _refuse_people(given_up, keep)
    asked = FileMerge(
        proposal_id=pair.id,
        from_id=given_up, into_id=keep, reason=reason, asked_by=actor.human_id,
        asked_at=clock.now(),
    )  # fmt: skip
    session.add(asked)
    audit.record(actor, "merge.asked", asked, person_id=keep, reason=reason)
    return asked


def give_back(actor: Actor, proposal_id: uuid.UUID, reason: str) -> None:
    """Send an asked merge back with words. The pair can be decided anew."""
    asked = _asked(actor, proposal_id)
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a few words what speaks against it."), field="reason")
    asked.state, asked.given_back_because, asked.decided_at = MergeState.GIVEN_BACK, reason, clock.now()
    audit.record(actor, "merge.given_back", asked, person_id=asked.into_id, reason=reason)


def confirm_merge(actor: Actor, proposal_id: uuid.UUID) -> FileMerge:
    """Merge the two files, as the second person. Raises DomainError for who asked, and for what forbids it."""
    asked = _asked(actor, proposal_id)
    if asked.asked_by == actor.human_id:
        raise DomainError(_("Who asks for a merge does not confirm it. A second records officer decides."), rule=RULE)
    _refuse_people(asked.from_id, asked.into_id)
    session.flush()
    mover = Mover(asked.from_id, asked.into_id)
    changes = mover.move()
    _keep(asked.id, changes)
    session.expire_all()
    asked.state, asked.confirmed_by, asked.decided_at = MergeState.DONE, actor.human_id, clock.now()
    pair = session.get_one(DuplicateProposal, asked.proposal_id)
    pair.state = ProposalState.MERGED
    audit.record(actor, "file.merged", asked, person_id=asked.into_id, reason=asked.reason)
    audit.record(actor, "duplicate.merged", pair, person_id=asked.into_id)
    _explain(actor, "row.moved", changes, asked.into_id)
    events.publish(PeopleMerged(merge_id=asked.id, from_id=asked.from_id, into_id=asked.into_id, by=actor))
    return asked


def undo_merge(actor: Actor, merge_id: uuid.UUID, reason: str, *, seen: int | None = None) -> FileMerge:
    """Make two files of one again: every moved row goes back, as it was.

    What was written on the surviving file since stays there; ``seen`` is how many such deeds the page showed. Raises
    DomainError without a reason, for a merge that was taken back already, and when a later merge moved the same rows
    on: that one is taken back first. Raises Conflict when more was written since the page was opened.
    """
    done = queries.merge_record(actor, merge_id)
    if done.state is not MergeState.DONE:
        raise Conflict(_("This merge was taken back already."))
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a few words how you know that they are two people."), field="reason")
    if seen is not None and seen != queries.since_merge(queries.one_merge(actor, merge_id)).many:
        raise Conflict(_("Since you opened this page more was written on this file. Look at the list again."))
    session.flush()
    changes = put_back(done)
    session.expire_all()
    done.state, done.undone_by, done.undone_at, done.undo_reason = (
        MergeState.UNDONE,
        actor.human_id,
        clock.now(),
        reason,
    )
    pair = session.get_one(DuplicateProposal, done.proposal_id)
    pair.state = ProposalState.NEW
    audit.record(actor, "file.unmerged", done, person_id=done.into_id, reason=reason)
    audit.record(actor, "duplicate.reopened", pair, person_id=done.into_id)
    _explain(actor, "row.put_back", changes, done.from_id)
    events.publish(
        PeopleUnmerged(merge_id=done.id, from_id=done.from_id, into_id=done.into_id, by=actor, reason=reason)
    )
    return done


def _asked(actor: Actor, proposal_id: uuid.UUID) -> FileMerge:
    pair = proposal_for(actor, proposal_id)
    asked = queries.waiting(pair.id)
    if asked is None:
        raise Conflict(_("Nobody has asked to merge this pair, or it was decided in the meantime."))
    return asked


def _refuse_people(given_up: uuid.UUID, kept: uuid.UUID) -> None:
    refusal = refusal_of_people(queries.row_of(given_up), queries.row_of(kept), clock.today())
    if refusal:
        raise DomainError(refusal)


def _keep(merge_id: uuid.UUID, changes: Iterable[Change]) -> None:
    rows = [
        {
            "merge_id": merge_id, "seq": n, "table_name": one.table, "row_key": one.key, "column_name": one.column,
            "old": packed(one.old), "new": packed(one.new),
        }
        for n, one in enumerate(changes)
    ]  # fmt: skip
    if rows:
        session.connection().execute(sa.insert(queries.value), rows)


def _explain(actor: Actor, action: str, changes: Iterable[Change], person_id: uuid.UUID) -> None:
    """One line of the trail for each audited row, under the file it belongs to from now on."""
    touched: dict[str, dict[uuid.UUID, uuid.UUID | None]] = {}
    for one in changes:
        if is_audited(one.table):
            touched.setdefault(one.table, {})[uuid.UUID(one.key["id"])] = person_id
    for table, subjects in touched.items():
        audit.record_many(actor, action, table, subjects)
