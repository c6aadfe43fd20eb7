"""What changed in what staff must know at once."""

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
