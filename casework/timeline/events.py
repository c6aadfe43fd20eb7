"""Facts that one leaf learns and another needs. They belong to the hub, so the leaves never meet."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from kernel.authz import Actor


@dataclass(frozen=True, kw_only=True)
class EarningsDue:
    """A person earned money: a pay line of a held session or a share of a sale. The ledger listens.

    ``source`` and ``source_id`` are unique together: announcing the same fact twice pays once. ``explain`` holds the
    plain facts of the arithmetic (minutes, rate, pieces) as JSON values for the statement. ``matures_on`` is None for
    wages; a sale share matures after the return window.
    """

    person_id: uuid.UUID
    kind: str
    source: str
    source_id: uuid.UUID
    minor: int
    currency: str
    earned_on: dt.date
    explain: dict[str, Any]
    by: Actor | None
    matures_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class EarningsDueTogether:
    """Many earnings that one deed announced: a part of a pay run. The same as announcing each, in this order."""

    lines: tuple[EarningsDue, ...]
    by: Actor | None


@dataclass(frozen=True, kw_only=True)
class MinutesWorked:
    """A register told how long a person worked in a workshop on a day and what they made: what shares weigh."""

    person_id: uuid.UUID
    workshop_id: uuid.UUID
    session_id: uuid.UUID
    worked_on: dt.date
    minutes: int
    pieces: int = 0
    rejected: int = 0


@dataclass(frozen=True, kw_only=True)
class WorkCorrected:
    """A register of a workshop was corrected: by how much it had told too little or, below nothing, too much."""

    person_id: uuid.UUID
    workshop_id: uuid.UUID
    session_id: uuid.UUID
    correction_id: uuid.UUID
    worked_on: dt.date
    minutes: int
    pieces: int
    rejected: int
    reason: str
    by: Actor

    def as_new(self) -> MinutesWorked:
        """The same, where nothing was told before."""
        return MinutesWorked(
            person_id=self.person_id, workshop_id=self.workshop_id, session_id=self.session_id,
            worked_on=self.worked_on, minutes=self.minutes, pieces=max(0, self.pieces), rejected=max(0, self.rejected),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ProgrammeCompleted:
    """Somebody has completed a programme: what they can do, and perhaps their level, is looked at again."""

    person_id: uuid.UUID
    completed_on: dt.date
    by: Actor
