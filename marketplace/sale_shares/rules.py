"""What is left to share when a part of the pieces came back."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.money import split


def kept_parts(labour_minor: int, pieces: int, before: Sequence[int]) -> list[int]:
    """The parts of ``pieces`` that the buyer kept, in the proportion of the parts ``before``.

    They sum to ``labour_minor * pieces`` exactly; nothing kept is nothing for anybody.
    """
    return split(labour_minor * pieces, before) if pieces and any(before) else [0] * len(before)


def from_newest(wanted: int, kept: Sequence[int]) -> list[int]:
    """How many of ``wanted`` pieces come back from each share, the last one first; never more than it still has."""
    taken = [0] * len(kept)
    for at in range(len(kept) - 1, -1, -1):
        taken[at] = min(wanted, kept[at])
        wanted -= taken[at]
    return taken
