"""Reading the rest of the core file."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.custody.models import CommitmentOrder, Episode, EpisodeKind, ReceptionRecord
from casework.dossier.models import Child, Counsel, Hearing, NothingThere, RegisterNote
from kernel.accounts.models import Human
from kernel.db import session, table_of

_child, _counsel, _hearing = table_of(Child), table_of(Counsel), table_of(Hearing)
_note, _nothing, _human = table_of(RegisterNote), table_of(NothingThere), table_of(Human)
_person_id = sa.bindparam("person_id", type_=_child.c.id.type)
_CHILDREN = sa.select(_child).where(_child.c.person_id == _person_id).order_by(_child.c.birth_year, _child.c.id)
_COUNSEL = (
    sa.select(_counsel)
    .where(_counsel.c.person_id == _person_id)
    .order_by(_counsel.c.ended_on.is_not(None), _counsel.c.since.desc(), _counsel.c.id.desc())
    .limit(20)
)
_HEARINGS = (
    sa.select(_hearing)
    .where(_hearing.c.person_id == _person_id)
    .order_by(_hearing.c.at.desc())
    .limit(sa.bindparam("most"))
)
_NOTES = (
    sa.select(_note, _human.c.name.label("who"))
    .join(_human, _human.c.id == _note.c.noted_by)
    .where(_note.c.person_id == _person_id)
    .order_by(_note.c.day.desc(), _note.c.id.desc())
    .limit(sa.bindparam("most"))
)
_NOTHING = (
    sa.select(_nothing.c.item, _nothing.c.words, _nothing.c.said_on, _human.c.name.label("who"))
    .join(_human, _human.c.id == _nothing.c.said_by)
    .where(_nothing.c.episode_id == sa.bindparam("episode_id", type_=_child.c.id.type))
)


def children_of(person_id: uuid.UUID) -> Sequence[Any]:
    """The children of a person, the oldest first."""
    return session.execute(_CHILDREN, {"person_id": person_id}).all()


def counsel_of(person_id: uuid.UUID) -> Sequence[Any]:
    """The lawyers of a person, the present one first."""
    return session.execute(_COUNSEL, {"person_id": person_id}).all()


def hearings_of(person_id: uuid.UUID, most: int = 50) -> Sequence[Any]:
    """The newest days in court (fifty unless asked for more), coming ones included, the latest first."""
    return session.execute(_HEARINGS, {"person_id": person_id, "most": most}).all()


def notes_of(person_id: uuid.UUID, most: int = 100) -> Sequence[Any]:
    """The newest hundred notes of behaviour, requests and sanctions."""
    return session.execute(_NOTES, {"person_id": person_id, "most": most}).all()


def nothing_in(episode_id: uuid.UUID) -> dict[str, Any]:
    """Item → who said when, in which words, that there is nothing to enter for this stay."""
    return {row.item: row for row in session.execute(_NOTHING, {"episode_id": episode_id})}


def newest_stay_papers(person_id: uuid.UUID) -> tuple[Episode, CommitmentOrder | None, ReceptionRecord | None] | None:
    """The newest stay in custody, its order and its reception record, to be changed by a command; or None."""
    found = session.execute(
        sa.select(Episode, CommitmentOrder, ReceptionRecord)
        .outerjoin(CommitmentOrder, CommitmentOrder.id == Episode.order_id)
        .outerjoin(ReceptionRecord, ReceptionRecord.episode_id == Episode.id)
        .where(Episode.person_id == person_id, Episode.kind == EpisodeKind.CUSTODY)
        .order_by(Episode.opened_at.desc(), Episode.id.desc())
        .limit(1)
    ).first()
    return (found[0], found[1], found[2]) if found else None
