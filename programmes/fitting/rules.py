"""What is asked about a person before a place is given, and what is found. Pure."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from programmes.criteria.rules import Facts

if TYPE_CHECKING:
    from programmes.intakes.models import Intake


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Somebody for whom a place is looked at. ``handover``: who in the community goes on with the course, if anybody.

    ``override``: the reason given for a place against the rules; a check that asks for one looks here.
    """

    person_id: uuid.UUID
    name: str
    in_custody: bool
    release_on: dt.date | None
    apart_from: frozenset[uuid.UUID]
    facts: Facts
    handover: str = ""
    override: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What speaks against a place: it stands in the way, or (``blocks`` False) it only warns.

    ``rule`` names what it rests on, ``field`` the box of the form that could mend it.
    """

    code: str
    words: str
    rule: str = ""
    field: str = ""
    blocks: bool = True


Check = Callable[["Intake", Sequence[Seat], dt.date], Mapping[uuid.UUID, Sequence[Finding]]]
"""(group, everybody for whom a place is looked at, today) to what is found, by person.

A check reads for all of them at once: the same number of statements for one as for two hundred.
"""


def minutes_until(meetings: Sequence[tuple[dt.date, int]], release_on: dt.date) -> int:
    """The minutes of (day, minutes) meetings that come before a release."""
    return sum(minutes for day, minutes in meetings if day < release_on)


def minutes_needed(planned: int, pass_percent: int) -> int:
    """The minutes that complete a course of so many minutes."""
    return math.ceil(planned * pass_percent / 100)
