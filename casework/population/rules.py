"""Pure drawing of lives: who is held where, since when, under what sentence, until when."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from casework.demo.rules import MadeName, make_birth, make_name
from casework.people.models import LegalStatus, SecurityLevel
from casework.sentences.rules import Found, Imposed, Moved, find_dates
from casework.terms.rules import Term

SHARE = Fraction(1, 2)
COURTS = (
    "Central District Court",
    "Port Magistrates' Court",
    "Court of Appeal, Second Chamber",
    "Northern Circuit Court",
)
JUDGES = ("Judge A. Morel", "Judge S. Idrissi", "Magistrate T. Ndlovu", "Judge K. Sato", "Judge M. Alvarez")
OFFENCES = ("Theft", "Burglary of a dwelling", "Robbery", "Assault causing harm", "Supply of a controlled drug",
"Fraud",
            "Handling stolen goods", "Driving while disqualified", "Criminal damage", "Carrying a weapon")  # fmt: skip
THINGS = (
    "Wrist watch",
    "Mobile telephone",
    "Leather belt",
    "Wallet",
    "Wedding ring",
    "Winter jacket",
    "House keys",
    "Prayer beads",
    "Glasses",
)
WOMEN = frozenset({"mother", "wife", "sister", "daughter"})
KIN = ("mother", "father", "wife", "husband", "brother", "sister", "daughter", "son")
STATES = (
    ("remand", 22),
    ("unsentenced", 4),
    ("sentenced", 36),
    ("licence", 16),
    ("community", 8),
    ("closed", 12),
    ("civil", 2),
)
STATUS = {
    "remand": LegalStatus.UNCONVICTED, "unsentenced": LegalStatus.CONVICTED_UNSENTENCED,
    "sentenced": LegalStatus.SENTENCED,
    "licence": LegalStatus.ON_LICENCE, "community": LegalStatus.COMMUNITY_ORDER, "closed": LegalStatus.CLOSED,
    "civil": LegalStatus.CIVIL,
}  # fmt: skip
LENGTHS = (6, 8, 9, 12, 14, 18, 20, 24, 30, 36, 48, 60, 84, 120)
HALF_MONTH, LEAST_SERVED = 15, 80
HELD = frozenset({"remand", "unsentenced", "sentenced", "civil"})
DUE = (-3, 0, 0, 1, 2, 4, 6, 7, 11, 16, 22, 29, 30, 41, 55, 70, 88, 90)
"""Days to release of the first sentenced people, so that every worklist of a prison has its lines."""


@dataclass(frozen=True, kw_only=True)
class Life:
    """One made-up person and the course of their case. Days are civil dates; None where there was no such thing."""

    name: MadeName
    female: bool
    birth: tuple[str, dt.date | None, dt.date | None, dt.date | None]
    state: str
    prison: str
    wing: str
    office: str
    level: SecurityLevel | None
    received_on: dt.date | None
    court: str
    judge: str
    offence: str
    months: int
    imposed_on: dt.date | None
    remand_days: int
    found: Found | None
    released_on: dt.date | None
    supervised_on: dt.date | None
    is_second_file: bool = False

    @property
    def held(self) -> bool:
        """Whether the person is in custody now."""
        return self.state in HELD

    @property
    def status(self) -> LegalStatus:
        """The person's legal status now."""
        return STATUS[self.state]


def draw_life(rng: random.Random, today: dt.date, nth_sentenced: int) -> Life:
    """A life, by the shares of a real service. ``nth_sentenced`` counts them so far: the first are due for release."""
    female = rng.random() < 0.09  # noqa: PLR2004 - the share of women in prisons, roughly
    state = rng.choices([s for s, _w in STATES], [w for _s, w in STATES])[0]
    level = _level(rng) if state in {"sentenced", "licence", "closed"} else None
    prison = "" if state == "community" else _prison(rng, female=female, state=state, level=level)
    sentenced = state in {"sentenced", "licence", "closed"}
    due = _due(rng, state, nth_sentenced)
    months = rng.choice(_lengths(due)) if sentenced else 0
    remand = rng.randrange(10, 60) if sentenced and rng.random() < 0.4 else 0  # noqa: PLR2004
    imposed, found = _sentence(today + dt.timedelta(days=due), months, remand) if sentenced else (None, None)
    received = imposed if sentenced else today - dt.timedelta(days=rng.randrange(1, 170))
    released = found.release if found and state != "sentenced" else None
    return Life(
        name=make_name(rng, female), female=female, birth=make_birth(rng, today), state=state, prison=prison,
        wing=_wing(rng, prison, state), office=rng.choice(("OLD", "OLD", "RIV")) if state in {"licence",
        "community"} else "",
        level=level, received_on=None if state == "community" else received, court=rng.choice(COURTS),
        judge=rng.choice(JUDGES),
        offence=rng.choice(OFFENCES), months=months, imposed_on=imposed, remand_days=remand, found=found,
        released_on=released,
        supervised_on=released or received if state in {"licence", "community"} else None,
    )  # fmt: skip


