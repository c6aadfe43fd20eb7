"""What happened to a person's identity."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class PersonRegistered:
    """A new file was opened."""

    person_id: uuid.UUID


@dataclass(frozen=True)
class PeopleMerged:
    """``from_id`` turned out to be ``into_id``."""

    from_id: uuid.UUID
    into_id: uuid.UUID
