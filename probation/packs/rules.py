"""What a pack of contact standards says, read from its data file, and which version and phase apply on a day.

A pack that cannot be read whole is refused when it is loaded, with the place: a rule that is half understood would
make somebody come too often or too seldom.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.i18n import said
from probation.clocks.rules import Clock, Window, Working, add_business_days, weekday

LEVELS = ("intensive", "high", "medium", "low")
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A sub-quantity: of the contacts of a rule, at least so many of these kinds."""

    kinds: frozenset[str]
    quantities: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One contact standard. ``phases`` empty: it holds always. ``instead``: kinds that do in an overloaded office."""

    key: str
    name: Any
    citation: Any
    kinds: frozenset[str]
    clocks: Mapping[str, Clock]
    parts: tuple[Part, ...] = ()
    phases: frozenset[str] = frozenset()
    instead: frozenset[str] = frozenset()
    most: Mapping[str, int]
    most_days: int = 365


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A part of the time under supervision: the first days, or from a share of the whole on."""

    key: str
    name: Any
    until_days: int | None = None
    until_business: bool = False
    from_part: float | None = None


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """A life event asks for a contact within so many days."""

    key: str
    event: str
    name: Any
    citation: Any
    kinds: frozenset[str]
    days: int


@dataclass(frozen=True, kw_only=True)
class Earned:
    """The thresholds of good news."""

    lower_after_days: int
    least_contacts: int
    early_end_after_part: float
    early_end_after_days: int


@dataclass(frozen=True, kw_only=True)
class LevelRule:
    """The neutral rule of the supervision level: from the security level, one lower when that is earned."""

    citation: Any
    base: Mapping[str, str]
    unknown: str
    longest_override_days: int


@dataclass(frozen=True, kw_only=True)
class Version:
    """Contact standards as they stand from a day on. ``valid_from`` None: their source names no day."""

    pack: str
    number: int
    valid_from: dt.date | None
    citation: Any
    note: Any
    levels: tuple[str, ...]
    level_names: Mapping[str, Any]
    rules: tuple[Rule, ...]
    phases: tuple[Phase, ...]
    triggers: tuple[Trigger, ...]
    excused_when: frozenset[str]
    our_side_days: int
    earned: Earned
    earned_citation: Any
    level_rule: LevelRule


@dataclass(frozen=True, kw_only=True)
class Pack:
    """All versions of one body of standards, oldest first."""

    key: str
    name: Any
    about: Any
    versions: tuple[Version, ...]


def read_pack(raw: Mapping[str, Any]) -> Pack:
    """A pack from its file. Raises KeyError or ValueError where the file is not whole."""
    words = raw.get("words", {})
    versions = tuple(_version(raw["pack"], one, words) for one in raw["version"])
    days = [one.valid_from or dt.date.min for one in versions]
    if days != sorted(set(days)):
        raise ValueError(f"{raw['pack']}: the versions must follow each other by their first day")
    return Pack(key=raw["pack"], name=said(raw["name"], words), about=said(raw["about"], words), versions=versions)


def version_on(pack: Pack, day: dt.date) -> Version:
    """The version in force on a day: the newest that had begun, or the oldest where none had."""
    begun = [one for one in pack.versions if (one.valid_from or dt.date.min) <= day]
    return begun[-1] if begun else pack.versions[0]


def phase_on(
    version: Version, starts_on: dt.date, ends_on: dt.date | None, today: dt.date, working: Working = weekday
) -> Phase | None:
    """The phase of supervision on a day: the first of the version's that fits. None where it knows no phases."""
    for phase in version.phases:
        if phase.until_days is not None:
            late = _after(starts_on, phase, working)
            if today <= late:
                return phase
        elif phase.from_part is not None:
            whole = (ends_on - starts_on).days if ends_on else 0
            if whole and (today - starts_on).days >= whole * phase.from_part:
                return phase
        else:
            return phase
    return None


def gap_of(version: Version, level: str, kind: str, phase: Phase | None) -> int | None:
    """In how many days the next contact of a kind is asked for at a level, by the tightest rule; None where none is."""
    clocks = [
        rule.clocks[level] for rule in version.rules
        if level in rule.clocks and kind in rule.kinds and (not rule.phases or (phase and phase.key in rule.phases))
    ]  # fmt: skip
    gaps = [
        clock.period * (30 if clock.months else 1) // clock.quantity
        for clock in clocks
        if clock.quantity and clock.window is not Window.ONCE
    ]
    return max(min(gaps), 1) if gaps else None


