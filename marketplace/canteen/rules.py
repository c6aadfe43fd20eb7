"""Which purses a purchase is paid from. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.ledger.models import AccountRole

ORDER = (AccountRole.SPENDABLE, AccountRole.SAVINGS)
"""Money to spend first, then savings. What is saved for release is never spent (Mandela Rule 103.3)."""


def sources(minor: int, free: Mapping[AccountRole, int]) -> list[tuple[AccountRole, int]]:
    """What each purse gives: 35.00 with 5.05 to spend is 5.05 and 29.95 of the savings.

    The parts sum to ``minor``; an empty list where all purses together are too small.
    """
    found, left = [], minor
    for role in ORDER:
        part = min(left, max(0, free.get(role, 0)))
        if part:
            found.append((role, part))
            left -= part
    return [] if left or minor <= 0 else found
