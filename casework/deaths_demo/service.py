"""Deaths by the real commands: of somebody with a place, of somebody whose supervision was prepared, and others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from casework.custody.models import MovementKind
from casework.custody.service import NewMovement, move
from casework.deaths.service import NewOutsideDeath, record_death
from casework.demo.service import World
from casework.duties.models import CauseOfDeath, DutyKind
from casework.duties.queries import duties_of
from casework.duties.service import NewDeath, describe_death, fulfil
from kernel import clock
from kernel.db import in_transaction

PRISON, OFFICE = "HRB", "OLD"
STILL_OPEN = {DutyKind.INVESTIGATION, DutyKind.FUNERAL, DutyKind.THINGS_GIVEN, DutyKind.BODY_GIVEN}
STORIES: tuple[tuple[CauseOfDeath, str, Callable[[dict[str, Any]], Any]], ...] = (
    (CauseOfDeath.NATURAL, "In hospital after a long illness, the family was with them.",
     lambda one: one.get("order") and not one.get("running")),
    (CauseOfDeath.ACCIDENT, "Fell from a ladder in the workshop. The labour inspector was called.",
     lambda one: one.get("seated")),
    (CauseOfDeath.SUICIDE, "Found in the cell at the night round.", lambda _one: True),
    (CauseOfDeath.HOMICIDE, "Wounded in the yard by somebody else, died in hospital.",
     lambda _one: True),
)  # fmt: skip


def seed(world: World) -> None:
    """One death of each cause, some days apart: the first whom each story fits."""
    for days, (cause, words, fits) in enumerate(STORIES, 2):
        person = next((one for one in _inside(world) if fits(one)), None)
        if person:
            at = world.now - dt.timedelta(days=days)
            with clock.held_at(at):
                in_transaction(partial(_dies, world, person, at, cause, words))
            person.update(state="died", prison="")
    _outside(world)


def _outside(world: World) -> None:
    """Somebody under supervision who died in hospital; the certificate is still awaited."""
    person = next((one for one in reversed(world.people) if one.get("running") and one["office"] == OFFICE), None)
    if person is None:
        return
    at = world.days_ago(5)
    with clock.held_at(at):
        in_transaction(partial(record_death, world.staff["supervisor"], NewOutsideDeath(
            id=world.id(at), person_id=person["id"], died_on=at.date(), cause=CauseOfDeath.NATURAL,
            known_from="The sister called the office in the morning.",
            circumstances="Died in the city hospital after a short illness.",
        )))  # fmt: skip
    person.update(state="died", running=False)


def _inside(world: World) -> Iterator[dict[str, Any]]:
    for one in world.people:
        if one["state"] == "sentenced" and one["prison"] == PRISON and not any(
            one.get(key) for key in ("turned", "hidden", "leaves", "assessed")
        ):  # fmt: skip
            yield one


def _dies(world: World, person: dict[str, Any], at: dt.datetime, cause: CauseOfDeath, words: str) -> None:
    governor, records = replace(world.staff["governor"], everywhere=True), world.staff["records"]
    new = NewMovement(person_id=person["id"], kind=MovementKind.DEATH, at=at, id=world.id(at), reason=words)
    made = move(governor, new)
    describe_death(records, NewDeath(movement_id=made.id, cause=cause, circumstances=words))
    for duty in duties_of(person["id"]):
        if duty.kind not in STILL_OPEN and duty.movement_id == made.id:
            fulfil(records, duty.id, words="Done and written down", told="The family")
