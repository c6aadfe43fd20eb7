"""How the makers' part of a price is shared, and who may inspect."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kernel.money import split
from marketplace.production.models import ShareRule


@dataclass(frozen=True, kw_only=True)
class Part:
    """What somebody put into a batch, all rows added up."""

    person_id: uuid.UUID
    minutes: int = 0
    pieces: int = 0
    rejected: int = 0


@dataclass(frozen=True, kw_only=True)
class Worked:
    """Minutes, good pieces and rejected pieces of one person; ``session_id`` where a workshop's register told them."""

    person_id: uuid.UUID
    minutes: int = 0
    pieces: int = 0
    rejected: int = 0
    session_id: uuid.UUID | None = None


def weights(rule: ShareRule, makers: Sequence[Part]) -> list[int]:
    """What each maker's part weighs. What nobody has any of cannot weigh: then the next measure does."""
    by_minutes = [one.minutes for one in makers]
    good = [one.pieces for one in makers]
    whole = [one.pieces + one.rejected for one in makers]
    ranked = {
        ShareRule.MINUTES: (by_minutes, good, whole),
        ShareRule.GOOD_PIECES: (good, by_minutes),
        ShareRule.ALL_PIECES: (whole, by_minutes),
    }[rule]
    return next((one for one in ranked if any(one)), [0] * len(makers))


def shares(minor: int, makers: Sequence[Part], rule: ShareRule = ShareRule.MINUTES) -> dict[uuid.UUID, int]:
    """``minor`` units shared as the batch's rule says, by largest remainder: nothing is lost or invented.

    Without makers the answer is empty.
    """
    weighed = weights(rule, makers)
    if not any(weighed):
        return {}
    parts = split(minor, weighed)
    return {maker.person_id: part for maker, part in zip(makers, parts, strict=True) if part}


def may_inspect(human_id: uuid.UUID | None, noters: Collection[uuid.UUID]) -> bool:
    """Whoever noted the work of a batch does not judge it: four eyes on every piece that is sold."""
    return human_id not in noters


def per_piece(minor: int, pieces: int) -> int | None:
    """What one piece cost in materials, rounded to the nearest unit, halves up; None while there is none."""
    return (2 * minor + pieces) // (2 * pieces) if pieces else None


def waste(passed: int, rejected: int) -> int | None:
    """Percent of the pieces looked at that were rejected, rounded to the nearest; None before any look."""
    return per_piece(100 * rejected, passed + rejected)
