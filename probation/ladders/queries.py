"""The ladders as shipped."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

from probation.ladders.rules import Ladder, ladder_for, read_ladders


@functools.cache
def ladders() -> tuple[Ladder, ...]:
    """Every ladder, from its data file."""
    return read_ladders(tomllib.loads((Path(__file__).parent / "ladders.toml").read_text(encoding="utf-8")))


def ladder_of(kind: str, country: str = "") -> Ladder:
    """The ladder of a kind of order in a country."""
    return ladder_for(ladders(), kind, country)
