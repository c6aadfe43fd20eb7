"""A look at one area of life, as a command."""

from __future__ import annotations

from dataclasses import dataclass

from casework.plans.models import Area


@dataclass(frozen=True, kw_only=True)
class NewNeed:
    """A look at one area: 0 no need to 3 high; what stands behind it, and what is strong there."""

    area: Area
    level: int
    words: str = ""
    strengths: str = ""