def _after(start: dt.date, phase: Phase, working: Working) -> dt.date:
    assert phase.until_days is not None
    if phase.until_business:
        return add_business_days(start, phase.until_days, working)
    return start + dt.timedelta(days=phase.until_days)


def _version(pack: str, raw: Mapping[str, Any], words: Words) -> Version:
    levels = tuple(one for one in LEVELS if one in raw["levels"])
    terms = dict(raw["earned"])
    cited = terms.pop("citation")
    phases = tuple(_phase(one, words) for one in raw.get("phase", ()))
    rules = tuple(_rule(one, raw, words) for one in raw["rule"])
    known = {one.key for one in phases}
    if strange := {key for rule in rules for key in rule.phases} - known:
        raise ValueError(f"{pack}: no phase is called {', '.join(sorted(strange))}")
    return Version(
        pack=pack, number=raw["number"], valid_from=raw.get("valid_from"), citation=said(raw["citation"], words),
        note=said(raw.get("note", ""), words), levels=levels,
        level_names={key: said(text, words) for key, text in raw["levels"].items()}, rules=rules, phases=phases,
        triggers=tuple(_trigger(one, raw, words) for one in raw.get("trigger", ())),
        excused_when=frozenset(raw["excused_when"]), our_side_days=raw.get("our_side_days", 0), earned=Earned(**terms),
        earned_citation=said(cited, words), level_rule=_level_rule(raw["level_rule"], levels, words),
    )  # fmt: skip


def _rule(raw: Mapping[str, Any], version: Mapping[str, Any], words: Words) -> Rule:
    most = dict(raw.get("most", {}))
    clocks = {level: _clock(raw, raw[level]) for level in version["levels"] if level in raw}
    if not clocks:
        raise ValueError(f"{raw['key']}: no level of this version is named")
    return Rule(
        key=raw["key"], name=said(raw["name"], words), citation=said(raw.get("citation", version["citation"]), words),
        kinds=frozenset(raw["kinds"]), clocks=clocks, phases=frozenset(raw.get("phases", ())),
        parts=tuple(_part(one) for one in raw.get("of_which", ())), instead=frozenset(raw.get("instead", ())),
        most_days=most.pop("days", 365), most=most,
    )  # fmt: skip


def _clock(raw: Mapping[str, Any], line: Mapping[str, int]) -> Clock:
    first, window = raw.get("first", {}), Window(raw["window"])
    months = "months" in line
    if window in {Window.MONTH_END, Window.FIXED} and not months:
        raise ValueError(f"{raw['key']}: a calendar clock is counted in months")
    return Clock(
        quantity=line["quantity"], period=line.get("months") or line.get("days") or 0, months=months, window=window,
        first=first.get("days"), first_business=first.get("business", False),
    )  # fmt: skip


def _part(raw: Mapping[str, Any]) -> Part:
    return Part(kinds=frozenset(raw["kinds"]), quantities={key: raw[key] for key in LEVELS if key in raw})


def _phase(raw: Mapping[str, Any], words: Words) -> Phase:
    until = raw.get("until", {})
    return Phase(
        key=raw["key"], name=said(raw["name"], words), until_days=until.get("days"),
        until_business=until.get("business", False), from_part=raw.get("from_part"),
    )  # fmt: skip


def _trigger(raw: Mapping[str, Any], version: Mapping[str, Any], words: Words) -> Trigger:
    return Trigger(
        key=raw["key"], event=raw["event"], name=said(raw["name"], words), kinds=frozenset(raw["kinds"]),
        citation=said(raw.get("citation", version["citation"]), words), days=raw["days"],
    )  # fmt: skip


def _level_rule(raw: Mapping[str, Any], levels: Sequence[str], words: Words) -> LevelRule:
    made = LevelRule(
        citation=said(raw["citation"], words), base=raw["base"], unknown=raw["unknown"],
        longest_override_days=raw["longest_override_days"],
    )  # fmt: skip
    if strange := {*made.base.values(), made.unknown} - set(levels):
        raise ValueError(f"the level rule names {', '.join(sorted(strange))}, which this version does not know")
    return made
