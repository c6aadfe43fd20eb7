"""Pure decisions on snapshots as files: when one is due, what it is called, who may open it, which may go."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.seals.rules import Recipient, check_recipients
from kernel.enums import LabelledEnum
from kernel.errors import DomainError
from kernel.i18n import _, _l

NIGHT = dt.time(2)
"""From this hour at the establishments a new snapshot is due."""
LATE = dt.timedelta(hours=26)
"""A newest snapshot older than this means that a night was missed."""
KEEP = 30
PLACE_MARK = "throughcare-place"
"""An empty file that a place must hold: without the stick or the share its folder is empty, and nothing goes there."""
_NAME = re.compile(r"throughcare-\d{8}T\d{6}Z\.tcs")


class NotSetUp(DomainError):
    """Nobody has held the ceremony yet: no snapshot can be made."""


class PlaceState(LabelledEnum):
    """How a copy went."""

    WRITTEN = "written", _l("Written and read back")
    ABSENT = "absent", _l("Not there, or without its empty file “throughcare-place”: put the stick in, mount the share")
    FULL = "full", _l("Full: make room, or put in another stick")
    LOCKED = "locked", _l("Cannot be written to: look at the stick's lock and the rights of the folder")
    FAILED = "failed", _l("Writing failed: try another stick or share")


@dataclass(frozen=True)
class Place:
    """Where copies go: a folder on a stick, a share, another disc."""

    name: str
    folder: Path


@dataclass(frozen=True, kw_only=True)
class Setup:
    """Who opens snapshots, where copies go, how many are kept in each place."""

    holders: tuple[Recipient, ...]
    places: tuple[Place, ...]
    keep: int


def is_due(last: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether tonight's snapshot is still to be made. Both on the wall clock of the establishments."""
    begins = dt.datetime.combine(now.date(), NIGHT, now.tzinfo)
    night = begins if begins <= now else begins - dt.timedelta(days=1)
    return last is None or last < night


def file_name(made_at: dt.datetime) -> str:
    """The name of a snapshot: its moment in UTC, so that names sort by time."""
    return f"throughcare-{made_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}.tcs"


def ours(names: Collection[str]) -> list[str]:
    """The names among these that are snapshots, newest first."""
    return sorted((name for name in names if _NAME.fullmatch(name)), reverse=True)


def surplus(names: Collection[str], keep: int) -> list[str]:
    """The snapshots that may go when only the newest ``keep`` stay. Other files are nobody's business."""
    return ours(names)[keep:]


def read_setup(text: str) -> Setup:
    """The setup in a ``continuity.toml``. Raises DomainError that names the entry to mend."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DomainError(_("continuity.toml cannot be read: %(error)s", error=error)) from error
    strange = set(told) - {"keep", "holder", "place"}
    if strange:
        raise DomainError(
            _("continuity.toml: “%(name)s” is not known there. Use keep, [[holder]] and [[place]].",
              name=min(strange))
        )  # fmt: skip
    keep = told.get("keep", KEEP)
    if not isinstance(keep, int) or isinstance(keep, bool) or keep < 1:
        raise DomainError(_("continuity.toml: keep is a whole number of snapshots, 1 or more."))
    holders = tuple(Recipient(*pair) for pair in _entries(told, "holder", "key"))
    places = tuple(Place(name, Path(folder)) for name, folder in _entries(told, "place", "folder"))
    for place in places:
        if not place.folder.is_absolute():
            raise DomainError(_("continuity.toml: write the whole path of “%(name)s”, from /.", name=place.name))
    check_recipients(holders)
    return Setup(holders=holders, places=places, keep=keep)


def _entries(told: dict[str, Any], kind: str, second: str) -> list[tuple[str, str]]:
    found = told.get(kind, [])
    good = isinstance(found, list) and all(
        isinstance(one, dict) and set(one) == {"name", second} and all(isinstance(v, str) and v for v in one.values())
        for one in found
    )
    if not good or len({one["name"] for one in found}) < len(found):
        raise DomainError(
            _("continuity.toml: every [[%(kind)s]] needs a name of its own and a %(second)s, both in quotation marks.",
              kind=kind, second=second)
        )  # fmt: skip
    return [(one["name"].strip(), one[second].strip()) for one in found]
