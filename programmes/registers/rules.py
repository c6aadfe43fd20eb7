"""What attendance codes mean, as data, and how a row and its corrections add up. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel.errors import DomainError
from kernel.i18n import _, said


@dataclass(frozen=True, kw_only=True)
class Code:
    """One code of ``codes.toml``, where its fields are explained.

    Attended and complied are two facts; ``pays`` and ``counts`` (towards completion) follow from neither.
    """

    code: str
    label: Any
    attended: bool = False
    complied: bool = False
    counts: bool = False
    pays: str = "no"
    needs: str = ""
    where: str = "register"
    tone: str = ""

    @property
    def asks_pay(self) -> bool:
        """Whether somebody has to say if the planned minutes are paid."""
        return self.pays == "ask"

    @property
    def classes(self) -> str:
        """Its tone for the page, and what the page has to ask once it is chosen."""
        return " ".join(filter(None, (self.tone, "seg-asks" * self.asks_pay, "seg-words" * self.needs_note)))

    @property
    def needs_note(self) -> bool:
        """Whether a few words are required."""
        return self.needs == "note"


def _read() -> dict[str, Code]:
    raw = tomllib.loads((Path(__file__).parent / "codes.toml").read_text("utf-8"))
    return {one["code"]: Code(**{**one, "label": said(one["label"], raw["words"])}) for one in raw["code"]}


CODES = _read()
CHOSEN = {key: one for key, one in CODES.items() if one.where != "never"}
"""What a human may say, on the page or in a correction."""
BUTTONS = {key: one for key, one in CODES.items() if one.where == "register"}
USUAL = next(iter(CODES))
NOT_REQUIRED = "not_required"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a register says of one person. ``minutes`` None means the whole session for a code that attends.

    ``paid`` answers the codes that ask whether the planned minutes are paid.
    """

    code: str
    minutes: int | None = None
    pieces: int = 0
    rejected: int = 0
    note: str = ""
    paid: bool | None = None


def pays(code: Code, paid: bool | None) -> bool:
    """Whether a row with this code is paid."""
    return bool(paid) if code.asks_pay else code.pays == "yes"


def minutes_of(mark: Mark, code: Code, planned: int) -> int:
    """The minutes a row records: as marked for who was there, the planned ones for who is paid without it."""
    if not code.attended:
        return planned if pays(code, mark.paid) else 0
    return planned if mark.minutes is None else mark.minutes


def code_of(mark: Mark, name: str, planned: int, *, unfit: bool, draft: bool = False) -> Code:
    """The code of a mark. Raises DomainError in words when it cannot stand; a ``draft`` may still lack its words."""
    code = CHOSEN.get(mark.code)
    if code is None:
        raise DomainError(_("Choose what happened for %(name)s.", name=name))
    if mark.minutes is not None and mark.minutes > planned:
        words = _("The session had %(most)d minutes. Write no more for %(name)s.", most=planned, name=name)
        raise DomainError(words)
    if code.attended and unfit:
        words = _("The health service says that %(name)s is not fit to work. Choose “Medical”.", name=name)
        raise DomainError(words, rule="Mandela Rule 96")
    if not draft and code.needs_note and not mark.note:
        raise DomainError(_("Write a few words for %(name)s: “%(code)s” needs them.", name=name, code=code.label))
    if not draft and code.asks_pay and mark.paid is None:
        raise DomainError(_("Say whether %(name)s is paid for the planned time.", name=name))
    return code


@dataclass(frozen=True)
class Standing:
    """What an attendance row comes to after its corrections."""

    code: str
    pays: bool
    counts: bool
    minutes: int
    pieces: int
    rejected: int = 0


def worked_difference(row: Any, before: Sequence[Any], made: Any) -> tuple[int, int, int]:
    """(minutes, pieces, rejected) by which a correction changes what was worked: who did not attend worked nothing."""
    was, now = standing(row, before), standing(row, [*before, made])
    old = (was.minutes, was.pieces, was.rejected) if (before[-1] if before else row).attended else (0, 0, 0)
    new = (now.minutes, now.pieces, now.rejected) if made.attended else (0, 0, 0)
    return new[0] - old[0], new[1] - old[1], new[2] - old[2]


def standing(row: Any, corrections: Sequence[Any]) -> Standing:
    """The last code stands, minutes and pieces add up. ``corrections`` are in the order they were made."""
    last = corrections[-1] if corrections else row
    minutes = row.minutes + sum(one.minutes_delta for one in corrections)
    pieces = row.pieces + sum(one.pieces_delta for one in corrections)
    rejected = row.rejected + sum(one.rejected_delta for one in corrections)
    return Standing(last.code, last.pays, last.counts, minutes, pieces, rejected)
