"""Drawing a name by lot, and saying it in a reader's language. Pure but for the lot."""

from __future__ import annotations

import datetime as dt
import functools
import secrets
import tomllib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

REST = dt.timedelta(days=365)
"""How long a name that was given up is nobody's, so that an old label is not read as somebody else's."""
LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")


@functools.cache
def _things() -> Mapping[str, Mapping[str, str]]:
    """Each thing by its English word: its word in every language."""
    rows = tomllib.loads((Path(__file__).parent / "names.toml").read_text("utf-8"))["things"]
    return {row[0]: dict(zip(LANGUAGES, row, strict=True)) for row in rows}


@functools.cache
def all_names() -> tuple[str, ...]:
    """Every name there is, in a fixed order: two different things, by their English words."""
    return tuple(f"{one} {other}" for one in _things() for other in _things() if one != other)


def shown(words: str, language: str) -> str:
    """A name in a reader's language. A name of an older list is shown as it was drawn."""
    parts = [_things().get(word, {}).get(language) for word in words.split()]
    if language == LANGUAGES[0] or len(parts) != 2 or None in parts:  # noqa: PLR2004 - a name is two things
        return words
    return " · ".join(part for part in parts if part)


def draw(taken: Collection[str], own: str = "", pick: Callable[[int], int] = secrets.randbelow) -> str:
    """A name that is not taken and shares no word with the person's ``own``, each as likely as any other.

    Raises LookupError when there is none.
    """
    mine = set(own.casefold().replace("-", " ").split())
    theirs = {word for word, said in _things().items() if mine & {one.casefold() for one in said.values()}}
    free = [name for name in all_names() if name not in taken and not theirs & set(name.split())]
    if not free:
        raise LookupError("every name is taken")
    return free[pick(len(free))]
