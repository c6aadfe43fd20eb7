"""Reading proposed duplicates."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.people.models import DuplicateProposal, ProposalState
from casework.people.queries import person
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of

_proposal = table_of(DuplicateProposal)


def sharing_names(person_id: uuid.UUID, key: str) -> Sequence[Any]:
    """Up to 30 files with the same name parts in any order. For commands only: some may be hidden from the asker."""
    statement = sa.select(person.c.id, person.c.name, person.c.born_earliest, person.c.born_latest).where(
        person.c.match_key == key, person.c.id != person_id, person.c.merged_into_id.is_(None)
    )
    return session.execute(statement.limit(30)).all()


def pairs_with(person_id: uuid.UUID) -> set[uuid.UUID]:
    """Files that were already proposed as this one's duplicate, whatever was decided."""
    either = sa.or_(_proposal.c.person_id == person_id, _proposal.c.other_id == person_id)
    rows = session.execute(sa.select(_proposal.c.person_id, _proposal.c.other_id).where(either)).all()
    return {key for row in rows for key in row} - {person_id}


_one, _two = person.alias("one"), person.alias("two")
_PROPOSED = (
    sa.select(
        _proposal.c.id, _proposal.c.score, _proposal.c.evidence, _proposal.c.person_id, _proposal.c.other_id,
        _one.c.name.label("name"), _one.c.number.label("number"), _one.c.born_earliest, _one.c.born_latest,
        _two.c.name.label("other_name"), _two.c.number.label("other_number"),
        _two.c.born_earliest.label("other_earliest"), _two.c.born_latest.label("other_latest"),
    )
    .join(_one, _one.c.id == _proposal.c.person_id)
    .join(_two, _two.c.id == _proposal.c.other_id)
    .where(_proposal.c.state == ProposalState.NEW)
)  # fmt: skip


def proposals_page(actor: Actor, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Duplicates to decide, both of whose files this actor may know of, newest first."""
    return page_of(_PROPOSED.where(*_both_visible(actor)), row_id=_proposal.c.id, after=after, newest_first=True)


def _both_visible(actor: Actor) -> list[sa.ColumnElement[bool]]:
    seen = sa.select(person.c.id).where(visible_to(actor))
    return [_proposal.c.person_id.in_(seen), _proposal.c.other_id.in_(seen)]


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
