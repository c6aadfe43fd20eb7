"""When a register that nobody took is asked for, and of whom. The hours are data: ``chase.toml``. Pure."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

_HOURS = tomllib.loads((Path(__file__).parent / "chase.toml").read_text("utf-8"))


def hours_since(ended: dt.datetime, now: dt.datetime) -> float:
    """Hours from the end of a session to now, both on the wall clock of its prison."""
    return (now.replace(tzinfo=None) - ended) / dt.timedelta(hours=1)


def is_asked_for(hours: float) -> bool:
    """Whether the instructor is asked for the register."""
    return hours >= float(_HOURS["ask_instructor"])


def is_passed_on(hours: float) -> bool:
    """Whether the coordinator is asked too, and the governor counts it."""
    return hours >= float(_HOURS["pass_on_to_coordinator"])
