"""What can be counted, and what a count must say. Pure."""

from __future__ import annotations

from marketplace.ledger.models import AccountRole

COUNTED = (AccountRole.CASH_BOX, AccountRole.TRUST_BANK, AccountRole.CLEARING)
"""What lies outside the books and can be held against them."""
