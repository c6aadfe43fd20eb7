"""Movements with what they owe, belongings that left, orders, the core file, roll checks and a release, each once."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from casework.completeness.rules import Core
from casework.custody.models import MovementKind
from casework.custody.service import NewMovement, move
from casework.custody_demo.rules import CHILDREN, NOTES, THINGS
from casework.demo.service import World
from casework.dossier import service as dossier
from casework.dossier.models import CounselKind, NoteKind
from casework.duties import queries as duties
from casework.duties.models import CauseOfDeath, DutyKind
from casework.duties.service import NewDeath, describe_death, fulfil
from casework.people.models import LegalStatus
from casework.population.service import settled
from casework.property.queries import belongings_of
from casework.property.rules import Leaving
from casework.property.service import NewThing, hand_over, take_in
from casework.release import service as gate
from casework.rollcall import queries as rolls
from casework.rollcall import service as rollcall
from casework.rollcall.models import Mark
from casework.takebacks.service import take_back
from casework.warrants.service import NewWarrant, enter_order, lift_order
from kernel import clock
from kernel.db import in_transaction

HOUR = dt.timedelta(hours=1)


def seed(world: World) -> None:
    """Each story with the next person it fits; a demo too small for all of them tells the first ones."""
    stories = (
        _late_from_court, _on_leave, _ill_and_back, _on_the_way, _escaped, _died, _wrong_line, _wanted_elsewhere,
        _known_well,
    )  # fmt: skip
    for story, person in zip(stories, settled(world), strict=False):
        in_transaction(lambda story=story, person=person: story(world, person))  # type: ignore[misc]
    in_transaction(lambda: _acquitted(world))
    in_transaction(lambda: _roll_checks(world))


def _moved(world: World, person: dict[str, Any], ago: dt.timedelta, kind: MovementKind, **over: Any) -> uuid.UUID:
    at = world.now - ago
    with clock.held_at(at):
        new = NewMovement(person_id=person["id"], kind=kind, at=at, id=world.id(at), **over)
        return move(replace(world.staff["governor"], everywhere=True), new).id


def _late_from_court(world: World, person: dict[str, Any]) -> None:
    court = {"destination": "Central District Court", "due_back_at": world.now - HOUR, "authority": "Hearing list"}
    _moved(world, person, 5 * HOUR, MovementKind.TO_COURT, **court)


def _on_leave(world: World, person: dict[str, Any]) -> None:
    leave = {"destination": "Family home", "due_back_at": world.now + 30 * HOUR, "reason": "Funeral of the father"}
    _moved(world, person, 20 * HOUR, MovementKind.TEMPORARY_RELEASE, authority="Governor", **leave)


def _ill_and_back(world: World, person: dict[str, Any]) -> None:
    _moved(world, person, 60 * HOUR, MovementKind.TO_HOSPITAL, destination="General Hospital")
    _moved(world, person, 20 * HOUR, MovementKind.RETURN)
    for duty in duties.duties_of(person["id"]):
        fulfil(world.staff["records"], duty.id, words="By telephone, they visit today", told="The mother")


def _on_the_way(world: World, person: dict[str, Any]) -> None:
    """To the open prison and straight back again: the big prison has not said yet that the person is there."""
    _moved(world, person, 72 * HOUR, MovementKind.TRANSFER, to_id=world.units["KES"], wing_id=world.units["KES-A"])
    reason = "Nearer to the court"
    _moved(world, person, 3 * HOUR, MovementKind.TRANSFER, to_id=world.units["HRB"], reason=reason)


def _escaped(world: World, person: dict[str, Any]) -> None:
    _moved(world, person, 50 * HOUR, MovementKind.ESCAPE, reason="From the escort, on the way to the dentist")
    person.update(state="at_large", prison="")
    for duty in duties.duties_of(person["id"]):
        if duty.kind is DutyKind.ESCAPE_REPORTED:
            fulfil(world.staff["records"], duty.id, words="By telephone at once, in writing after", told="City police")


def _died(world: World, person: dict[str, Any]) -> None:
    records = world.staff["records"]
    with clock.held_at(world.now - 80 * HOUR):
        take_in(records, person["id"], NewThing(what="Prayer book", seal="S-104", kept_at="Safe 2"))
    movement = _moved(world, person, 72 * HOUR, MovementKind.DEATH, reason="Found in the morning")
    person.update(state="died", prison="")
    told = NewDeath(movement_id=movement, cause=CauseOfDeath.NOT_KNOWN, circumstances="Found in bed at the first count")
    describe_death(records, told)
    open_still = {DutyKind.INVESTIGATION, DutyKind.FUNERAL}
    for duty in duties.duties_of(person["id"]):
        if duty.kind not in open_still:
            fulfil(records, duty.id, words="Done and written down", told="The sister")
    things = {row.id: row.left for row in belongings_of(person["id"]) if row.left}
    hand_over(records, person["id"], things, THINGS["heirs"], deed_id=world.id())


def _wrong_line(world: World, person: dict[str, Any]) -> None:
    wrong = _moved(world, person, 30 * HOUR, MovementKind.TO_HOSPITAL, destination="General Hospital")
    with clock.held_at(world.now - 29 * HOUR):
        take_back(world.staff["records"], wrong, "The file of another person was open")


def _wanted_elsewhere(world: World, person: dict[str, Any]) -> None:
    for nth, court in enumerate(("Port Magistrates' Court", "Northern Circuit Court")):
        order = NewWarrant(
            id=world.id(),
            person_id=person["id"],
            authority=court,
            reference=f"W {41 + nth}",
            signatory="Judge K. Sato",
            dated_on=world.today,
            grounds="Handling stolen goods",
            legal_status=LegalStatus.UNCONVICTED,
        )
        enter_order(world.staff["records"], order)
        if nth:
            lift_order(world.staff["records"], order.id, f"{court}, letter of today: withdrawn")
    _things_leave(world, person)


def _things_leave(world: World, person: dict[str, Any]) -> None:
    """Some of four shirts each time, in every way but to heirs."""
    records = world.staff["records"]
    shirts = take_in(records, person["id"], NewThing(what="Shirts", pieces=4, condition="worn", id=world.id()))
    for way in ("given_back", "sent_out", "destroyed"):
        leaving: Leaving = THINGS[way]
        hand_over(records, person["id"], {shirts.id: 1}, leaving, deed_id=world.id())


def _known_well(world: World, person: dict[str, Any]) -> None:
    """A file with all that was asked."""
    clerk, one = world.staff["records"], person["id"]
    dossier.complete(clerk, one, dossier.Facts(supervising_authority="Central District Court", gender="man"))
    for name, year, carer in CHILDREN:
        dossier.add_child(clerk, one, dossier.NewChild(name=name, birth_year=year, cared_for_by=carer, id=world.id()))
    for name, kind in (("Maître Sy", CounselKind.LEGAL_AID), ("Maître Amari", CounselKind.CHOSEN)):
        dossier.add_counsel(clerk, one, dossier.NewCounsel(name=name, kind=kind, id=world.id()))
    for days in (-20, 9):
        day = world.now + dt.timedelta(days=days)
        hearing = dossier.NewHearing(court="Court of Appeal", at=day, purpose="Appeal", id=world.id())
        dossier.add_hearing(clerk, one, hearing)
        if days < 0:
            dossier.end_hearing(clerk, hearing.id, outcome="Put off to hear a witness", brought=True)
    for register, words in NOTES:
        note = dossier.NewNote(
            kind=NoteKind(register), day=world.today, words=words, decided_by="Governor", id=world.id()
        )  # fmt: skip
        dossier.add_note(clerk, one, note)
    dossier.say_nothing_there(clerk, one, Core.PROPERTY, "Looked with the person: nothing was brought")


def _acquitted(world: World) -> None:
    """An untried person whom the court lets go: one officer makes ready, another confirms."""
    first, second = world.staff["records"], world.staff["records2"]
    untried = (one for one in world.people if one["state"] == "remand" and one["prison"] == "HRB")
    person = next((one for one in untried if not one.get("hidden")), None)
    if person is None:
        return
    one = person["id"]
    with clock.held_at(world.now - 3 * HOUR):
        gate.give_order(first, one, authority="Central District Court", reference="A 7", dated_on=clock.today())
        gate.check_identity(first, one)
        gate.offer_copy(first, one, taken=True)
        things = {row.id: row.left for row in belongings_of(one) if row.left}
        if things:
            hand_over(first, one, things, Leaving(), deed_id=world.id())
        gate.prepare(first, one)
        gate.release(second, one, at=clock.now(), id=world.id())
    person.update(state="closed", prison="", turned=True)


def _roll_checks(world: World) -> None:
    """Yesterday's is closed; today's goes on, with every mark there is."""
    clerk, prison = world.staff["records"], world.units["HRB"]
    with clock.held_at(world.now - 26 * HOUR):
        before = rollcall.start(clerk, prison, id=world.id(clock.now()))
        for wing in rolls.wings(before.id):
            rollcall.mark_rest(clerk, before.id, wing.wing_id)
        rollcall.close(clerk, before.id, "")
    with clock.held_at(world.now - HOUR / 2):
        now = rollcall.start(clerk, prison, id=world.id(clock.now()))
        wing = next((row for row in rolls.wings(now.id) if row.wing_id and row.unseen > 3), None)  # noqa: PLR2004
        lines = rolls.lines_page(clerk, now.id, wing.wing_id).rows if wing else ()
        unseen = [row.id for row in lines if row.mark is Mark.UNSEEN]
        rollcall.mark(clerk, now.id, dict(zip(unseen, ((Mark.PRESENT, ""), (Mark.MISSING, "")), strict=False)))
