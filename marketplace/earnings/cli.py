"""Earnings from the command line."""

from __future__ import annotations

from flask.cli import AppGroup

from kernel.db import transaction
from marketplace.earnings import service

group = AppGroup("earnings", help="Earnings and makers' shares.")


@group.command("mature")
def mature() -> None:
    """Book the shares of sales whose return window is over."""
    with transaction():
        booked = service.mature(None)
    print(f"{booked} shares booked")
