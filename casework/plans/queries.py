"""Reading plans."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class OpenStep:
    """A step that is not done: what another module may tie its own fact to."""

    id: uuid.UUID
    text: str
    goal: str
    area: str


def needs_of(person_id: uuid.UUID) -> dict[str, int]:
    """Assessed need by area (0 none … 3 high); an area that was never assessed is absent, never zero."""
    return {}


def open_steps(person_id: uuid.UUID) -> list[OpenStep]:
    """The person's steps that are not done, in the plan's order."""
    return []
