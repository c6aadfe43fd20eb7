"""The one registry of checks before a place is given: the single door and the bulk door both ask it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from programmes.fitting.rules import Check, Finding, Seat
from programmes.intakes.models import Intake

_checks: dict[str, tuple[int, Check]] = {}


def contribute_place_check(key: str, order: int, find: Check) -> None:
    """Ask this too before any place is given. The lower ``order`` speaks first; the same key again replaces."""
    _checks[key] = (order, find)


def findings_for(group: Intake, seats: Sequence[Seat], today: dt.date) -> dict[uuid.UUID, list[Finding]]:
    """What every check finds for these people in this group: what stands in the way first, then what warns."""
    found: dict[uuid.UUID, list[Finding]] = {seat.person_id: [] for seat in seats}
    for _order, find in sorted(_checks.values(), key=lambda one: one[0]) if seats else ():
        said: Mapping[uuid.UUID, Sequence[Finding]] = find(group, seats, today)
        for person_id, findings in said.items():
            found[person_id] += findings
    return {key: sorted(some, key=lambda one: not one.blocks) for key, some in found.items()}
