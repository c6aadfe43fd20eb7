"""What happened to what was planned."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PlansChanged:
    """Appointments still to come were moved, cancelled, handed over or answered; ``made``: planned in the same deed."""

    gone: tuple[uuid.UUID, ...]
    made: tuple[uuid.UUID, ...]
