"""What happened to some of the demo's people: movements of every kind, sentences, who may not meet, who may not see.

Each goes through the command that a screen uses, at the moment it is told of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from casework.access.models import Exclusion, Restriction
from casework.alerts.service import close_keep_apart, keep_people_apart
from casework.custody.models import MovementKind
from casework.custody.service import NewMovement, move
from casework.dates_demo.service import extend, follow_on, move_dates, sentence_for_life
from casework.demo.rules import officer_at
from casework.demo.service import World
from casework.duplicates.service import decide_two_people, propose_duplicates
from casework.people.models import Person
from casework.people.queries import person_record
from casework.population.service import settled
from casework.release.service import check_identity, give_order, offer_copy
from casework.turns_demo.rules import ADMITTED, EXCLUDED, PAIRS, RESTRICTED, SAFETY, TWO_PEOPLE
from kernel import audit, clock
from kernel.db import in_transaction, session

MOST = 3
"""So many people at most have each of these turns, however large the demo is."""
Deed = Callable[[World, dict[str, Any]], None]


def seed(world: World) -> None:
    """Every turn for one person, for a few more in a large demo; then files hidden, alike or near the gate."""
    for _round in range(min(MOST, 1 + world.size // 1000)):
        for deeds, person in zip(TURNS, settled(world), strict=False):
            for deed in deeds:
                in_transaction(lambda deed=deed, person=person: deed(world, person))  # type: ignore[misc]
    for last in (_hide, _find_twins, _prepare_releases):
        in_transaction(lambda last=last: last(world))  # type: ignore[misc]


def _row(world: World, person: dict[str, Any]) -> Person:
    return person_record(replace(world.staff["records"], everywhere=True), person["id"])


def _moved(
    world: World, person: dict[str, Any], days: float, kind: MovementKind, reason: str, *, by: str = "records",
    wing: str = "", **over: Any,
) -> None:  # fmt: skip
    at = min(world.days_ago(days), world.now - dt.timedelta(hours=1))
    new = NewMovement(
        person_id=person["id"], kind=kind, at=at, id=world.id(at), wing_id=world.units.get(wing), reason=reason, **over
    )
    with clock.held_at(at):
        move(world.staff[by], new)


def _away(kind: MovementKind, out: float, back: float | None, destination: str, reason: str) -> Deed:
    """Out of the gate so many days ago, and back (or not yet)."""

    def deed(world: World, person: dict[str, Any]) -> None:
        granted = kind is MovementKind.TEMPORARY_RELEASE
        due = world.days_ago(back or 0, 18) if granted else None
        by = "governor" if granted else "records"
        _moved(world, person, out, kind, reason, by=by, destination=destination, due_back_at=due)
        if back is not None:
            _moved(world, person, back, MovementKind.RETURN, reason)

    return deed


def _change_wing(world: World, person: dict[str, Any]) -> None:
    wing = "HRB-B" if person["life"].wing != "HRB-B" else "HRB-A"
    _moved(world, person, 30, MovementKind.WITHIN, "Works in the workshop beside that wing now.", wing=wing)


def _transfer(world: World, person: dict[str, Any]) -> None:
    keeper = world.staff[officer_at("KES", person["number"])]
    reason = "Open conditions before release."
    _moved(world, person, 15, MovementKind.TRANSFER, reason, wing="KES-A", to_id=world.units["KES"])
    row = _row(world, person)
    row.officer_id = keeper.human_id
    audit.record(keeper, "person.officer_named", row)
    person.update(prison="KES", officer=keeper.human_id)


def _place_against_a_rule(world: World, person: dict[str, Any]) -> None:
    over = {"wing": "HRB-D", "override_reason": SAFETY}
    _moved(world, person, 5, MovementKind.WITHIN, "Safety.", by="governor", **over)


def _escape_and_return(world: World, person: dict[str, Any]) -> None:
    _moved(world, person, 41, MovementKind.ESCAPE, "Did not come back from the farm work.")
    _moved(world, person, 36, MovementKind.RETURN, "Brought back by the police.")


def _escape(world: World, person: dict[str, Any]) -> None:
    _moved(world, person, 3, MovementKind.ESCAPE, "From the escort. The police were told at once.")
    person.update(state="at_large", prison="")


def _die(world: World, person: dict[str, Any]) -> None:
    _moved(world, person, 12, MovementKind.DEATH, "Found in the morning. Judge, family and inspector were told.")
    person.update(state="died", prison="")


def _keep_apart(world: World, person: dict[str, Any]) -> None:
    """One pair that may meet again, one that may not."""
    case, wing = world.staff["case"], person["life"].wing
    others = [one for one in world.people if one["prison"] == "HRB" and one["life"].wing not in {wing, "HRB-D"}]
    for (days, reason, why_over), other in zip(PAIRS, others, strict=False):
        at = world.days_ago(days)
        with clock.held_at(at):
            pair = keep_people_apart(case, person["id"], other["id"], reason, id=world.id(at))
        if why_over:
            with clock.held_at(world.days_ago(days / 2)):
                close_keep_apart(case, pair.id, why_over)


TURNS: tuple[tuple[Deed, ...], ...] = (
    (_transfer,),
    (_change_wing, _away(MovementKind.TO_HOSPITAL, 20, 17, "General Hospital", "Operation that was planned.")),
    (move_dates, _away(MovementKind.TO_HOSPITAL, 1, None, "General Hospital", "Sent by the prison doctor.")),
    (_away(MovementKind.TEMPORARY_RELEASE, 9, 8, "Home", "Funeral of the father."), _keep_apart),
    (follow_on, _away(MovementKind.TO_COURT, 0, None, "Court of Appeal, Second Chamber", "Hearing.")),
    (extend, _place_against_a_rule),
    (_escape_and_return,),
    (sentence_for_life,),
    (_die,),
    (_escape,),
)
"""What happens to one person after another."""


def _hide(world: World) -> None:
    """A witness whom only a few may know of, and somebody whose relative works in the records office."""
    untried = [one for one in world.people if one["prison"] == "HRB" and one["state"] == "remand"]
    witness, relative = _row(world, untried[0]), untried[1]
    for one in untried[:2]:
        one["hidden"] = True
    witness.restricted = True
    audit.record(world.staff["governor"], "person.restricted", witness)
    at = world.days_ago(8)
    kept: list[Exclusion | Restriction] = [
        Exclusion(person_id=relative["id"], human_id=world.staff["records2"].human_id, reason=EXCLUDED, begun_at=at)
    ]
    kept += [
        Restriction(person_id=witness.id, human_id=world.staff[name].human_id, reason=RESTRICTED, begun_at=at)
        for name in ADMITTED
    ]
    for row in kept:
        session.add(row)
        audit.record(world.staff["governor"], f"{row.__tablename__}.begun", row)


def _find_twins(world: World) -> None:
    """Files that may be one person's are proposed; of the first pair it is known that they are two."""
    clerk, found = replace(world.staff["records"], everywhere=True), []
    for person in world.people:
        if person["life"].twin:
            found += propose_duplicates(clerk, person["id"])
    session.flush()
    if found:
        decide_two_people(clerk, found[0].id, TWO_PEOPLE)


def _prepare_releases(world: World) -> None:
    """Who leaves within a week is made ready: identity checked, the file offered, one by an order of the court."""
    week = world.today + dt.timedelta(days=7)
    soon = [one for one in world.people if one["prison"] == "HRB" and one["release_on"] and one["release_on"] <= week]
    for nth, person in enumerate(soon):
        check_identity(world.staff["records"], person["id"])
        if nth % 2:
            offer_copy(world.staff["records"], person["id"], taken=nth % 4 == 1)
        if nth == len(soon) - 1:
            order = {"authority": person["life"].court, "reference": f"R{world.today.year}/{person['number'][4:9]}"}
            give_order(world.staff["records"], person["id"], dated_on=world.today, **order)
