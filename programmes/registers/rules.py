"""What attendance codes mean, as data, and how a row and its corrections add up. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kernel.i18n import _l


@dataclass(frozen=True, kw_only=True)
class Code:
    """One code.

    Attended and complied are two facts; ``pays`` and ``counts`` (towards completion) follow from neither.
    """

    code: str
    label: Any
    attended: bool
    complied: bool
    pays: bool
    counts: bool
    needs_note: bool = False
    chosen: bool = True
    """False: written by the state of the place, never picked by hand."""
    tone: str = ""


CODES = {
    one.code: one
    for one in (
        Code(code="present", label=_l("Present"), attended=True, complied=True, pays=True, counts=True),
        Code(code="late", label=_l("Late"), attended=True, complied=False, pays=True, counts=True, tone="warn"),
        Code(
            code="absent_acceptable",
            label=_l("Excused"),
            attended=False,
            complied=True,
            pays=False,
            counts=False,
            tone="warn",
        ),
        Code(code="medical", label=_l("Medical"), attended=False, complied=True, pays=False, counts=False, tone="warn"),
        Code(code="court", label=_l("Court"), attended=False, complied=True, pays=False, counts=False, tone="warn"),
        Code(
            code="refused",
            label=_l("Refused"),
            attended=False,
            complied=False,
            pays=False,
            counts=False,
            needs_note=True,
            tone="bad",
        ),
        Code(
            code="released", label=_l("Released"), attended=False, complied=True, pays=False, counts=False, tone="warn"
        ),
        Code(
            code="suspended", label=_l("Suspended, not paid"), attended=False, complied=True, pays=False,
            counts=False, chosen=False, tone="warn",
        ),
        Code(
            code="suspended_paid", label=_l("Suspended, paid"), attended=False, complied=True, pays=True,
            counts=False, chosen=False, tone="warn",
        ),
    )
}  # fmt: skip
CHOSEN = {key: one for key, one in CODES.items() if one.chosen}
USUAL = "present"


@dataclass(frozen=True)
class Standing:
    """What an attendance row comes to after its corrections."""

    code: str
    pays: bool
    counts: bool
    minutes: int
    pieces: int


def standing(row: Any, corrections: Sequence[Any]) -> Standing:
    """The last code stands, minutes and pieces add up. ``corrections`` are in the order they were made."""
    last = corrections[-1] if corrections else row
    minutes = row.minutes + sum(one.minutes_delta for one in corrections)
    pieces = row.pieces + sum(one.pieces_delta for one in corrections)
    return Standing(last.code, last.pays, last.counts, minutes, pieces)
