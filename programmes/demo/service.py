"""Making the demo's programmes with the module's own commands, the clock held at each day of their history."""

from __future__ import annotations

import datetime as dt
import itertools
import tomllib
import uuid
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casework.public import World
from kernel import clock
from kernel.authz import Actor
from kernel.db import in_transaction, session
from kernel.errors import DomainError
from kernel.jobs import Worker
from programmes.cancellations.service import cancel
from programmes.catalogue.models import ProgrammeKind, ProgrammeStatus
from programmes.catalogue.service import (
    NewVersion,
    NewWorkshop,
    ProgrammeFacts,
    add_version,
    create_programme,
    open_workshop,
    set_status,
)
from programmes.completions.models import Outcome
from programmes.completions.service import Ending, complete
from programmes.eligibility.models import RuleKind
from programmes.eligibility.service import NewRule, set_rule
from programmes.intakes.models import ClassSession
from programmes.intakes.service import NewIntake, NewSlot, add_slot, open_intake
from programmes.lists_demo.service import lists
from programmes.pay.models import RateBasis
from programmes.pay.service import NewRate, set_rate
from programmes.pay_periods.queries import dues_until
from programmes.pay_periods.service import NewRun, approve, freeze, send_back
from programmes.places.models import Allocation
from programmes.places.service import Placement, place
from programmes.registers.rules import Mark
from programmes.registers.service import complete_register
from programmes.rotas_demo.service import rotas
from programmes.states_demo.service import papers, rarities, waiting_list, what_happened
from programmes.workshops_demo.service import seed as workshops

SHELF = Path(__file__).parent / "programmes.toml"
MARKS = (
    ("present", 83), ("released", 1), ("late", 4), ("absent_acceptable", 5), ("medical", 3), ("refused", 2),
    ("court", 2),
)  # fmt: skip
MONTHS_OF_PAY = 7
TIMES = {True: (dt.time(9), dt.time(11, 30)), False: (dt.time(13, 30), dt.time(16))}


@dataclass
class _Group:
    """An intake being made, and who makes it."""

    id: uuid.UUID
    item: dict[str, Any]
    coordinator: Actor
    instructor: Actor
    over: bool


def seed(world: World) -> None:
    """A catalogue of six, for each a group that is over, one that runs and one to come, with registers and outcomes."""
    for item in tomllib.loads(SHELF.read_text("utf-8"))["programme"]:
        coordinator, instructor = _staff(world, item["place"])
        with clock.held_at(world.days_ago(300)):
            in_transaction(partial(_programme, world, coordinator, item))
        waiting = [p for p in world.people if p["prison"] == item["place"] and p["state"] == "sentenced"]
        people = iter(world.rng.sample(waiting, len(waiting)))
        groups = [_group(world, item, coordinator, instructor, start) for start in (-140, -40, 20)]
        for group, many in zip(groups, (8, item["seats"] - 1, 3), strict=True):
            _fill(world, group, itertools.islice(people, many * 2), many)
        for group in groups[:2]:
            _registers(world, group)
        _outcomes(world, groups[0])
        waiting_list(world, groups[1].coordinator, item["id"], groups[1].id, people)
        world.say(f"    {item['name']}")
    for story in (_pay, rarities, lists, rotas):
        story(world)
    workshops(world, *_staff(world, "HRB"))


def _pay(world: World) -> None:
    """A pay run of each prison for every month that is over; the running month waits in the preview."""
    ends = [world.today.replace(day=1) - dt.timedelta(days=1)]
    while len(ends) < MONTHS_OF_PAY:
        ends.insert(0, ends[0].replace(day=1) - dt.timedelta(days=1))
    for code in dict.fromkeys(item["place"] for item in tomllib.loads(SHELF.read_text("utf-8"))["programme"]):
        coordinator, _instructor = _staff(world, code)
        for last_on in ends:
            run = NewRun(unit_id=world.units[code], last_on=last_on, id=world.id())
            with clock.held_at(dt.datetime.combine(last_on + dt.timedelta(days=1), dt.time(9), dt.UTC)):
                if dues_until(run.unit_id, last_on):
                    session.remove()
                    in_transaction(partial(freeze, coordinator, run))
                    if last_on == ends[-1]:  # looked at twice: the first was sent back
                        in_transaction(partial(send_back, world.staff["finance"], run.id, "One rate was missing."))
                        in_transaction(partial(freeze, coordinator, run := replace(run, id=world.id())))
                    in_transaction(partial(approve, world.staff["finance"], run.id))
                    Worker().run_one()


def _staff(world: World, code: str) -> tuple[Actor, Actor]:
    """Who runs programmes at a prison; the farm's are looked after by the coordinator of the big one."""
    suffix, reach = ("2" if code == "JUN" else ""), frozenset({world.units[code]})
    coordinator, instructor = world.staff[f"coordinator{suffix}"], world.staff[f"instructor{suffix}"]
    return (
        replace(coordinator, establishments=coordinator.establishments | reach),
        replace(instructor, establishments=instructor.establishments | reach),
    )


def _programme(world: World, coordinator: Actor, item: dict[str, Any]) -> None:
    begun = clock.today()
    made = create_programme(coordinator, ProgrammeFacts(
        code=item["code"], name=item["name"], kind=ProgrammeKind(item["kind"]), summary=item["summary"],
        certificate_title=item["certificate"], awarding_body=item["body"], need_area=item["need"],
        paid=item["rate"] > 0,
        id=world.id(),
    ))  # fmt: skip
    add_version(coordinator, NewVersion(
        programme_id=made.id, valid_from=begun, modules=[(name, minutes) for name, minutes in item["modules"]],
        pass_percent=60,
        id=world.id(),
    ))  # fmt: skip
    set_status(coordinator, made.id, ProgrammeStatus.LIVE)
    if item["rate"]:
        set_rate(coordinator, NewRate(
            programme_id=made.id, basis=RateBasis(item.get("basis", "hour")), minor=item["rate"], currency="EUR",
            valid_from=world.today - dt.timedelta(days=item.get("rate_days_ago", 300)),
            id=world.id(),
        ))  # fmt: skip
    if item["level"]:
        given = {"level": item["level"]}
        set_rule(
            coordinator,
            NewRule(programme_id=made.id, kind=RuleKind.LEVEL_AT_MOST, given=given, valid_from=begun, id=world.id()),
        )
    item["id"], item["room"] = made.id, None
    _room(world, coordinator, item)


