"""Moving planned sessions with everything that follows them, and taking it back."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from programmes.catalogue.policies import can_manage, demand
from programmes.intakes.models import ClassSession, Intake
from programmes.moves.models import Reschedule, SessionMove
from programmes.moves.queries import elsewhere, last_reschedule, moves_of
from programmes.moves.rules import Move, in_order, is_free, lasting, moves
from programmes.places.queries import members_of
from programmes.registers.queries import session_for
from programmes.rotas.queries import closed_at, others_between, patterns_of, room_of, sessions_from
from programmes.rotas.rules import Clash, Meeting, Planned, clashes, in_force
from programmes.rotas.service import refuse_full

LEAST_REASON, EVER = 5, dt.date(1900, 1, 1)


@dataclass(frozen=True, kw_only=True)
class NewMove:
    """A session to move; with ``follow`` all that come after it move along the rota."""

    session_id: uuid.UUID
    to_on: dt.date
    to_starts_at: dt.time
    follow: bool
    reason: str
    id: uuid.UUID = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a move would do. ``late``: past the group's last day; ``released``: (person, first session missed)."""

    group: Any
    moves: Sequence[Move]
    clashes: Sequence[Clash]
    late: Sequence[Move]
    members: int
    released: Sequence[tuple[Any, Meeting]]
    elsewhere: Sequence[Any]

    @property
    def mark(self) -> str:
        """A short sum of the moves that are shown."""
        return hashlib.sha256(repr(self.moves).encode()).hexdigest()[:16]


def preview(actor: Actor, new: NewMove) -> Preview:
    """What moving a session would do. Raises DomainError where it may not be moved."""
    held, group = session_for(actor, new.session_id)
    demand(can_manage(actor, group.unit_id))
    there = sessions_from(group.id, EVER)
    one = next(planned for planned in there if planned.id == held.id)
    _refuse(one, held, new, clock.today(group.zone))
    to = lasting(one.meeting, new.to_on, new.to_starts_at)
    found = moves(one, to, there, in_force(patterns_of(group)), closed_at(group.unit_id), follow=new.follow)
    if not found:
        raise DomainError(_("The session is at that time already. Choose another one."), field="to_starts_at")
    times = [move.new for move in found]
    people = members_of(actor, group.id)
    others = others_between(group, min(times).day, max(times).day)
    return Preview(
        group=group, moves=found, clashes=clashes(times, others, room_of(group)),
        late=[move for move in found if move.new.day > group.ends_on], members=len(people),
        released=_released(people, times), elsewhere=elsewhere(actor, group.id, times),
    )  # fmt: skip


def _refuse(one: Planned, held: ClassSession, new: NewMove, today: dt.date) -> None:
    if one.written:
        raise DomainError(_("This session is registered, marked, paid or cancelled already, so it stays where it is."))
    if held.catch_up and new.follow:
        raise DomainError(_("A catch-up session stands alone. Move it without the others."), field="follow")
    if new.to_on < today:
        raise DomainError(_("Choose today or a day to come."), field="to_on")


def _released(people: Sequence[Any], times: Sequence[Meeting]) -> list[tuple[Any, Meeting]]:
    """Who is released before a new time, with the first such time."""
    found = []
    for row in people:
        after = [one for one in times if row.release_on and one.day >= row.release_on]
        found += [(row, min(after))] if after else []
    return found


def move(actor: Actor, new: NewMove) -> Reschedule:
    """Move the sessions. The same id twice is one. Where they run past the group's last day, that day moves along."""
    if known := session.get(Reschedule, new.id):
        session_for(actor, new.session_id)
        return known
    if len(new.reason) < LEAST_REASON:
        raise DomainError(_("Say why in a few words."), field="reason")
    found = preview(actor, new)
    refuse_full(found.clashes)
    made = Reschedule(
        id=new.id, intake_id=found.group.id, reason=new.reason, ended_on=found.group.ends_on, moved_by=actor.human_id,
        moved_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "reschedule.made", made, reason=new.reason)
    for one in found.moves:
        session.add(SessionMove(
            reschedule_id=made.id, session_id=one.id, from_on=one.old.day, from_starts_at=one.old.starts_at,
            from_ends_at=one.old.ends_at, to_on=one.new.day, to_starts_at=one.new.starts_at, to_ends_at=one.new.ends_at,
        ))  # fmt: skip
    _write(actor, found.moves, new.reason)
    _end_on(actor, made.intake_id, max(found.group.ends_on, *(one.new.day for one in found.moves)))
    return made


def _write(actor: Actor, found: Sequence[Move], reason: str) -> None:
    for one in in_order(found):
        held = session.get_one(ClassSession, one.id)
        held.held_on, held.starts_at, held.ends_at = one.new.day, one.new.starts_at, one.new.ends_at
        held.minutes, held.sequence, held.changed_at = one.new.minutes, held.sequence + 1, clock.now()
        audit.record(actor, "class_session.moved", held, reason=reason)
        session.flush()


def _end_on(actor: Actor, intake_id: uuid.UUID, day: dt.date) -> None:
    group = session.get_one(Intake, intake_id)
    if group.ends_on != day:
        group.ends_on = day
        audit.record(actor, "intake.end_moved", group)


def undo(actor: Actor, reschedule_id: uuid.UUID) -> Reschedule:
    """Put the sessions back where they were, as long as nobody wrote anything on them. Twice is once."""
    found = session.get(Reschedule, reschedule_id)
    if found is None:
        raise NotFound(_("There is no such change."))
    group = session.get_one(Intake, found.intake_id)
    demand(can_manage(actor, group.unit_id))
    if found.undone_at is not None:
        return found
    if last_reschedule(group.id) is not found:
        raise Conflict(_("Sessions were moved again since. Take that back first."))
    there = {one.id: one for one in sessions_from(group.id, EVER)}
    back = [Move(one.id, one.new, one.old) for one in moves_of(found.id)]
    if any(one.id not in there or there[one.id].written or there[one.id].meeting != one.old for one in back):
        raise Conflict(_("A session is marked, cancelled or planned anew since, so they stay where they are."))
    moving = {one.id for one in back}
    staying = [one for one in there.values() if one.id not in moving]
    if not all(is_free(one.new, staying) for one in back):
        raise Conflict(_("The group has another session at one of the old times now, so they stay where they are."))
    _write(actor, back, found.reason)
    found.undone_at = clock.now()
    audit.record(actor, "reschedule.undone", found)
    if group.ends_on != found.ended_on and not any(one.meeting.day > found.ended_on for one in staying):
        _end_on(actor, group.id, found.ended_on)
    return found
