"""How long a second human has to confirm it, and when the server's keeper may do it alone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from kernel.authz import Role

LIFE = dt.timedelta(hours=24)
LATELY = dt.timedelta(days=7)
"""Whoever was signed in within a week is taken to be able to come and confirm."""


def two_can_do_it(others: Iterable[tuple[uuid.UUID, Role]]) -> bool:
    """Whether the (human, role) pairs hold two humans, an administrator among them: one asks, the other confirms."""
    found = set(others)
    return len({human for human, _role in found}) > 1 and any(role is Role.ADMINISTRATOR for _human, role in found)
