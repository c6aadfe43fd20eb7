"""What a copy of a file is made of, and what is left out of it on which ground. Pure but for the reader's language."""

from __future__ import annotations

import datetime as dt
import enum
import functools
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kernel.i18n import _, said

EVERYTHING = 100_000
"""A copy is whole: where a page shows the newest, the copy asks for this many."""
LATER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
PAPER_LINES = 500
"""What one paper holds: a long file comes in several, each made within the limits of the press."""
SHORTEST = 3
"""Shorter words would tear holes into other words."""


class Ground(enum.StrEnum):
    """Why something is left out. Kind, reason, law and number stand in ``grounds.toml``."""

    FAMILY = "family"
    APART = "apart"
    STAFF = "staff"
    ADDRESS = "address"
    SAFETY = "safety"
    OTHERS = "others"


@dataclass(frozen=True, kw_only=True)
class GroundLine:
    """One ground as the copy lists it."""

    ground: Ground
    number: int
    kind: Any
    why: Any
    law: Any


@dataclass(frozen=True, kw_only=True)
class Law:
    """The data file: on what the copy rests, the grounds in their order, how to contest."""

    law: Any
    contest: Any
    grounds: tuple[GroundLine, ...]


@functools.cache
def law() -> Law:
    """The grounds in force, from their data file."""
    raw = tomllib.loads((Path(__file__).parent / "grounds.toml").read_text(encoding="utf-8"))
    shown = functools.partial(said, words=raw["words"])
    lines = tuple(
        GroundLine(
            ground=Ground(one["code"]), number=number, kind=shown(one["kind"]), why=shown(one["why"]),
            law=shown(one["law"]),
        )
        for number, one in enumerate(raw["ground"], 1)
    )  # fmt: skip
    return Law(law=shown(raw["law"]), contest=shown(raw["contest"]), grounds=lines)


@functools.cache
def _numbers() -> dict[Ground, int]:
    return {line.ground: line.number for line in law().grounds}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry of a section: when, what in a few words, what was written, and facts beside it."""

    when: str = ""
    what: str = ""
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of the copy. Without lines it says that there is nothing on file."""

    title: str
    lines: list[Line] = field(default_factory=list)


def papers_of(sections: Iterable[Section], most: int = PAPER_LINES) -> list[list[Section]]:
    """The sections as papers of at most so many lines; a section that is too long goes on in the next one."""
    papers: list[list[Section]] = [[]]
    room = most
    for section in sections:
        lines = section.lines
        while len(lines) > room:
            papers[-1] += [replace(section, lines=lines[:room])] if room else []
            papers.append([])
            lines, room = lines[room:], most
        papers[-1].append(replace(section, lines=lines))
        room -= len(lines)
    return papers


class Redactor:
    """Leaves out what the person may not get, marks the place with the ground's number, and counts."""

    def __init__(self, hidden: Mapping[str, Ground], roles: Mapping[str, str], own: Iterable[str] = ()) -> None:
        """``hidden``: words never to appear; ``roles``: names of staff → their role; ``own``: the person's names."""
        spared = {_plain(one) for one in own}
        self._grounds = {_plain(words): ground for words, ground in hidden.items() if len(words.strip()) >= SHORTEST}
        self._roles = {_plain(name): role for name, role in roles.items()}
        found = [words for words in {*self._grounds, *self._roles} if words and words not in spared]
        found.sort(key=len, reverse=True)
        alternatives = "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in found)
        self._pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE) if found else None
        self.counts: Counter[Ground] = Counter()

    def leave_out(self, ground: Ground) -> str:
        """The mark that stands for what was left out."""
        self.counts[ground] += 1
        return _("[left out: %(number)s]", number=_numbers()[ground])

    def staff(self, name: str | None) -> str:
        """The role of a member of staff instead of the name; nothing for nobody."""
        if not name:
            return ""
        self.counts[Ground.STAFF] += 1
        return self._roles.get(_plain(name)) or _("A member of staff")

    def clean(self, text: str | None) -> str:
        """Free text without the names that may not appear in it."""
        return self._pattern.sub(self._instead, text) if text and self._pattern else text or ""

    def _instead(self, match: re.Match[str]) -> str:
        words = _plain(match[0])
        if (ground := self._grounds.get(words)) is not None:
            return self.leave_out(ground)
        return self.staff(words)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
