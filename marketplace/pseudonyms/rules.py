"""Drawing a name by lot. Pure but for the lot."""

from __future__ import annotations

import datetime as dt
import functools
import secrets
import tomllib
from collections.abc import Callable, Collection
from pathlib import Path

REST = dt.timedelta(days=365)
"""How long a name that was given up is nobody's, so that an old label is not read as somebody else's."""


@functools.cache
def all_names() -> tuple[str, ...]:
    """Every name there is, in a fixed order."""
    words = tomllib.loads((Path(__file__).parent / "names.toml").read_text("utf-8"))
    return tuple(f"{first} {second}" for first in words["first"] for second in words["second"])


def draw(taken: Collection[str], own: str = "", pick: Callable[[int], int] = secrets.randbelow) -> str:
    """A name that is not taken and shares no word with the person's ``own``, each as likely as any other.

    Raises LookupError when there is none.
    """
    mine = set(own.casefold().replace("-", " ").split())
    free = [name for name in all_names() if name not in taken and not mine & set(name.casefold().split())]
    if not free:
        raise LookupError("every name is taken")
    return free[pick(len(free))]
