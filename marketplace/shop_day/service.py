"""Connecting what lies behind the counter to the rest of the house."""

from __future__ import annotations

from kernel import events
from marketplace.production.events import BatchChanged
from marketplace.provenance import service as provenance


def connect() -> None:
    """Listen to what production and the hub announce. Called once, from the module's handlers."""
    events.subscribe(BatchChanged, provenance.on_change)
