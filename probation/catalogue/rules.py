"""What the catalogue of conditions says, and a condition's sentence from its typed answers. Pure.

A line says from which version of the catalogue on it holds and up to which: a served condition keeps its version.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.errors import DomainError
from kernel.fields import read_time
from kernel.i18n import _, said, show_date, show_time

KINDS = frozenset({"text", "date", "time", "number", "address", "choice", "file"})
LONGEST = {"text": 200, "address": 300}
PRECISE = "Tokyo Rule 12.2"
_DAY = 24 * 60
_GAP = re.compile(r" {2,}")
_BEFORE_STOP = re.compile(r" +([.,;])")
_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, kw_only=True)
class Input:
    """One thing to fill into a condition. ``options``: value and words, of a choice.

    ``after`` names the time that this time ends: at most ``most`` hours later, over midnight too.
    ``words`` stand in the sentence where there is a file; ``rule`` is what a refusal rests on.
    """

    name: str
    kind: str
    label: Any
    options: tuple[tuple[str, Any], ...] = ()
    least: int = 0
    most: int = 999
    needed: bool = True
    after: str = ""
    words: Any = ""
    rule: Any = PRECISE


@dataclass(frozen=True, kw_only=True)
class PolicyLine:
    """One condition of the catalogue, its legal text and the same in plain words."""

    code: str
    purpose: str
    text: str
    plain: str
    kinds: frozenset[str]
    category: Any = ""
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The conditions that may be set from a day on, with their version and source."""

    version: str
    valid_from: dt.date
    citation: Any
    most_additional: int
    standard: tuple[PolicyLine, ...]
    additional: tuple[PolicyLine, ...]
    words: Mapping[str, Mapping[str, str]]

    def listed(self, code: str) -> PolicyLine | None:
        """The additional condition of this code."""
        return next((line for line in self.additional if line.code == code), None)

    def line(self, code: str) -> PolicyLine | None:
        """The condition of this code, standard or additional."""
        return next((line for line in (*self.standard, *self.additional) if line.code == code), None)


def read_catalogue(raw: Mapping[str, Any]) -> tuple[Policy, ...]:
    """Every version of a catalogue, oldest first. Raises KeyError or ValueError where the file is not whole."""
    words = raw["words"]
    return tuple(
        Policy(
            version=one["version"], valid_from=one["valid_from"], citation=said(one["citation"], words),
            most_additional=raw["most_additional"], words=words,
            standard=_lines(raw["standard"], place, words), additional=_lines(raw["additional"], place, words),
        )
        for place, one in enumerate(raw["versions"], 1)
    )  # fmt: skip


def _lines(raw: Sequence[Mapping[str, Any]], version: int, words: Mapping[str, Any]) -> tuple[PolicyLine, ...]:
    return tuple(_line(one, words) for one in raw if one.get("since", 1) <= version <= one.get("until", version))


def _line(raw: Mapping[str, Any], words: Mapping[str, Any]) -> PolicyLine:
    inputs = tuple(_input(one, words) for one in raw.get("inputs", ()))
    asked = {*_PLACE.findall(raw["text"]), *_PLACE.findall(raw["plain"]), *(one.after for one in inputs if one.after)}
    if strange := asked - {one.name for one in inputs}:
        raise ValueError(f"{raw['code']}: nothing fills {sorted(strange)}")
    return PolicyLine(
        code=raw["code"], purpose=raw["purpose"], text=raw["text"], plain=raw["plain"], inputs=inputs,
        kinds=frozenset(raw.get("kinds", ())), category=said(raw["category"], words) if "category" in raw else "",
    )  # fmt: skip


def _input(raw: Mapping[str, Any], words: Mapping[str, Any]) -> Input:
    if raw["kind"] not in KINDS:
        raise ValueError(f"{raw['name']}: no such kind of answer: {raw['kind']}")
    options = tuple((value, said(label, words)) for value, label in raw.get("options", {}).items())
    return Input(
        name=raw["name"], kind=raw["kind"], label=said(raw["label"], words), options=options,
        least=raw.get("least", 0), most=raw.get("most", 999), needed=raw.get("needed", True),
        after=raw.get("after", ""), words=said(raw.get("words", ""), words), rule=said(raw.get("rule", PRECISE), words),
    )  # fmt: skip


def policy_on(policies: Sequence[Policy], day: dt.date) -> Policy:
    """The version in force on a day; before the first one, the first."""
    return next((one for one in reversed(policies) if one.valid_from <= day), policies[0])


