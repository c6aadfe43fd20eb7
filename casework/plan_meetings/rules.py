"""A meeting as commands, and what a record of one must hold. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from casework.plan_meetings.models import MeetingKind, Part
from kernel.enums import LabelledEnum
from kernel.errors import DomainError
from kernel.i18n import _, _l


class Came(LabelledEnum):
    """Whether somebody who was asked came."""

    CAME = "came", _l("Came")
    AWAY = "away", _l("Was asked, did not come")
    NOT_ASKED = "not_asked", _l("Was not asked")


@dataclass(frozen=True, kw_only=True)
class NewMeeting:
    """A meeting to plan. ``id`` is made by the form."""

    id: uuid.UUID
    kind: MeetingKind
    at: dt.datetime
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Somebody's part in a meeting."""

    part: Part
    came: Came
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class HeldMeeting:
    """What came of a meeting. ``whys``: the reason of each change, by what changed."""

    held_on: dt.date
    seats: Sequence[Seat]
    words: str
    person_words: str = ""
    next_on: dt.date | None = None
    whys: Mapping[str, str] = field(default_factory=dict)


def demand_record(held: HeldMeeting, today: dt.date, latest: dt.date) -> None:
    """Refuse a record that leaves open whether the person was there, what they said, or when to look again."""
    person = next((seat for seat in held.seats if seat.part is Part.PERSON), None)
    if person is None or person.came is Came.NOT_ASKED:
        raise DomainError(_("The person is always asked to come to their own meeting."), field="person_came")
    if person.came is Came.CAME and not held.person_words:
        raise DomainError(_("Write down what the person said."), field="person_words")
    if not held.words:
        raise DomainError(
            _("Write down what was talked about, and why the person was away if they were."), field="words"
        )
    if held.held_on > today:
        raise DomainError(_("Choose the day of the meeting: today or before."), field="held_on")
    if held.next_on is not None and not today < held.next_on <= latest:
        raise DomainError(_("Look at the plan again within half a year."), field="next_on")
