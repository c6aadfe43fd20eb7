"""What each kind of movement owes, to whom and how soon. Hours are this service's own; the rules say the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from casework.custody.models import MovementKind
from casework.duties.models import DutyKind

AT_ONCE, WITHOUT_DELAY = dt.timedelta(hours=1), dt.timedelta(hours=24)
"""How this service reads "at once" and "without delay"."""
SOON = dt.timedelta(days=14)
"""How this service reads "as soon as reasonably possible"."""


@dataclass(frozen=True)
class Owed:
    """A duty, how soon after the movement, and the rule it rests on."""

    kind: DutyKind
    within: dt.timedelta
    rule: str


OWED: Mapping[MovementKind, tuple[Owed, ...]] = {
    MovementKind.TRANSFER: (Owed(DutyKind.FAMILY_TRANSFER, WITHOUT_DELAY, "Mandela Rule 68"),),
    MovementKind.TO_HOSPITAL: (Owed(DutyKind.FAMILY_ILLNESS, AT_ONCE, "Mandela Rule 69"),),
    MovementKind.ESCAPE: (
        Owed(DutyKind.ESCAPE_REPORTED, AT_ONCE, ""),
        Owed(DutyKind.ABSENCE_REPORTED, WITHOUT_DELAY, "Mandela Rule 71 (1)"),
    ),
    MovementKind.DEATH: (
        Owed(DutyKind.KIN_TOLD, AT_ONCE, "Mandela Rule 69"),
        Owed(DutyKind.EVIDENCE_KEPT, AT_ONCE, "Mandela Rule 71 (1)"),
        Owed(DutyKind.AUTHORITY_TOLD, WITHOUT_DELAY, "Mandela Rule 71 (1)"),
        Owed(DutyKind.INVESTIGATION, 3 * WITHOUT_DELAY, "Mandela Rule 71 (1)"),
        Owed(DutyKind.THINGS_GIVEN, SOON, "Mandela Rule 67 (2)"),
        Owed(DutyKind.BODY_GIVEN, SOON, "Mandela Rule 72"),
        Owed(DutyKind.FUNERAL, SOON, "Mandela Rule 72"),
    ),
}
OUTSIDE_ALWAYS = (
    Owed(DutyKind.FAMILY_KNOWS, WITHOUT_DELAY, ""),
    Owed(DutyKind.DEATH_PROVED, SOON, ""),
    Owed(DutyKind.THINGS_GIVEN, SOON, "Mandela Rule 67 (2)"),
)
OUTSIDE_SUPERVISED = (Owed(DutyKind.COURT_TOLD, 3 * WITHOUT_DELAY, ""), Owed(DutyKind.DEATH_REVIEWED, 2 * SOON, ""))
"""What the service owes after the death of somebody outside, counted from the hour it learned of it."""
RULES: Mapping[DutyKind, str] = {
    owed.kind: owed.rule for many in (*OWED.values(), OUTSIDE_ALWAYS, OUTSIDE_SUPERVISED) for owed in many
}
"""The rule behind each duty; none where it is this service's own."""


def owed_outside(*, supervised: bool) -> tuple[Owed, ...]:
    """The duties after a death outside; more of them when the person was under supervision."""
    return OUTSIDE_ALWAYS + (OUTSIDE_SUPERVISED if supervised else ())


def owed_after(kind: MovementKind, *, no_news_of_illness: bool) -> tuple[Owed, ...]:
    """The duties of a movement. Whoever asked that nobody hears of an illness is obeyed (Rule 69)."""
    return tuple(
        owed for owed in OWED.get(kind, ()) if not (owed.kind is DutyKind.FAMILY_ILLNESS and no_news_of_illness)
    )
