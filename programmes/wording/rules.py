"""Finding a word that tells where something was earned, however it is written. Pure.

Diplomas earned inside do not say so (common guidance to Mandela Rule 104): an employer learns what was learned.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from kernel.errors import DomainError
from kernel.i18n import _, language

_WORD = r"[^\W_]"
_KINDS = {
    "words": rf"(?<!{_WORD})%s(?!{_WORD})",
    "stems": rf"(?<!{_WORD})[وفبكل]*(?:ال)?%s",
    "joined": "%s",
}
_LOOKALIKES = str.maketrans("аеорсухіѕјԁӏ", "aeopcyxisjdl")
"""Cyrillic letters that look like Latin ones: "prisоn" with a foreign o is still that word."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A word of custody as it was typed, and what can be said instead; "" where the sentence does without it."""

    word: str
    instead: str


@dataclass(frozen=True)
class _Entry:
    language: str
    pattern: re.Pattern[str]
    instead: str


def plain(text: str) -> str:
    """A text without case, accents, vowel signs and invisible letters: one form for all ways to write a word."""
    spread = unicodedata.normalize("NFKD", text.casefold()).replace("’", "'")
    return "".join(sign for sign in spread if unicodedata.category(sign) not in {"Mn", "Cf"} and sign != "ـ")


@functools.cache
def _entries(wanted: str) -> tuple[_Entry, ...]:
    """The list of ``custody.toml``: the reader's language first, in each the longest and so most telling words."""
    groups = tomllib.loads((Path(__file__).parent / "custody.toml").read_text("utf-8"))["group"]
    found = [
        (len(word), _Entry(group["language"], _pattern(word, kind), group["say"]))
        for group in groups for kind in _KINDS for word in group.get(kind, ())
    ]  # fmt: skip
    return tuple(entry for _size, entry in sorted(found, key=lambda one: (one[1].language != wanted, -one[0])))


def _pattern(word: str, kind: str) -> re.Pattern[str]:
    spelt = re.escape(plain(word))
    for sign, meant in ((r"\*", f"{_WORD}*"), (r"\ ", r"\W+"), (r"\-", r"[-\u2010\u2011 ]?")):
        spelt = spelt.replace(sign, meant)
    return re.compile(_KINDS[kind] % spelt)


def custody_word(text: str, spoken: str = "en") -> Found | None:
    """The first word of custody in a text of any of the six languages; None when an employer may read it."""
    once = plain(text)
    for said in dict.fromkeys((once, _latin(once))):
        for entry in _entries(spoken):
            match = entry.pattern.search(said)
            if match:
                return Found(word=_as_typed(text, match.group()), instead=entry.instead)
    return None


def _as_typed(text: str, found: str) -> str:
    return next((word.strip(".,;:!?«»“”\"'()،؛؟。，") for word in text.split() if found in plain(word)), found)


def _latin(text: str) -> str:
    """Words that mix Latin letters with their Cyrillic twins, in Latin; other words as they are."""
    return re.sub(rf"{_WORD}+", lambda one: _mended(one.group()), text)


def _mended(word: str) -> str:
    mixed = any("a" <= sign <= "z" for sign in word) and any("а" <= sign <= "ӿ" for sign in word)
    return word.translate(_LOOKALIKES) if mixed else word


def names_custody(text: str) -> bool:
    """Whether a text to be printed for an employer tells where it was earned."""
    return custody_word(text) is not None


def refuse_custody(text: str, field: str) -> None:
    """Pass when an employer may read the text. Raises DomainError that names the word and suggests another."""
    found = custody_word(text, language())
    if found is None:
        return
    if found.instead:
        words = _(
            "An employer will read this. “%(word)s” tells where it was earned: write “%(instead)s”, or leave it out.",
            word=found.word, instead=found.instead,
        )  # fmt: skip
    else:
        words = _("An employer will read this. “%(word)s” tells where it was earned: leave it out.", word=found.word)
    raise DomainError(words, rule="Mandela Rule 104", field=field)
