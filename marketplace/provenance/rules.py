"""When a place may be named, and when a label is looked at too often. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from typing import Any

LEAST_MAKERS = 5
"""With fewer than five people, a place and a month may say who made a piece."""
MANY_SCANS, SCANS_OF_A_PIECE = 60, 6
WINDOW_DAYS = 30
MOST_A_DAY = 2000
"""Beyond this a day's scans are not counted any more: nobody fills the database by reloading a page."""


def may_name(groups: Sequence[Collection[Any]]) -> bool:
    """Whether the pages of these batches may name their place: those of one product, one place and one month.

    Each batch needs five makers of its own. One small batch silences all of them: whoever reads two pages of one
    product would else know the place of the one that names none.
    """
    return bool(groups) and all(len(set(makers)) >= LEAST_MAKERS for makers in groups)


def looks_copied(scans: int, pieces: int) -> bool:
    """Whether the labels of ``pieces`` pieces were looked at too often within thirty days to be all of them ours."""
    return scans > max(MANY_SCANS, SCANS_OF_A_PIECE * pieces)


def new_token() -> str:
    """132 bits for the label: nobody guesses another one from it."""
    return secrets.token_urlsafe(17)[:22]
