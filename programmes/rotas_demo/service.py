"""Rotas of two weeks, a session moved with all that follow, one to make up for what was missed, calendar addresses."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from casework.public import World
from kernel.authz import Actor
from kernel.db import in_transaction, session
from kernel.errors import DomainError
from programmes.catch_ups.queries import missed_in
from programmes.catch_ups.service import NewCatchUp, plan_catch_up
from programmes.feeds.service import make_for_workshop, make_own
from programmes.intakes.models import Intake
from programmes.moves.service import NewMove, move
from programmes.rotas.models import SlotPart
from programmes.rotas.queries import sessions_from, slot_times
from programmes.rotas.rules import Slotted
from programmes.rotas.service import NewRota, apply_rota, set_slot_times

MORNINGS, AFTERNOONS = (0, 1, 3), (2, 4)
"""Weekdays of the two parts in the first week; in the second the parts change places."""


def rotas(world: World) -> None:
    """For the first prison: its slots, a rota for each group to come, one chain of moves, catch-up, addresses."""
    prison_id, who = world.units["HRB"], world.staff["coordinator"]
    times = {SlotPart.MORNING: (dt.time(8, 30), dt.time(11)), SlotPart.AFTERNOON: (dt.time(13, 15), dt.time(15, 45)),
             SlotPart.EVENING: (dt.time(17, 30), dt.time(19))}  # fmt: skip
    in_transaction(partial(set_slot_times, who, prison_id, times))
    groups = session.scalars(sa.select(Intake).where(Intake.unit_id == prison_id, Intake.ends_on >= world.today)).all()
    ahead = [one.id for one in groups if one.starts_on > world.today]
    running = [one.id for one in groups if one.starts_on <= world.today]
    session.remove()
    for intake_id in ahead:
        _try(partial(_rota, world, who, intake_id))
    if running:
        _try(partial(_move, world, who, running[0]))
        _try(partial(_catch_up, world, who, running[0]))
    in_transaction(partial(make_own, world.staff["instructor"]))
    rooms = {one.workshop_id for one in groups if one.workshop_id}
    for workshop_id in sorted(rooms):
        in_transaction(partial(make_for_workshop, who, workshop_id))


def _try(deed: partial[Any]) -> None:
    """What the day of the demo does not allow (no place in a workshop, nobody missed anything) is left out."""
    try:
        in_transaction(deed)
    except DomainError:
        session.remove()


def _rota(world: World, who: Actor, intake_id: uuid.UUID) -> None:
    group, times = session.get_one(Intake, intake_id), slot_times(world.units["HRB"])
    parts = {
        Slotted(week, day, *times[part]): part
        for week in range(2)
        for days, part in ((MORNINGS, (SlotPart.MORNING, SlotPart.AFTERNOON)[week]),
                           (AFTERNOONS, (SlotPart.AFTERNOON, SlotPart.MORNING)[week]))
        for day in days
    }  # fmt: skip
    parts[Slotted(1, 0, *times[SlotPart.EVENING])] = SlotPart.EVENING
    apply_rota(who, NewRota(
        intake_id=group.id, weeks=2, from_on=group.starts_on, slots=tuple(parts), parts=parts,
    ))  # fmt: skip


def _move(world: World, who: Actor, intake_id: uuid.UUID) -> None:
    found = [one for one in sessions_from(intake_id, world.today + dt.timedelta(days=5)) if not one.fixed]
    first, second = found[0], found[1]
    to = second.meeting
    move(who, NewMove(
        session_id=first.id, to_on=to.day, to_starts_at=to.starts_at, follow=True,
        reason="The instructor is at a training course.",
    ))  # fmt: skip


def _catch_up(world: World, who: Actor, intake_id: uuid.UUID) -> None:
    missed = missed_in(replace(who, everywhere=True), intake_id)
    wanted: dict[uuid.UUID, list[uuid.UUID]] = {}
    for row in missed[:4]:
        wanted.setdefault(row.allocation_id, []).append(row.missed_id)
    day = world.today + dt.timedelta(days=3)
    plan_catch_up(who, NewCatchUp(
        intake_id=intake_id, held_on=day, starts_at=dt.time(17, 30), ends_at=dt.time(19), wanted=wanted,
    ))  # fmt: skip
