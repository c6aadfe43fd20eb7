"""Ready goals, read from ``goals.toml`` once. Pure but for the reader's language."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

from casework.plans.models import Area
from kernel.i18n import LOCALES, language


@functools.cache
def _goals() -> tuple[tuple[Area, Mapping[str, str]], ...]:
    """Each ready goal: its area, and its words by language. Raises ValueError for one that lacks a language."""
    told = tomllib.loads((Path(__file__).parent / "goals.toml").read_text("utf-8"))
    found = []
    for one in told["goal"]:
        if missing := set(LOCALES) - set(one):
            raise ValueError(f"{one.get('en', '?')!r} lacks {sorted(missing)}")
        found.append((Area(one["area"]), {key: one[key] for key in LOCALES}))
    return tuple(found)


@functools.cache
def _by_words() -> dict[str, Mapping[str, str]]:
    return {text: words for _area, words in _goals() for text in words.values()}


def ready_goals(area: Area) -> list[str]:
    """The ready goals of an area in the reader's language."""
    return [words[language()] for one, words in _goals() if one is area]


def in_reader_language(words: str) -> str:
    """A goal in the reader's language when it is a ready one, whatever language it was chosen in; else as written."""
    return _by_words().get(words, {}).get(language(), words)
