"""Keys: UUIDv7, minted by the app or by an offline device, sortable by time, never a secret."""

from __future__ import annotations

import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """A fresh UUIDv7: its first 48 bits are the millisecond, so rows land at the end of their index."""
    return uuid.UUID(int=uuid_utils.uuid7().int)
