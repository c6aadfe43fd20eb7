"""What changed in what staff must know at once, and what was said of fitness."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from casework.alerts.models import AlertCode
from kernel.authz import Actor


@dataclass(frozen=True, kw_only=True)
class AlertChanged:
    """An alert was raised, or ended."""

    person_id: uuid.UUID
    code: AlertCode
    raised: bool
    by: Actor


@dataclass(frozen=True, kw_only=True)
class FitnessSaid:
    """The health service gave a new word on fitness for work. Listeners re-read who may work."""

    person_id: uuid.UUID
    by: Actor
