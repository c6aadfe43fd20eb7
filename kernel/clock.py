"""The only reader of the clock, so that tests and replays can hold it still."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import zoneinfo
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_held: ContextVar[dt.datetime | None] = ContextVar("held_clock", default=None)


def now() -> dt.datetime:
    """The present instant, aware, in UTC."""
    return _held.get() or dt.datetime.now(dt.UTC)  # noqa: TID251 - here is the one reader


def _stated() -> str:
    """The zone of the service (THROUGHCARE_ZONE, UTC without it). Raises ValueError for one that there is not."""
    zone = os.environ.get("THROUGHCARE_ZONE") or "UTC"
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as unknown:
        raise ValueError(f"THROUGHCARE_ZONE={zone} is no time zone. Write one such as Africa/Nairobi.") from unknown
    return zone


_STATED = _stated()
_home: ContextVar[str] = ContextVar("home_zone", default=_STATED)


def today(zone: str = "") -> dt.date:
    """The civil date at an establishment, which near midnight is not the date in UTC; without a zone, the service's."""
    return local(now(), zone or _home.get()).date()


def home_zone() -> str:
    """The zone in whose date ``today`` is given now: the reader's, or the service's."""
    return _home.get()


def be_home_in(zone: str) -> None:
    """Let ``today`` be this zone's for the rest of the request; an empty one is the service's again."""
    _home.set(zone or _STATED)


@contextlib.contextmanager
def at_home_in(zone: str) -> Iterator[None]:
    """Let the service's zone be this one inside the block: for the demo, whose places have one of their own."""
    token = _home.set(zone)
    try:
        yield
    finally:
        _home.reset(token)


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
