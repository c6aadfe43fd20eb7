"""The only reader of the clock, so that tests and replays can hold it still."""

from __future__ import annotations

import contextlib
import datetime as dt
import zoneinfo
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_held: ContextVar[dt.datetime | None] = ContextVar("held_clock", default=None)


def now() -> dt.datetime:
    """The present instant, aware, in UTC."""
    return _held.get() or dt.datetime.now(dt.UTC)  # noqa: TID251 - here is the one reader


def today(zone: str = "UTC") -> dt.date:
    """The civil date at an establishment, which near midnight is not the date in UTC."""
    return local(now(), zone).date()


def local(moment: dt.datetime, zone: str) -> dt.datetime:
    """The same instant on the wall clock of ``zone`` (an IANA name)."""
    return moment.astimezone(zoneinfo.ZoneInfo(zone))


@contextlib.contextmanager
def held_at(moment: dt.datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` (aware) inside the block: for tests, demo history and recomputation."""
    token = _held.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _held.reset(token)
