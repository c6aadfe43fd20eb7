"""Whose money it may be, and when it goes back. Pure."""

from __future__ import annotations

import datetime as dt
import re

KEEP = dt.timedelta(days=30)
"""How long a deposit waits for its owner before it is sent back."""
_NUMBER = re.compile(r"\b([0-9A-HJKMNP-TV-Z]{4})[ -]?([0-9A-HJKMNP-TV-Z]{4})\b")


def numbers_in(message: str) -> list[str]:
    """The account numbers that a sender may have meant: "for 7qk2 m9xd" names 7QK2-M9XD. A human decides."""
    return list(dict.fromkeys(f"{one}-{other}" for one, other in _NUMBER.findall(message.upper())))


def may_go_back(received_on: dt.date, today: dt.date) -> bool:
    """Whether it has waited long enough."""
    return today >= received_on + KEEP
