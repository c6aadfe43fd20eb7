"""Pure decisions on moving sessions: where each goes, in which order they can be written."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kernel.errors import DomainError
from kernel.i18n import _, show_date
from programmes.rotas.rules import Closed, Meeting, Planned, following


@dataclass(frozen=True)
class Move:
    """One session and its two times."""

    id: uuid.UUID
    old: Meeting
    new: Meeting


def lasting(moved: Meeting, day: dt.date, starts_at: dt.time) -> Meeting:
    """The same length on another day and hour. Raises DomainError when it would run into the next day."""
    begin = dt.datetime.combine(day, starts_at)
    end = begin + dt.timedelta(minutes=moved.minutes)
    if end.date() != day:
        raise DomainError(_("It would run past midnight. Choose an earlier hour."), field="to_starts_at")
    return Meeting(day, starts_at, end.time())


def moves(
    one: Planned,
    to: Meeting,
    there: Sequence[Planned],
    on: Callable[[dt.date], list[Meeting]],
    closed: Closed,
    *,
    follow: bool,
) -> list[Move]:
    """Where a session goes, and with ``follow`` each that comes after it: to the next meeting of the rota in turn.

    What is fixed stays and keeps its time; closed days are skipped. Raises DomainError where there is no room.
    """
    if why := closed(to.day):
        words = _("%(day)s is closed (%(why)s). Choose another day, or open it in the calendar.",
                  day=show_date(to.day), why=why)  # fmt: skip
        raise DomainError(words, field="to_on")
    behind = [other for other in there if follow and not other.fixed and other.meeting > one.meeting]
    moving = {one.id, *(other.id for other in behind)}
    staying = [other for other in there if other.id not in moving]
    if not is_free(to, staying):
        raise DomainError(_("The group has a session at that time already. Choose another one."), field="to_starts_at")
    found, free = [Move(one.id, one.meeting, to)], following(on, closed, to)
    for other in behind:
        new = next((time for time in free if is_free(time, staying)), None)
        if new is None:
            raise DomainError(_("The rota has no further times to move the sessions to."), field="follow")
        found.append(Move(other.id, other.meeting, new))
    return [move for move in found if move.old != move.new]


def is_free(time: Meeting, staying: Sequence[Planned]) -> bool:
    """Whether nothing that stays is met then; a cancelled session only keeps its exact hour for itself."""
    return not any(
        (one.meeting.day, one.meeting.starts_at) == (time.day, time.starts_at) if one.gone else one.meeting.meets(time)
        for one in staying
    )


def in_order(found: Sequence[Move]) -> list[Move]:
    """The moves so that no session is written onto the hour of one that has not left it yet."""
    left, done = list(found), []
    while left:
        taken = {(one.old.day, one.old.starts_at): one.id for one in left}
        ready = [one for one in left if taken.get((one.new.day, one.new.starts_at), one.id) == one.id]
        if not ready:
            raise ValueError("the sessions would change places in a ring")
        done += ready
        left = [one for one in left if one not in ready]
    return done