def _room(world: World, coordinator: Actor, item: dict[str, Any]) -> None:
    if item["shop"]:
        unit = next(code for code in world.units if code.startswith(f"{item['place']}-W") and _is_shop(item, code))
        room = NewWorkshop(
            id=world.units[unit], unit_id=world.units[item["place"]], name=item["shop"], seats=item["seats"]
        )
        item["room"] = open_workshop(coordinator, room).id


def _is_shop(item: dict[str, Any], code: str) -> bool:
    """The shop's products name the same workshop units: carpentry is the first, metal the second."""
    return bool(code.endswith("W2") == (item["code"] == "MET-W"))


def _group(world: World, item: dict[str, Any], coordinator: Actor, instructor: Actor, start: int) -> _Group:
    first = world.today + dt.timedelta(days=start)
    with clock.held_at(min(world.now, world.days_ago(-start + 14))):
        new = NewIntake(
            programme_id=item["id"], unit_id=world.units[item["place"]], instructor_id=instructor.human_id,
            name=f"{item['name']}, {first:%m/%Y}", starts_on=first, ends_on=first + dt.timedelta(days=84),
            capacity=item["seats"],
            workshop_id=item["room"], id=world.id(),
        )  # fmt: skip
        in_transaction(partial(_open, coordinator, new, *TIMES[start < 0]))
    return _Group(new.id, item, coordinator, instructor, over=new.ends_on < world.today)


def _open(coordinator: Actor, new: NewIntake, begins: dt.time, ends: dt.time) -> None:
    open_intake(coordinator, new)
    for weekday in (0, 2, 4, 5):
        add_slot(coordinator, NewSlot(intake_id=new.id, weekday=weekday, starts_at=begins, ends_at=ends))


def _fill(world: World, group: _Group, people: Any, many: int) -> None:
    """Seat people until ``many`` have a place; the first whom the rules refuse is let in with a reason."""
    given, reasons = 0, ["The workshop master asks for this person and stands beside them."]
    with clock.held_at(min(world.now, world.days_ago(145 if group.over else 45))):
        for person in people:
            order = Placement(
                person_id=person["id"], intake_id=group.id, consented=True, handover="Adult college", id=world.id()
            )
            seated = _place(group.coordinator, order, reasons)
            given += seated
            person["seated"] = person.get("seated") or (seated and not group.over)
            if given == many:
                return


def _place(coordinator: Actor, order: Placement, reasons: list[str]) -> bool:
    try:
        return bool(in_transaction(partial(place, coordinator, order)).allocation)
    except DomainError as refusal:
        if refusal.field != "override_reason" or not reasons:
            return False
    return _place(coordinator, replace(order, override_reason=reasons.pop()), reasons)


def _registers(world: World, group: _Group) -> None:
    """Registers of every session up to yesterday; the newest one is not taken yet, one was cancelled."""
    sessions = session.execute(
        sa.select(ClassSession.id, ClassSession.held_on)
        .where(ClassSession.intake_id == group.id, ClassSession.held_on < world.today)
        .order_by(ClassSession.held_on)
    ).all()
    seats = list(session.scalars(sa.select(Allocation.id).where(Allocation.intake_id == group.id)))
    session.remove()
    for n, row in enumerate(sessions):
        with clock.held_at(dt.datetime.combine(row.held_on, dt.time(12), dt.UTC)):
            if n == 5:  # noqa: PLR2004 - any one
                in_transaction(partial(cancel, group.coordinator, row.id, reason="Instructor ill", paid=True))
            elif group.over or n < len(sessions) - 1:
                marks = {seat: _mark(world, group.item) for seat in seats}
                in_transaction(partial(complete_register, group.instructor, row.id, marks))
        if not group.over and n == len(sessions) - 4:
            with clock.held_at(dt.datetime.combine(row.held_on, dt.time(15), dt.UTC)):
                what_happened(world, group.coordinator, seats)


def _mark(world: World, item: dict[str, Any]) -> Mark:
    code = world.rng.choices([c for c, _w in MARKS], [w for _c, w in MARKS])[0]
    pieces = world.rng.randrange(10, 17) if item.get("basis") == "piece" else 0
    return Mark(code=code, pieces=pieces, note="Did not want to come." if code == "refused" else "")


def _outcomes(world: World, group: _Group) -> None:
    seats = session.scalars(sa.select(Allocation.id).where(Allocation.intake_id == group.id)).all()
    session.remove()
    with clock.held_at(world.days_ago(50)):
        for n, seat in enumerate(seats):
            outcome = (Outcome.PARTLY, Outcome.COMPLETED, Outcome.COMPLETED, Outcome.NOT_COMPLETED)[n % 4]
            ending = Ending(
                allocation_id=seat, outcome=outcome, assessment="Works with care and finishes what is begun."
            )
            try:
                in_transaction(partial(complete, group.coordinator, ending))
            except DomainError:
                in_transaction(partial(complete, group.coordinator, replace(ending, outcome=Outcome.NOT_COMPLETED)))
    papers(world, group.coordinator, seats)
