"""What a passport may hold and how it is gathered. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.errors import DomainError
from kernel.i18n import _, _l
from programmes.catalogue.models import ProgrammeKind
from programmes.modules.rules import Course
from programmes.wording.rules import names_custody, refuse_custody

EXPERIENCE: dict[ProgrammeKind, Any] = {
    ProgrammeKind.WORK: _l("Work experience"),
    ProgrammeKind.VOCATIONAL: _l("Vocational training"),
    ProgrammeKind.EDUCATION: _l("Education"),
    ProgrammeKind.LIFE_SKILLS: _l("Skills for everyday life"),
}
"""What employers read for each kind. What they never read of is missing: induction, work on offending."""
LEAST_MINUTES = 60
TITLE = _l("Skills passport")


@dataclass(frozen=True, kw_only=True)
class Trade:
    """Time spent in one trade or subject, over all groups, and the modules achieved in it."""

    title: str
    kind: Any
    minutes: int
    modules: tuple[str, ...]
    last_on: dt.date | None

    @property
    def hours(self) -> int:
        """Whole hours, as employers count."""
        return self.minutes // 60


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What the person put in: trades by title, certificates and skills by id, languages by code."""

    issuer: str
    language: str
    certificates: frozenset[str] = frozenset()
    trades: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    spoken: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to print."""
        return not (self.certificates or self.trades or self.skills)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What stands, or could stand, on the paper."""

    certificates: Sequence[Any] = ()
    trades: Sequence[Trade] = ()
    skills: Sequence[Any] = ()
    spoken: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the public proofs are: of a passport and of a certificate, by their tokens."""

    passport: Callable[[str], str]
    certificate: Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is printed. ``proofs``: the address of the public proof of each certificate, by its id."""

    name: str
    issuer: str
    number: str
    token: str
    issued_on: dt.date
    language: str
    address: str
    contents: Contents
    proofs: Mapping[Any, str]


def trades_of(courses: Iterable[Course]) -> list[Trade]:
    """Time by trade, most hours first; only kinds an employer reads of, and titles without a word of custody."""
    found: dict[tuple[str, ProgrammeKind], Trade] = {}
    for one in courses:
        if one.kind not in EXPERIENCE or names_custody(one.title):
            continue
        before = found.get((one.title, one.kind))
        names = [each.module.name for each in one.achieved if not names_custody(each.module.name)]
        found[one.title, one.kind] = Trade(
            title=one.title, kind=EXPERIENCE[one.kind], minutes=one.minutes + (before.minutes if before else 0),
            modules=tuple(dict.fromkeys([*(before.modules if before else ()), *names])),
            last_on=one.ended_on or (before.last_on if before else None),
        )  # fmt: skip
    enough = [one for one in found.values() if one.minutes >= LEAST_MINUTES]
    return sorted(enough, key=lambda one: (-one.minutes, one.title))


def narrowed(offered: Contents, chosen: Chosen) -> Contents:
    """Only what the person chose of what could be offered. What is not theirs to choose cannot come in."""
    return Contents(
        certificates=[one for one in offered.certificates if str(one.id) in chosen.certificates],
        trades=[one for one in offered.trades if one.title in chosen.trades],
        skills=[one for one in offered.skills if str(one.now.id) in chosen.skills],
        spoken=[one for one in offered.spoken if one in chosen.spoken],
    )


def check(contents: Contents, chosen: Chosen) -> None:
    """Pass when the paper says something, in somebody's name, and nothing of custody. Raises DomainError."""
    if chosen.empty:
        raise DomainError(_("Choose at least one certificate, one trade or one skill."), field="certificates")
    for one in contents.certificates:
        refuse_custody(f"{one.title} {one.issuer} {' '.join(one.modules)}", "certificates")
    for story in contents.skills:
        refuse_custody(story.now.evidence, "skills")
    refuse_custody(chosen.issuer, "issuer")