def with_a_second_file(lives: Sequence[Life]) -> list[Life]:
    """The same lives, but of two closed files the second is the first's person again, under the name in Latin letters.

    So that the demo has a pair of files to compare and merge.
    """
    closed = [n for n, life in enumerate(lives) if life.state == "closed" and life.birth[1]]
    pairs = ((a, b) for a in closed for b in closed if a < b and lives[a].female == lives[b].female)
    first, second = next(pairs, (0, 0))
    if first == second:
        return list(lives)
    name = lives[first].name
    twin = MadeName(name.latin or name.text, "", name.tradition)
    again = replace(lives[second], name=twin, birth=lives[first].birth, is_second_file=True)
    return [*lives[:second], again, *lives[second + 1 :]]


def _level(rng: random.Random) -> SecurityLevel:
    return rng.choices(list(SecurityLevel), (46, 38, 13, 3))[0]


def _prison(rng: random.Random, *, female: bool, state: str, level: SecurityLevel | None) -> str:
    if female:
        return "JUN"
    open_prison = state != "remand" and level == SecurityLevel.MINIMUM and rng.random() < 0.45  # noqa: PLR2004
    return "KES" if open_prison else "HRB"


def _wing(rng: random.Random, prison: str, state: str) -> str:
    """Untried people live apart from the convicted (Mandela Rule 11(b)): wing D of Harbour Road, house B of Juniper."""
    untried = state in {"remand", "civil"}
    if prison == "HRB":
        return "HRB-D" if untried else f"HRB-{rng.choice('ABC')}"
    if prison == "JUN":
        return "JUN-B" if untried else "JUN-A"
    return f"{prison}-{rng.choice('AB')}" if prison else ""


def _due(rng: random.Random, state: str, nth: int) -> int:
    """Days from today to release: negative for people who are out."""
    if state == "sentenced":
        return (
            DUE[nth]
            if nth < len(DUE)
            else rng.choice((rng.randrange(8, 120), rng.randrange(120, 700), rng.randrange(400, 1400)))
        )
    return -rng.randrange(3, 340) if state == "licence" else -rng.randrange(60, 400)


def _lengths(due: int) -> tuple[int, ...]:
    """Sentences, in months, of which a part at least is served by today when release lies ``due`` days ahead."""
    served = tuple(months for months in LENGTHS if months * HALF_MONTH > due + LEAST_SERVED)
    return served or LENGTHS[-1:]


def _sentence(release: dt.date, months: int, remand: int) -> tuple[dt.date, Found]:
    """A sentence date, and the dates computed from it, such that the person is due on ``release``."""
    imposed = release - dt.timedelta(days=months * 15 - remand)
    for _try in range(4):
        found = compute(imposed, months, remand)
        if found.release == release:
            break
        imposed += release - found.release
    return imposed, compute(imposed, months, remand)


def kept_inputs(sentence: dict[str, Any], adjustments: list[dict[str, Any]]) -> tuple[dict[str, Any], str]:
    """What a calculation was made from, and its hash, as the calculator keeps them."""
    inputs = {"sentences": [_plain(sentence)], "adjustments": [_plain(one) for one in adjustments]}
    return inputs, hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v if isinstance(v, int) else str(v) for k, v in row.items() if v is not None}


def compute(imposed: dt.date, months: int, remand: int) -> Found:
    """The dates of one standard sentence, by the same rule that the screens use."""
    moved = [Moved(kind="remand", days=remand, applies_from=imposed)] if remand else []
    return find_dates([Imposed(key="1", count=1, on=imposed, term=Term(months=months), share=SHARE)], moved)
