"""What contacts announce: a visit was logged, what was planned has changed."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from kernel.authz import Actor


@dataclass(frozen=True, kw_only=True)
class VisitLogged:
    """A visit was logged, on screen or from a phone, and what is owed was computed anew.

    ``visit`` is the command (``NewVisit``), ``order`` the row it is under; ``due_before`` is what was owed until then,
    ``due_after`` since.
    """

    actor: Actor
    visit: Any
    order: Any
    person_id: uuid.UUID
    due_before: dt.date | None
    due_after: dt.date | None


@dataclass(frozen=True, kw_only=True)
class PlansChanged:
    """Appointments still to come were moved, cancelled, handed over or answered; ``made``: planned in the same deed."""

    gone: tuple[uuid.UUID, ...]
    made: tuple[uuid.UUID, ...]
