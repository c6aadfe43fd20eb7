"""Pure drawing of lives: who is held where, since when, under what sentence, until when."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from casework.alerts.models import AlertCode
from casework.demo.rules import MadeName, make_birth, make_name
from casework.inputs.rules import digest, keep
from casework.laws.rules import law_of, shipped
from casework.people.models import LegalStatus, SecurityLevel
from casework.sentences.rules import Found, Imposed, Moved, find_dates
from casework.terms.rules import Term

LAW = law_of(shipped()["sds-50"])
"""The law of the demo: the pack that comes with the house."""
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
ALERT_WORDS = {
    AlertCode.ESCAPE: "Two officers on every escort.",
    AlertCode.SELF_HARM: "Look in every thirty minutes. Talk, do not only look.",
    AlertCode.ASSAULT_STAFF: "No officer alone with this person.",
    AlertCode.VULNERABLE: "Not in the yard with the other wing.",
    AlertCode.FIRST_NIGHT: "Shared cell, light on, a listener near by.",
    AlertCode.NO_CONTACT: "No letters or calls to the people on the court's list.",
    AlertCode.ACCESS_NEED: "Ground floor, wide door, seat in the shower.",
    AlertCode.HOME_SAFETY: "Visit in pairs and ring from the gate.",
}
LIMITS = ("No heavy lifting.", "No work at heights.", "Half days, sitting work.")
INJURIES = "Bruise on the left arm, photographed."
COMPLAINT = "Says that it was done during the arrest. Sent to the prosecutor the same day."
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
FIRST = ("sentenced", "civil", "licence", "remand", "unsentenced", "community", "closed", "community", "licence")
"""The first people, so that even a small demo has somebody in each state."""
SURE_LEVELS = {0: SecurityLevel.MEDIUM, 2: SecurityLevel.CLOSE, 8: SecurityLevel.MAXIMUM}
"""Of the first: one overdue for release from the big prison, two to be supervised most closely."""
SURE_BIRTHS = {10: 0.93, 11: 0.96, 12: 0.99}
"""Draws that give a birth by year, by estimate, not known."""
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
    twin: bool = False
    """Whether somebody else's file may be this person's."""

    @property
    def held(self) -> bool:
        """Whether the person is in custody now."""
        return self.state in HELD

    @property
    def status(self) -> LegalStatus:
        """The person's legal status now."""
        return STATUS[self.state]


def draw_life(rng: random.Random, today: dt.date, nth: int, nth_sentenced: int) -> Life:
    """A life, by the shares of a real service, after the first few.

    ``nth`` counts all so far, ``nth_sentenced`` those under sentence: the first of these are due for release.
    """
    female = rng.random() < 0.09 and nth >= len(FIRST)  # noqa: PLR2004 - the share of women in prisons, roughly
    state = FIRST[nth] if nth < len(FIRST) else rng.choices([s for s, _w in STATES], [w for _s, w in STATES])[0]
    level = _level(rng) if state in {"sentenced", "licence", "closed"} else None
    level = SURE_LEVELS.get(nth, level)
    prison = "" if state == "community" else _prison(rng, female=female, state=state, level=level)
    sentenced = state in {"sentenced", "licence", "closed"}
    due = _due(rng, state, nth_sentenced)
    months = rng.choice(_lengths(due)) if sentenced else 0
    remand = rng.randrange(10, 60) if sentenced and rng.random() < 0.4 else 0  # noqa: PLR2004
    imposed, found = _sentence(today + dt.timedelta(days=due), months, remand) if sentenced else (None, None)
    received = imposed if sentenced else today - dt.timedelta(days=rng.randrange(1, 170))
    released = found.release if found and state != "sentenced" else None
    supervised = state in {"licence", "community"}
    return Life(
        name=make_name(rng, female), female=female, birth=make_birth(rng, today, SURE_BIRTHS.get(nth)), state=state,
        prison=prison, wing=_wing(rng, prison, state), office=rng.choice(("OLD", "OLD", "RIV")) if supervised else "",
        level=level, received_on=None if state == "community" else received, court=rng.choice(COURTS),
        judge=rng.choice(JUDGES), offence=rng.choice(OFFENCES), months=months, imposed_on=imposed, remand_days=remand,
        found=found, released_on=released, supervised_on=released or received if supervised else None,
    )  # fmt: skip


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
    inputs = keep([sentence], adjustments, 1, LAW)
    return inputs, digest(inputs)


def compute(imposed: dt.date, months: int, remand: int) -> Found:
    """The dates of one standard sentence, by the same rule that the screens use."""
    moved = [Moved(kind="remand", days=remand, applies_from=imposed)] if remand else []
    half = LAW.share_for("standard", imposed)
    assert half is not None
    one = Imposed(key="1", count=1, on=imposed, term=Term(months=months), share=half.share, law=half.citation)
    return find_dates([one], moved)
