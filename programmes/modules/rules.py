"""How the hours of a group fall on the modules of its version, and what of them a person has done. Pure.

A group goes through its version in order: each session teaches the module that is due, and may end one and begin the
next. A catch-up session teaches what the session it makes up taught. Sessions after the last module are open: their
minutes make up for what a person missed, the first gap first. A module is achieved when its share of minutes is done
(or done in an earlier group, or it is exempt) and no assessment stands against it: completion is modules, not a
percentage of the whole.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from programmes.catalogue.models import ProgrammeKind
from programmes.completions.models import Outcome

OPEN = -1
"""Stands for no module: time after the curriculum."""


@dataclass(frozen=True, kw_only=True)
class Module:
    """A part of a version. ``assessed``: minutes alone do not achieve it, somebody has to say that it is passed."""

    name: str
    minutes: int
    assessed: bool = False


@dataclass(frozen=True, kw_only=True)
class Taught:
    """A session of a group that was not cancelled. ``makes_up``: the session whose content it repeats."""

    session_id: uuid.UUID
    minutes: int
    makes_up: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Try:
    """An attempt at a module as it stands after amendments."""

    id: uuid.UUID
    module: str
    attempt: int
    result: str
    evidence: str
    on: dt.date
    assessor: str


@dataclass(frozen=True, kw_only=True)
class Credit:
    """A module achieved in an earlier group of the same programme, here or in another prison."""

    group: str
    on: dt.date | None


@dataclass(kw_only=True)
class ModuleStanding:
    """One module for one person: what is done, what is needed, what stands against it."""

    module: Module
    least: int
    done: int = 0
    made_up: int = 0
    tries: list[Try] = field(default_factory=list)
    credit: Credit | None = None

    @property
    def result(self) -> str:
        """The last result; "" when nobody assessed it."""
        return self.tries[-1].result if self.tries else ""

    @property
    def exempt(self) -> bool:
        """Whether prior learning stands for it."""
        return self.result == "exempt"

    @property
    def minutes_missing(self) -> int:
        """The minutes still to attend or to make up."""
        return 0 if self.exempt or self.credit else max(0, self.least - self.done)

    @property
    def result_missing(self) -> bool:
        """Whether an assessment is still to be passed."""
        if self.exempt or self.credit:
            return False
        return self.result == "not_yet" or (self.module.assessed and self.result != "passed")

    @property
    def achieved(self) -> bool:
        """Whether it counts towards completion, and may be named on a paper."""
        return not self.minutes_missing and not self.result_missing


@dataclass(frozen=True, kw_only=True)
class Course:
    """A place of a person with every module of its version. ``minutes``: all that counted, by whatever module."""

    id: uuid.UUID
    intake: str
    programme_id: uuid.UUID
    programme: str
    kind: ProgrammeKind
    certificate_title: str
    awarding_body: str
    starts_on: dt.date
    ended_on: dt.date | None
    outcome: Outcome | None
    minutes: int
    modules: Sequence[ModuleStanding]

    @property
    def achieved(self) -> list[ModuleStanding]:
        """The modules that may be named on a paper: all of them once the course counts as completed."""
        return [one for one in self.modules if one.achieved or self.outcome == Outcome.COMPLETED]

    @property
    def title(self) -> str:
        """What an employer reads for it."""
        return self.certificate_title or self.programme


def modules_in(curriculum: Mapping[str, Any]) -> list[Module]:
    """The modules of a version as the catalogue keeps them."""
    return [
        Module(name=one["name"], minutes=one["minutes"], assessed=bool(one.get("assessed")))
        for one in curriculum["modules"]
    ]


def spread(modules: Sequence[Module], taught: Sequence[Taught]) -> dict[uuid.UUID, list[tuple[int, int]]]:
    """By session: (index of the module or OPEN, minutes of it), in the order of the group's sessions."""
    left = [[index, one.minutes] for index, one in enumerate(modules)]
    found: dict[uuid.UUID, list[tuple[int, int]]] = {}
    for one in taught:
        again = found.get(one.makes_up) if one.makes_up else None
        found[one.session_id] = again or _next_parts(left, one.minutes)
    return found


def _next_parts(left: list[list[int]], minutes: int) -> list[tuple[int, int]]:
    parts = []
    while minutes and left:
        index, due = left[0]
        taken = min(due, minutes)
        parts.append((index, taken))
        minutes -= taken
        left[0][1] -= taken
        if not left[0][1]:
            left.pop(0)
    return [*parts, (OPEN, minutes)] if minutes else parts


def shares(parts: Sequence[tuple[int, int]], attended: int) -> list[tuple[int, int]]:
    """What of a session's parts a person had who was there for ``attended`` minutes: in proportion, nothing lost."""
    whole = sum(minutes for _index, minutes in parts)
    given, before, found = 0, 0, []
    for index, minutes in parts:
        before += minutes
        until = attended * before // whole if whole else 0
        found.append((index, until - given))
        given = until
    return found


def standing_of(
    modules: Sequence[Module], percent: int, parts: Mapping[uuid.UUID, Sequence[tuple[int, int]]],
    attended: Mapping[uuid.UUID, int], tries: Sequence[Try], credits_: Mapping[str, Credit],
) -> list[ModuleStanding]:  # fmt: skip
    """Every module of a version for one person. ``attended``: the minutes that count, by session."""
    done: dict[int, int] = defaultdict(int)
    for session_id, minutes in attended.items():
        for index, share in shares(parts.get(session_id, [(OPEN, minutes)]), minutes):
            done[index] += share
    found = [
        ModuleStanding(
            module=one, least=-(-one.minutes * percent // 100), done=done[index],
            tries=[each for each in tries if each.module == one.name], credit=credits_.get(one.name),
        )
        for index, one in enumerate(modules)
    ]  # fmt: skip
    _make_up(found, done[OPEN])
    return found


def _make_up(standings: Sequence[ModuleStanding], open_minutes: int) -> None:
    for one in standings:
        one.made_up = min(open_minutes, one.minutes_missing)
        one.done += one.made_up
        open_minutes -= one.made_up


def missing(standings: Sequence[ModuleStanding]) -> list[ModuleStanding]:
    """What is left before the programme's pass rule is met."""
    return [one for one in standings if not one.achieved]
