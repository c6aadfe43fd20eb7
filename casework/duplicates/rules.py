"""Pure comparing of two files: how alike they are, on what evidence, and the sentences that say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.names.rules import asked_words, indexed_words
from casework.people.rules import fold
from casework.search.rules import Kind, rank
from kernel.i18n import LazyString, _, _l

WORTH_A_LOOK = 55
SURE_NUMBER = 100
_NAME_SCORE = {Kind.SAME: 50, Kind.BEGINS: 30, Kind.TYPO: 42, Kind.SPELLING: 42, Kind.TYPOS: 34, Kind.SOUND: 34}
_BIRTH_SCORE = {"same": 45, "possible": 20, "near": 25, "unknown": 5, "different": -100}
CUT_SHORT = 0.25
"""How much of the letters may be missing at the ends of words before a name is another, shorter one."""
_SHORTER, _ONE_WORD, _RELATIVE, _OTHER_SEX = 8, 20, 15, -40
_NAME_WORDS: Mapping[str, LazyString] = {
    "same": _l("The same name"), "order": _l("The same parts of the name"),
    "typo": _l("A letter or two differ in the name"),
    "spelling": _l("The same name in another spelling or script"), "sound": _l("The names sound alike"),
    "part": _l("Part of the name is the same"),
}  # fmt: skip
_BIRTH_WORDS: Mapping[str, LazyString] = {
    "same": _l("Born on the same day"), "possible": _l("The birth dates can be the same day"),
    "near": _l("Day and month are swapped, or the year is one off"), "unknown": _l("A birth date is not known"),
    "different": _l("Born on other days"),
}  # fmt: skip
Bounds = tuple[dt.date | None, dt.date | None]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What one file says that can be compared. Names are the person's own first; relatives by name."""

    names: Sequence[str]
    born: Bounds = (None, None)
    sex: str = ""
    relatives: Sequence[str] = ()


@dataclass(frozen=True)
class Likeness:
    """How alike two files are, 0 to 100, and on what evidence; 0 when they cannot be one person."""

    score: int
    evidence: dict[str, Any]


def likeness(mine: Facts, theirs: Facts) -> Likeness:
    """Compare names in any script and order, births with their bounds, relatives and sex."""
    how, points = _names_alike(mine.names, theirs.names)
    birth = births_alike(mine.born, theirs.born)
    if not points:
        return Likeness(0, {})
    evidence: dict[str, Any] = {"names": how, "shared": _shared(mine.names, theirs.names), "birth": birth}
    points += _BIRTH_SCORE[birth]
    if relatives := _relatives(mine.relatives, theirs.relatives):
        evidence["relative"] = relatives
        points += _RELATIVE
    if {mine.sex, theirs.sex} == {"male", "female"}:
        evidence["sex"] = "different"
        points += _OTHER_SEX
    return Likeness(max(0, min(99, points)), evidence)


def _names_alike(mine: Sequence[str], theirs: Sequence[str]) -> tuple[str, int]:
    """(how, points) of the best of all pairs of names; nothing when a part has no counterpart."""
    best = ("", 0)
    for one in mine:
        for other in theirs:
            best = max(best, _name_alike(one, other), key=lambda found: found[1])
    return best


def _name_alike(one: str, other: str) -> tuple[str, int]:
    asked, words = asked_words(one), asked_words(other)
    if len(asked) > len(words):
        asked, words, other = words, asked, one
    found = rank(asked, [indexed_words([other])])
    if not asked or found.missing or (found.worst is Kind.BEGINS and found.unlike > CUT_SHORT):
        return "", 0
    points = _NAME_SCORE[found.worst] - _SHORTER * (len(words) - len(asked))
    how = {
        Kind.SAME: "order",
        Kind.TYPO: "typo",
        Kind.BEGINS: "typo",
        Kind.TYPOS: "typo",
        Kind.SPELLING: "spelling",
    }.get(found.worst, "sound")
    if fold(one) == fold(other):
        how = "same"
    elif len(words) > len(asked):
        how = "part"
    return how, min(points, _ONE_WORD) if len(asked) == 1 and asked[0].isascii() else points


def births_alike(mine: Bounds, theirs: Bounds) -> str:
    """The word for two births: the same, possible, near (a usual mistake in writing), unknown or different."""
    (a, b), (c, d) = mine, theirs
    if a is None or b is None or c is None or d is None:
        return "unknown"
    if a <= d and c <= b:
        return "same" if a == b == c == d else "possible"
    if a == b and c == d and (_swapped(a, c) or ((a.month, a.day) == (c.month, c.day) and abs(a.year - c.year) == 1)):
        return "near"
    return "different"


def _swapped(a: dt.date, c: dt.date) -> bool:
    return a.year == c.year and (a.month, a.day) == (c.day, c.month)


def _shared(mine: Sequence[str], theirs: Sequence[str]) -> str:
    both = set(indexed_words(mine)) & set(indexed_words(theirs))
    return " ".join(word for word in indexed_words(mine) if word in both)


def _relatives(mine: Sequence[str], theirs: Sequence[str]) -> str:
    known = {" ".join(sorted(asked_words(name))): name for name in mine}
    return next((name for name in theirs if " ".join(sorted(asked_words(name))) in known), "")


def sentences(evidence: Mapping[str, Any]) -> list[str]:
    """The evidence in plain words, strongest first."""
    said = []
    if kind := evidence.get("identifier"):
        said.append(_("The same number of the kind “%(kind)s”", kind=kind))
    said += [
        str(words[evidence[key]])
        for key, words in (("names", _NAME_WORDS), ("birth", _BIRTH_WORDS))
        if evidence.get(key) in words
    ]
    if relative := evidence.get("relative"):
        said.append(_("The same relative: %(name)s", name=relative))
    if evidence.get("sex") == "different":
        said.append(_("Sex is recorded differently"))
    return said
