"""The shop's jobs from the command line."""

from __future__ import annotations

from flask.cli import AppGroup

from kernel.db import transaction
from marketplace.orders import service

group = AppGroup("orders", help="Orders of the shop.")


@group.command("expire")
def expire() -> None:
    """Let go of unpaid orders whose time is over, and close those whose return window is over."""
    with transaction():
        expired, closed = service.expire_due(None), service.close_due(None)
    print(f"{expired} orders expired, {closed} closed")