def check_answers(line: PolicyLine, typed: Mapping[str, str]) -> dict[str, str]:
    """The answers a condition needs, as they are kept; what may be left out and was is not among them.

    Raises DomainError beside the one that is missing or wrong.
    """
    checked = {one.name: _checked(one, str(typed.get(one.name) or "").strip()) for one in line.inputs}
    for one in line.inputs:
        if one.after and checked[one.name] and checked[one.after]:
            _check_span(one, checked[one.after], checked[one.name])
    return {name: answer for name, answer in checked.items() if answer}


def _checked(one: Input, typed: str) -> str:
    if not typed:
        if one.needed:
            raise DomainError(_("Fill this in: the condition must be precise."), rule=str(one.rule), field=one.name)
        return ""
    try:
        return _READ[one.kind](one, typed)
    except ValueError as refusal:
        raise DomainError(str(refusal), rule=str(one.rule), field=one.name) from None


def minutes_between(begins: dt.time, ends: dt.time) -> int:
    """How long it is from one time of day to the next such time, over midnight too; the same time is a whole day on."""
    passed = (ends.hour - begins.hour) * 60 + ends.minute - begins.minute
    return passed % _DAY or _DAY


def _check_span(one: Input, begins: str, ends: str) -> None:
    first, last = dt.time.fromisoformat(begins), dt.time.fromisoformat(ends)
    if minutes_between(first, last) > one.most * 60:
        latest = dt.time((first.hour + one.most) % 24, first.minute)
        raise DomainError(
            _(
                "This is longer than %(most)s hours. From %(begins)s it lasts until %(latest)s at most.",
                most=one.most, begins=show_time(first), latest=show_time(latest),
            ),
            rule=str(one.rule), field=one.name,
        )  # fmt: skip


def _words(one: Input, typed: str) -> str:
    if len(typed) > LONGEST[one.kind]:
        raise ValueError(_("Keep it to %(most)s characters.", most=LONGEST[one.kind]))
    return typed


def _day(_one: Input, typed: str) -> str:
    try:
        return dt.date.fromisoformat(typed).isoformat()
    except ValueError:
        raise ValueError(_("Enter a real date, such as 24 11 2026.")) from None


def _time(_one: Input, typed: str) -> str:
    return f"{read_time(typed):%H:%M}"


def _file(_one: Input, kept: str) -> str:
    """What stands for a file is written by whoever kept it, never typed."""
    return kept


def _number(one: Input, typed: str) -> str:
    if not typed.isdecimal() or not one.least <= int(typed) <= one.most:
        raise ValueError(_("Enter a whole number from %(least)s to %(most)s.", least=one.least, most=one.most))
    return str(int(typed))


def _choice(one: Input, typed: str) -> str:
    if typed not in dict(one.options):
        raise ValueError(_("Choose one from the list."))
    return typed


_READ: Mapping[str, Callable[[Input, str], str]] = {
    "text": _words, "address": _words, "date": _day, "time": _time, "number": _number, "choice": _choice, "file": _file,
}  # fmt: skip


def fill(line: PolicyLine | None, template: str, answers: Mapping[str, str], words: Mapping[str, Any]) -> str:
    """A condition's sentence in the reader's language with its answers in it.

    A place that has no answer is closed up.
    """
    inputs = {one.name: one for one in line.inputs} if line else {}
    shown = {name: _shown(inputs.get(name), value) for name, value in answers.items()}
    filled = _PLACE.sub(lambda found: shown.get(found[1], ""), str(said(template, words)))
    return _BEFORE_STOP.sub(r"\1", _GAP.sub(" ", filled)).strip()


def outline(line: PolicyLine, template: str, words: Mapping[str, Any]) -> str:
    """A condition's sentence with the name of each input in its place, for choosing from the catalogue."""
    labels = {one.name: one.label for one in line.inputs}
    return _PLACE.sub(lambda found: f"[{labels[found[1]]}]", str(said(template, words)))


def _shown(one: Input | None, value: str) -> str:
    return _SHOW[one.kind](one, value) if one and one.kind in _SHOW else value


_SHOW: Mapping[str, Callable[[Input, str], str]] = {
    "date": lambda _one, value: show_date(dt.date.fromisoformat(value)),
    "time": lambda _one, value: show_time(dt.time.fromisoformat(value)),
    "choice": lambda one, value: str(dict(one.options)[value]),
    "file": lambda one, _value: str(one.words),
}
