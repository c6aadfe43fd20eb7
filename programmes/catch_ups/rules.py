"""Pure decisions on catching up."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence

Wanted = Mapping[uuid.UUID, Collection[uuid.UUID]]
"""Place (allocation) → the sessions that its holder makes up for."""


def pairs(wanted: Wanted) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """(place, missed session) in a steady order."""
    return sorted((place, missed) for place, many in wanted.items() for missed in many)


def without(wanted: Sequence[tuple[uuid.UUID, uuid.UUID]], known: Collection[tuple[uuid.UUID, uuid.UUID]]) -> bool:
    """Whether one of the pairs is not among those known."""
    return any(one not in known for one in wanted)
