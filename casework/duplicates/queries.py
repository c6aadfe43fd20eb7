"""Reading proposed duplicates."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import may_know_of
from casework.duplicates.rules import Facts
from casework.merging.models import FileMerge, MergeState
from casework.people.models import DuplicateProposal, ProposalState, Relation
from casework.people.queries import person
from casework.search.queries import names_of_many, search_people
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of

_merge = table_of(FileMerge)
_proposal, _relation = table_of(DuplicateProposal), table_of(Relation)
_ORDER = (person.c.id, person.c.sort_name)
MOST_NAMES, MOST_ALIKE = 4, 30


def facts_of(person_id: uuid.UUID) -> Facts:
    """What can be compared of one file. For commands only."""
    return facts_of_many([person_id])[person_id]


def namesakes(person_id: uuid.UUID, mine: Facts) -> dict[uuid.UUID, Facts]:
    """The files that search finds under these names. For commands only: some may be hidden from the asker."""
    living = sa.and_(person.c.merged_into_id.is_(None), person.c.id != person_id)
    found: dict[uuid.UUID, None] = {}
    for name in mine.names[:MOST_NAMES]:
        found.update((one.row.id, None) for one in search_people(_ORDER, living, name, most=MOST_ALIKE))
    return facts_of_many(list(found))


def facts_of_many(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Facts]:
    """What can be compared of files whose ids the caller holds lawfully."""
    if not ids:
        return {}
    names = names_of_many(ids)
    kin: dict[uuid.UUID, list[str]] = {}
    for row in session.execute(
        sa.select(_relation.c.person_id, _relation.c.name).where(_relation.c.person_id.in_(ids))
    ):
        kin.setdefault(row.person_id, []).append(row.name)
    rows = session.execute(
        sa.select(person.c.id, person.c.name, person.c.sex, person.c.born_earliest, person.c.born_latest).where(
            person.c.id.in_(ids)
        )
    )
    return {
        row.id: Facts(
            names=names.get(row.id) or [row.name],
            born=(row.born_earliest, row.born_latest),
            sex=row.sex,
            relatives=kin.get(row.id, ()),
        )
        for row in rows
    }


def merged_of(ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these files live on in another."""
    gone = sa.select(person.c.id).where(person.c.id.in_(ids), person.c.merged_into_id.is_not(None))
    return set(session.scalars(gone))


def pairs_with(person_id: uuid.UUID) -> set[uuid.UUID]:
    """Files that were already proposed as this one's duplicate, whatever was decided."""
    either = sa.or_(_proposal.c.person_id == person_id, _proposal.c.other_id == person_id)
    rows = session.execute(sa.select(_proposal.c.person_id, _proposal.c.other_id).where(either)).all()
    return {key for row in rows for key in row} - {person_id}


_one, _two = person.alias("one"), person.alias("two")
_PROPOSED = (
    sa.select(
        _proposal.c.id, _merge.c.asked_by, _proposal.c.score, _proposal.c.evidence,
        _proposal.c.person_id, _proposal.c.other_id,
        _one.c.name.label("name"), _one.c.number.label("number"), _one.c.born_earliest, _one.c.born_latest,
        _two.c.name.label("other_name"), _two.c.number.label("other_number"),
        _two.c.born_earliest.label("other_earliest"), _two.c.born_latest.label("other_latest"),
    )
    .outerjoin(_merge, sa.and_(_merge.c.proposal_id == _proposal.c.id, _merge.c.state == MergeState.ASKED))
    .join(_one, _one.c.id == _proposal.c.person_id)
    .join(_two, _two.c.id == _proposal.c.other_id)
    .where(_proposal.c.state == ProposalState.NEW)
)  # fmt: skip


def proposals_page(actor: Actor, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Duplicates to decide, both of whose files this actor may know of, newest first."""
    return page_of(_PROPOSED.where(*_both_visible(actor)), row_id=_proposal.c.id, after=after, newest_first=True)


def _both_visible(actor: Actor) -> list[sa.ColumnElement[bool]]:
    return [may_know_of(actor, _proposal.c.person_id), may_know_of(actor, _proposal.c.other_id)]


def count_proposals(actor: Actor) -> int:
    """How many duplicates wait for this actor, at most 100."""
    waiting = sa.select(_proposal.c.id).where(_proposal.c.state == ProposalState.NEW, *_both_visible(actor)).limit(100)
    return session.scalar(sa.select(sa.func.count()).select_from(waiting.subquery())) or 0


def proposal(actor: Actor, proposal_id: uuid.UUID) -> DuplicateProposal:
    """A proposal whose two files the actor may know of. Raises NotFound."""
    found = session.scalar(
        sa.select(DuplicateProposal).where(DuplicateProposal.id == proposal_id, *_both_visible(actor))
    )
    if found is None:
        raise NotFound(_("There is no such pair, or you may not know of it."))
    return found
