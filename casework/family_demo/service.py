"""Adding contact with the family to the demo, by the real commands."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from casework.demo.service import World
from casework.family.models import FamilyContact, FamilyState, FamilyWay
from casework.family.queries import relations_on_file
from casework.family.service import NewFamilyContact, end_relation, log_contact
from kernel.db import in_transaction

PEOPLE = 60
EVERY_SO_MANY = 9
SAID = {
    FamilyState.CANCELLED: "The visiting room was flooded.",
    FamilyState.DID_NOT_COME: "The bus did not run.",
    FamilyState.REFUSED: "Wants to be alone this week.",
}
LASTS = {FamilyWay.VISIT: 45, FamilyWay.CALL: 10, FamilyWay.VIDEO: 20}


def seed(world: World) -> None:
    """Contact of every way and outcome; some files where it has been silent for weeks, some where nobody came yet."""
    held = [one for one in world.people if one["prison"] == "HRB"][:PEOPLE]
    for n, person in enumerate(held):
        in_transaction(lambda n=n, one=person: _contacts(world, n, one))  # type: ignore[misc]


def _contacts(world: World, n: int, person: dict[str, Any]) -> None:
    relations = relations_on_file(person["id"])
    if not relations or n % EVERY_SO_MANY == EVERY_SO_MANY - 1:
        return
    silent = 40 if n % 4 == 1 else 0
    for step in range(1 + n % 5):
        at = max(world.days_ago(3 + silent + 9 * step, hour=14), person["opened"] + dt.timedelta(hours=3))
        _note(world, person["id"], relations[0].id, n + step, at)
    if n % 3 == 0:
        _note(world, person["id"], relations[0].id, n, world.now + dt.timedelta(days=2 + n % 5), FamilyState.PLANNED)
    if len(relations) > 1 and n % EVERY_SO_MANY == 1:
        end_relation(world.staff["case"], relations[-1].id, "Moved abroad, no longer to be reached.")


def _note(
    world: World, person_id: uuid.UUID, relation_id: uuid.UUID, turn: int, at: dt.datetime,
    state: FamilyState | None = None,
) -> FamilyContact:  # fmt: skip
    way = list(FamilyWay)[turn % len(FamilyWay)]
    past = (FamilyState.HELD, FamilyState.HELD, *SAID)
    came = state or past[world.nth("family") % len(past)]
    return log_contact(world.staff["case"], NewFamilyContact(
        id=world.id(), person_id=person_id, relation_id=relation_id, way=way, state=came, at=at,
        minutes=LASTS.get(way) if came is FamilyState.HELD else None, words=SAID.get(came, ""),
    ))  # fmt: skip
