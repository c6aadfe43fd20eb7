"""Pure decisions on decisions: the reasons that leave a score, the cautious end, what a form demands, how old it is."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.people.models import SecurityLevel
from kernel.i18n import _, said

ALONE = 1
"""How many steps from the score one approver decides alone. The database holds it too."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a decision may leave the score: ``ways`` it may go; ``only`` names the one procedure that uses it."""

    code: str
    text: Any
    ways: frozenset[str]
    only: str = ""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The data file: the reasons by their code, and how long a score and a provisional decision hold."""

    reasons: Mapping[str, Reason]
    signing: Any
    score_days: int
    provisional_days: int
    score_rule: Any


@functools.cache
def policy() -> Policy:
    """The policy in force, from its data file."""
    raw = tomllib.loads((Path(__file__).parent / "decisions.toml").read_text(encoding="utf-8"))
    shown = functools.partial(said, words=raw["words"])
    lines = {
        one["code"]: Reason(
            code=one["code"], text=shown(one["text"]), ways=frozenset(one["ways"]), only=one.get("only", "")
        )
        for one in raw["reason"]
    }
    return Policy(
        reasons=lines, signing=shown(raw["signing"]["citation"]), score_days=raw["score"]["days"],
        provisional_days=raw["score"]["provisional_days"], score_rule=shown(raw["score"]["citation"]),
    )  # fmt: skip


def reason_words(code: str | None) -> str:
    """A reason as people say it; a code that the policy does not know any more stays itself."""
    known = policy().reasons.get(code or "")
    return str(known.text) if known else code or ""


def steps_between(suggested: SecurityLevel, chosen: SecurityLevel) -> int:
    """How many levels a decision lies from the score."""
    return abs(chosen.rank - suggested.rank)


def refusal_of_override(
    suggested: SecurityLevel, chosen: SecurityLevel, code: str | None, words: str, *, on_appeal: bool = False
) -> tuple[str, str]:
    """(the sentence, the field to mend) why the score may not be left like that; empty where it may."""
    if chosen is suggested:
        return "", ""
    known = policy().reasons.get(code or "")
    if known is None or (known.only == "appeal" and not on_appeal):
        return _("This is not what the score suggests. Choose why."), "override_code"
    way = "up" if chosen.rank > suggested.rank else "down"
    if way not in known.ways:
        refusal = _("“%(reason)s” is a reason to go the other way only. Choose another one.", reason=known.text)
        return refusal, "override_code"
    if not words.strip():
        refusal = _("This is not what the score suggests. Write the reason in words: the person will read it.")
        return refusal, "override_words"
    return "", ""


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """What the form itself demands whatever the points say: at least, or at most, this level."""

    code: str
    text: Any
    level: SecurityLevel
    floor: bool

    def admits(self, level: SecurityLevel) -> bool:
        """Whether a level keeps to it."""
        return level.rank >= self.level.rank if self.floor else level.rank <= self.level.rank


def mandates(definition: Mapping[str, Any], answers: Mapping[str, str], *, maybe: bool = False) -> tuple[Mandate, ...]:
    """The mandatory overrides of a form that these answers call for; with ``maybe`` also those they leave open.

    One is written ``[[mandatory]]`` with a code, a text, ``when`` (item to the options that call for it, all items
    together) and ``at_least`` or ``at_most``.
    """
    words = definition.get("words", {})
    return tuple(
        Mandate(
            code=one["code"], text=said(one["text"], words), floor="at_least" in one,
            level=SecurityLevel(one.get("at_least") or one["at_most"]),
        )
        for one in definition.get("mandatory", ())
        if all(answers.get(key) in options or (maybe and not answers.get(key)) for key, options in one["when"].items())
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """What the form suggests: ``level`` is the cautious end while ``provisional``; ``mandate`` moved it, or None."""

    level: SecurityLevel
    lowest: SecurityLevel
    provisional: bool
    mandate: Mandate | None = None


def suggestion(
    definition: Mapping[str, Any], answers: Mapping[str, str], lowest: SecurityLevel, highest: SecurityLevel
) -> Suggestion:
    """The level a form suggests between its two ends, as far as its demands leave them."""
    sure, maybe = mandates(definition, answers), mandates(definition, answers, maybe=True)
    low, _moved = _bound(lowest, [*(one for one in sure if one.floor), *(one for one in maybe if not one.floor)])
    high, mandate = _bound(highest, [*(one for one in sure if not one.floor), *(one for one in maybe if one.floor)])
    return Suggestion(level=high, lowest=low, provisional=low is not high, mandate=mandate)


def _bound(level: SecurityLevel, demands: Sequence[Mandate]) -> tuple[SecurityLevel, Mandate | None]:
    """The level after the demands; a floor is the stronger one, because it stands last."""
    moved = None
    for one in sorted(demands, key=lambda demand: (demand.floor, demand.level.rank)):
        if not one.admits(level):
            level, moved = one.level, one
    return level, moved


def refusal_of_age(ended_on: dt.date | None, made_on: dt.date, today: dt.date, *, replaced: bool) -> str:
    """Why a score may not be decided on any more, and what is possible instead; empty where it may."""
    if replaced or (ended_on is not None and ended_on < today):
        return _(
            "This score was made with a version of the form that is not in force any more. Take the answers over into "
            "the version in force; they are scored anew."
        )
    if (today - made_on).days > policy().score_days:
        return _(
            "This score is more than %(days)s days old, so what it rests on may have changed. Look at the answers "
            "again and keep them; they are scored anew.", days=policy().score_days,
        )  # fmt: skip
    return ""
