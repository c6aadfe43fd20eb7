"""What happened to a person's identity."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kernel.authz import Actor


@dataclass(frozen=True)
class PersonRegistered:
    """A new file was opened."""

    person_id: uuid.UUID


@dataclass(frozen=True)
class PeopleMerged:
    """``from_id`` turned out to be ``into_id``. Rows that name a person by foreign key are moved already."""

    merge_id: uuid.UUID
    from_id: uuid.UUID
    into_id: uuid.UUID
    by: Actor


@dataclass(frozen=True)
class PeopleUnmerged:
    """A merge was wrong and is taken back: what a listener did for ``PeopleMerged`` it undoes."""

    merge_id: uuid.UUID
    from_id: uuid.UUID
    into_id: uuid.UUID
    by: Actor
    reason: str
