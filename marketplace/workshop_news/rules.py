"""How much of a correction a batch can bear. Pure."""

from __future__ import annotations

from casework.public import WorkCorrected
from marketplace.production.rules import Part, Worked


def taken_at_most(noted: Part, told: WorkCorrected) -> Worked:
    """What a register's correction adds or takes away; what was noted never falls below nothing."""
    return Worked(
        person_id=told.person_id, minutes=max(told.minutes, -noted.minutes), pieces=max(told.pieces, -noted.pieces),
        rejected=max(told.rejected, -noted.rejected), session_id=told.correction_id,
    )  # fmt: skip
