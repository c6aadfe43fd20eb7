"""The language guard: pure, over the words of a catalogue. What is sold is the work, never the person who did it.

An offence told in a shop hunts its maker for life, a label closes the door behind them, and pity sells them short; a
name lets a victim or a newspaper find them. The lists are data, ``words.toml``, for each of the six languages.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel.enums import LabelledEnum
from kernel.errors import DomainError
from kernel.i18n import _, _l

OTHER_SCRIPTS = ("ar", "ru", "zh")
"""Languages whose words can be told in any text: their letters are no other's here."""


class Fault(LabelledEnum):
    """Why a word does not belong in the shop, and what to write instead."""

    OFFENCE = "offence", _l("it speaks of an offence. Say what the thing is, what it is made of and how it is made")
    LABEL = "label", _l("it puts a label on a person. Write “the makers” or “our workshops”")
    PITY = "pity", _l("it asks for pity. Say why the thing is good; the price says what the makers get")
    NAME = "name", _l("it may be the name of a maker. Name the workshop or the brand, never a person")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One word that does not belong in the shop."""

    word: str
    fault: Fault


@functools.cache
def _lists() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


@functools.cache
def _patterns(language: str) -> tuple[tuple[Fault, re.Pattern[str]], ...]:
    said = _lists()[language]
    kinds = (Fault.OFFENCE, Fault.LABEL, Fault.PITY)
    return tuple((kind, _any_of(said[kind.value], apart=language != "zh")) for kind in kinds)


def _any_of(words: list[str], *, apart: bool) -> re.Pattern[str]:
    some = "|".join(re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    some = some.replace(r"\ ", r"\s+")
    return re.compile(rf"(?<!\w)(?:{some})(?!\w)" if apart else some, re.IGNORECASE)


@functools.cache
def _names(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in _lists()[language]["names"])


def findings(text: str, language: str) -> list[Finding]:
    """Every word of ``text`` that does not belong in the shop, in order, each once. English is the house's own."""
    plain = text.replace("\u0640", "").replace("’", "'")
    found = {one.word.casefold(): one for one in sorted(_found(plain, language), key=lambda one: plain.find(one.word))}
    return list(found.values())


def _found(text: str, language: str) -> Iterator[Finding]:
    for spoken in dict.fromkeys((language, "en", *OTHER_SCRIPTS)):
        if spoken in _lists():
            for fault, pattern in _patterns(spoken):
                yield from (Finding(word=hit.group(0), fault=fault) for hit in pattern.finditer(text))
            places = frozenset(_lists()[spoken]["places"])
            for pattern in _names(spoken):
                yield from (
                    Finding(word=hit["name"], fault=Fault.NAME)
                    for hit in pattern.finditer(text)
                    if places.isdisjoint(hit["name"].split())
                )


def refuse_unworthy(texts: Mapping[str, str], language: str = "en") -> None:
    """Raise DomainError at the first field (name to text) with a word that does not belong, saying why."""
    for field, text in texts.items():
        if found := findings(text or "", language):
            said = [_("“%(word)s”: %(why)s.", word=one.word, why=one.fault.label) for one in found[:4]]
            raise DomainError(_("These words are not for the shop. %(words)s", words=" ".join(said)), field=field)
