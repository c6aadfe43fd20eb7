"""The demo's waiting lists and places ahead, made with the module's own commands."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from functools import partial

import sqlalchemy as sa

from casework.public import World
from casework.public import person as person_rows
from kernel import clock
from kernel.authz import Actor
from kernel.db import in_transaction, session, transaction
from programmes.appeals import service as appeals
from programmes.applications.service import answer_application
from programmes.bulk.models import PlaceListRow
from programmes.bulk.rules import Typed
from programmes.bulk.service import NewList, give, make_list
from programmes.exclusions.models import DayPart
from programmes.exclusions.service import NewExclusion, exclude
from programmes.intakes.models import ClassSession, Intake, SessionState
from programmes.places.models import Allocation, AllocationState, Application, ApplicationState, EndReason
from programmes.planned.models import ChangeKind
from programmes.planned.service import NewChange, happen, plan, take_back
from programmes.ranking.rules import DEFAULT
from programmes.ranking.service import NewRules, draft, publish
from programmes.registers.rules import Mark
from programmes.typed_registers.models import RegisterPaper
from programmes.typed_registers.queries import people_on
from programmes.typed_registers.service import Typing, print_register, type_back
from programmes.waiting.service import check_lists

WORDS = "I was told that the group was full, but two people came after me."


def lists(world: World) -> None:
    """Rules of ranking in force and one being tried out, appeals of each kind, changes and exceptions ahead."""
    boss, other, prison = world.staff["coordinator"], world.staff["governor"], world.units["HRB"]
    with clock.held_at(world.days_ago(100)):
        in_transaction(partial(_published, world, boss, prison))
    with clock.held_at(world.days_ago(1)):
        in_transaction(partial(_draft, world, boss, prison))
        in_transaction(check_lists)
    reach = frozenset(world.units.values())
    with clock.held_at(world.days_ago(12)):
        _appeals(world, replace(boss, establishments=reach), replace(other, establishments=reach))
    _ahead(world, boss, prison)
    _from_lists(world, replace(boss, establishments=reach), prison)
    _on_paper(world, replace(boss, establishments=reach), prison)


def _from_lists(world: World, boss: Actor, prison: uuid.UUID) -> None:
    """A list given as far as the seats go and one only looked at, with a number that nobody has."""
    groups = session.scalars(
        sa.select(Intake.id)
        .where(Intake.unit_id == prison, Intake.ends_on >= clock.today(), Intake.taken < Intake.capacity)
        .order_by(Intake.capacity - Intake.taken, Intake.id)
        .limit(2)
    ).all()
    seated = sa.select(Allocation.person_id).where(Allocation.intake_id == groups[0]).limit(1)
    inside = [one["id"] for one in world.people if one["prison"] == "HRB" and one["state"] == "sentenced"]
    people = [session.scalars(seated).one(), *inside[:30]]
    found = session.execute(sa.select(person_rows.c.number).where(person_rows.c.id.in_(people)))
    numbers = [*(row.number for row in found), "HRB-0000"]
    session.remove()
    for intake_id, given in zip(groups, (True, False), strict=False):
        in_transaction(partial(_one_list, world, boss, intake_id, numbers, given=given))


def _one_list(world: World, boss: Actor, intake_id: uuid.UUID, numbers: list[str], *, given: bool) -> None:
    typed = [Typed(line=line, column="A", number=number) for line, number in enumerate(numbers, 1)]
    made = make_list(boss, NewList(id=world.id(), intake_id=intake_id, numbers=typed))
    if given:
        rows = session.scalars(sa.select(PlaceListRow.id).where(PlaceListRow.list_id == made.id)).all()
        give(boss, made.id, rows, "The master knows these people and stands beside them.")


def _on_paper(world: World, boss: Actor, prison: uuid.UUID) -> None:
    """A register on paper of which two lines came back: one typed twice and once otherwise, one that cannot be."""
    held = session.scalars(
        sa.select(ClassSession.id)
        .join(Intake, Intake.id == ClassSession.intake_id)
        .where(Intake.unit_id == prison, ClassSession.state == SessionState.PLANNED)
        .where(ClassSession.held_on < clock.today(), Intake.taken > 1)
        .order_by(ClassSession.held_on.desc(), ClassSession.id)
    ).first()
    session.remove()
    if held is None:
        return
    paper = in_transaction(partial(print_register, boss, held)).id
    with transaction():
        first, second = [row.id for row in people_on(boss, session.get_one(RegisterPaper, paper))][:2]
    typing = partial(Typing, marked_by=boss.human_id, marked_at=clock.now() - dt.timedelta(hours=1))
    for seat, mark in (
        (first, Mark(code="present")), (first, Mark(code="present")), (first, Mark(code="late")),
        (second, Mark(code="present", minutes=1400)),
    ):  # fmt: skip
        in_transaction(partial(type_back, boss, paper, typing(marks={seat: mark}, sitting=world.id())))


def _published(world: World, boss: Actor, prison: uuid.UUID) -> None:
    made = _rules(world, boss, prison, {}, "What counts is written down and the same for everybody.")
    publish(boss, made)


def _draft(world: World, boss: Actor, prison: uuid.UUID) -> None:
    _rules(world, boss, prison, {"planned": 30, "window_30": 40}, "People near release should not miss the last group.")


def _rules(world: World, boss: Actor, prison: uuid.UUID, over: dict[str, int], why: str) -> uuid.UUID:
    day = clock.today() + dt.timedelta(days=1)
    new = NewRules(unit_id=prison, valid_from=day, points={**DEFAULT, **over}, why=why, id=world.id())
    return draft(boss, new).id


def _appeals(world: World, boss: Actor, other: Actor) -> None:
    wanted = (Application.state == ApplicationState.PENDING, Application.requested_on <= clock.today())
    wishes = session.scalars(sa.select(Application.id).where(*wanted).order_by(Application.id).limit(3)).all()
    session.remove()
    answers = (None, (False, "The list was read again together: the place on it is right."), (True, "You are right."))
    for wish, answer in zip(wishes, answers, strict=False):
        in_transaction(partial(answer_application, boss, wish, ApplicationState.DECLINED, "The group is full."))
        made = in_transaction(partial(appeals.make, boss, wish, WORDS, world.id())).id
        if answer:
            in_transaction(partial(appeals.decide, other, made, upheld=answer[0], answer=answer[1]))


def _ahead(world: World, boss: Actor, prison: uuid.UUID) -> None:
    seats = session.scalars(
        sa.select(Allocation.id)
        .join(Intake, Intake.id == Allocation.intake_id)
        .where(Intake.unit_id == prison, Allocation.state == AllocationState.ACTIVE)
        .order_by(Allocation.id)
        .limit(4)
    ).all()
    session.remove()
    with clock.held_at(world.days_ago(4)):
        early = [_plan(world, boss, seats[0], kind, 2) for kind in (ChangeKind.SUSPEND, ChangeKind.END)]
        in_transaction(partial(take_back, boss, early.pop()))
        early += [_plan(world, boss, seats[1], ChangeKind.RESUME, 2)]
        for n, part in enumerate(DayPart):
            new = NewExclusion(
                id=world.id(), allocation_id=seats[2], weekday=n, part=part, from_on=clock.today(),
                reason="Therapy group at that time.",
            )  # fmt: skip
            in_transaction(partial(exclude, boss, new))
    with clock.held_at(world.days_ago(2)):
        for one in early:
            in_transaction(partial(happen, one))
    _plan(world, boss, seats[3], ChangeKind.END, 9)


def _plan(world: World, boss: Actor, seat: uuid.UUID, kind: ChangeKind, days: int) -> uuid.UUID:
    new = NewChange(
        id=world.id(), allocation_id=seat, kind=kind, on_date=clock.today() + dt.timedelta(days=days),
        words="Agreed with the person and the workshop.", paid=kind is ChangeKind.SUSPEND,
        end_reason=EndReason.OWN_WISH if kind is ChangeKind.END else None,
    )  # fmt: skip
    return in_transaction(partial(plan, boss, new)).id
