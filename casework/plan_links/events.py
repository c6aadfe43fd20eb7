"""That a step was tied."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kernel.authz import Actor


@dataclass(frozen=True, kw_only=True)
class StepTied:
    """A step was tied to something of ``kind``. Whoever keeps that looks whether it is done already."""

    person_id: uuid.UUID
    kind: str
    ref_id: uuid.UUID
    by: Actor
