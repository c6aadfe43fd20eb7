"""Reading what is typed a line at a time at the desk. Pure."""

from __future__ import annotations

from typing import Any


def thing_of(line: str) -> tuple[str, int]:
    """Read "2 shirts" as (shirts, 2); a line without a number is one thing."""
    first, _space, rest = line.strip().partition(" ")
    return (rest.strip()[:200], max(1, int(first))) if first.isdecimal() and rest.strip() else (line.strip()[:200], 1)


def child_of(line: str) -> dict[str, Any]:
    """Read "Lina, 2019, Tunis, her grandmother" as a child; what is left out stays open."""
    parts = [part.strip() for part in line.replace("،", ",").split(",", 3)]
    name, year, lives_at, carer = [*parts, "", "", ""][:4]
    return {
        "name": name[:200], "birth_year": int(year) if year.isdecimal() else None, "lives_at": lives_at[:200],
        "cared_for_by": carer[:200],
    }  # fmt: skip
