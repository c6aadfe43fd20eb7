"""A transfer and a release in the demo, with the commands that staff use: what follows in other modules follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from casework.custody.models import MovementKind
from casework.custody.queries import belongings_of
from casework.custody.service import NewMovement, move, return_belongings
from casework.demo.service import World
from casework.release import service as release
from kernel import clock
from kernel.db import in_transaction
from kernel.errors import DomainError
from kernel.http import addressed

TRANSFERS, RELEASES = 2, 1
TO = {"HRB": "KES", "KES": "HRB"}


def seed(world: World) -> None:
    """Of those whom earlier parts marked as leaving ("transfer", "release"), the first whom nothing keeps."""
    marked = [person for person in world.people if person.get("leaves")]
    marked.sort(key=lambda person: bool(person.get("assessed")))  # a level under way would go with them
    with clock.held_at(world.now):
        moved = 0
        for person in (p for p in marked if p["leaves"] == "transfer" and p["prison"] in TO):
            moved += moved < TRANSFERS and _is_moved(world, person)
        free = 0
        for person in (p for p in marked if p["leaves"] == "release" and p["prison"] == "HRB"):
            free += free < RELEASES and _goes(world, person)


def _transfer(world: World, person: dict[str, Any]) -> None:
    to = TO[person["prison"]]
    new = NewMovement(
        person_id=person["id"], kind=MovementKind.TRANSFER, at=world.now, id=world.id(), to_id=world.units[to],
        reason="Closer to the family.",
    )  # fmt: skip
    move(replace(world.staff["records"], everywhere=True), new)
    person["prison"] = to


def _is_moved(world: World, person: dict[str, Any]) -> bool:
    """Whether the person could be transferred: at some hours they are at court just now."""
    try:
        with addressed():
            in_transaction(lambda: _transfer(world, person))
    except DomainError:
        return False
    return True


def _goes(world: World, person: dict[str, Any]) -> bool:
    """Whether the person could be released: money that waits to be paid out keeps the gate shut."""
    try:
        with addressed():
            in_transaction(lambda: _release(world, person))
    except DomainError:
        return False
    person["prison"], person["state"] = "", "released"
    return True


def _release(world: World, person: dict[str, Any]) -> None:
    officer, key = world.staff["records"], person["id"]
    release.give_order(
        officer, key, authority="District Court", reference=f"R-{person['number']}", dated_on=world.today
    )
    release.check_identity(officer, key)
    release.offer_copy(officer, key, taken=True)
    return_belongings(officer, key, [row.id for row in belongings_of(key)])
    release.prepare(officer, key)
    release.release(world.staff["records2"], key, at=world.now, id=world.id())
