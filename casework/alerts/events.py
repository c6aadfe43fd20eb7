"""What was said of a person's fitness."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kernel.authz import Actor


@dataclass(frozen=True, kw_only=True)
class FitnessSaid:
    """The health service gave a new word on fitness for work. Listeners re-read who may work."""

    person_id: uuid.UUID
    by: Actor
