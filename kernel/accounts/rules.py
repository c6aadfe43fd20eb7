"""Pure decisions on passwords, delays and duties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set as AbstractSet

from kernel.authz import INCOMPATIBLE, NO_CASE_DATA, Role

IDLE = dt.timedelta(minutes=15)
"""OWASP ASVS 5.0 V7.3.1: a session that nobody used this long is over (NIST 800-63B AAL2 allows 30 minutes)."""
ABSOLUTE = dt.timedelta(hours=10)
"""ASVS V7.3.2: one working day, then sign in again."""
FREE_TRIES = 5
FREE_TRIES_OF_A_NETWORK = 50
"""A whole prison may sit behind one address: many honest mistakes come from there each morning."""
LONGEST_WAIT = 15 * 60
FORGET_AFTER = dt.timedelta(hours=1)
MIN_LENGTH = 12


def delay_after(failures: int, free: int = FREE_TRIES) -> dt.timedelta:
    """How long a key must wait after so many failures: nothing below ``free``, then doubling from 2 s to 15 minutes."""
    if failures < free:
        return dt.timedelta(0)
    return dt.timedelta(seconds=min(2 ** min(failures - free + 1, 20), LONGEST_WAIT))


def is_forgotten(open_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether failures whose wait ended at ``open_at`` are too old to count: an hour without another one."""
    return now - open_at > FORGET_AFTER


def clashing_duties(roles: AbstractSet[Role]) -> frozenset[Role]:
    """The roles among ``roles`` that one human may not combine; empty when all is well."""
    for pair in INCOMPATIBLE:
        if pair <= roles:
            return pair
    if Role.ADMINISTRATOR in roles and not roles <= NO_CASE_DATA:
        return frozenset({Role.ADMINISTRATOR, *(roles - NO_CASE_DATA)})
    return frozenset()


def is_weak(password: str, *known_words: str) -> bool:
    """Too short (ASVS V6.2.1: 12), or made of one repeated sign, or containing the user's or the product's name."""
    low = password.casefold()
    named = any(word and len(word) > 3 and word.casefold() in low for word in (*known_words, "throughcare", "password"))  # noqa: PLR2004 - shorter words occur by chance
    return len(password) < MIN_LENGTH or len(set(password)) < 5 or named  # noqa: PLR2004 - five distinct signs
