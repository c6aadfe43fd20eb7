"""How some orders of the demo went on: handed over, reminded of, looked at, ended early; by their commands."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from casework.public import World
from kernel import clock
from kernel.authz import Actor
from kernel.db import in_transaction, session
from probation.arranging.models import ConfirmedBy
from probation.arranging.service import confirm
from probation.check_ins.service import Going, start
from probation.conditions.models import Asker
from probation.conditions.service import (
    Explained,
    activate_variation,
    decide_conditions,
    submit_conditions,
    vary_conditions,
)
from probation.contacts.models import ContactKind, ContactState, Outcome
from probation.contacts.queries import contact, stands
from probation.contacts.service import NewVisit, record_visit
from probation.deeds_demo.service import CALL, HOME, OFFICE
from probation.drafting.service import NewVariation
from probation.endings.service import answer_early_end, decide_early_end, propose_early_end
from probation.gate.models import FirstDays, ItemKind, ItemState
from probation.gate.service import look
from probation.happenings.models import Happening
from probation.happenings.service import NewEvent, note_event
from probation.messages_demo.service import tell_of_messages
from probation.orders.models import OrderState, Signed, SupervisionOrder
from probation.orders.queries import officers_of
from probation.requirements.models import RequirementKind
from probation.requirements.service import NewCredit, NewRequirement, credit, set_requirement
from probation.transfers.models import TransferReason
from probation.transfers.service import Answer, NewTransfer, answer, propose, withdraw
from probation.workload.models import ReductionReason
from probation.workload.service import NewReduction, set_reduction

WORDS = "Works nights; call after noon. Promised a letter for the landlord."
TURNS = (
    (TransferReason.LEVEL, None, 28),
    (TransferReason.WISH, "no", 25),
    (TransferReason.OFFICER_LEFT, "no", 22),
    (TransferReason.SAFETY, None, 19),
    (TransferReason.MOVED, "yes", 16),
)
"""Why an order was to change hands, what the receiver said (None: taken back before), and how many days ago."""
PAST = (ReductionReason.LEAVE, ReductionReason.NEW, ReductionReason.OTHER_TASK, ReductionReason.PART_TIME)
Deed = Callable[[World, Actor, Actor, dict[str, Any]], None]


def seed(world: World) -> None:
    """Each of these on one running order, the last of the list first; whatever the demo is large enough for."""
    officers = {who.human_id: who for who in world.staff.values()}
    boss = replace(world.staff["supervisor"], everywhere=True)
    running = [one for one in world.people if one.get("running") and _runs(one)][::-1]
    for deed, person in zip(DEEDS, running, strict=False):
        mine = session.get_one(SupervisionOrder, person["order"]).officer_id
        session.remove()
        facts = (world, officers.get(mine or person["officer"], officers[person["officer"]]), boss, person)
        in_transaction(lambda deed=deed, facts=facts: deed(*facts))  # type: ignore[misc]
    in_transaction(lambda: _confirmed(officers))
    in_transaction(lambda: _first_look(officers))
    in_transaction(lambda: _relieved(world, boss, officers))
    in_transaction(lambda: _on_the_desk(world, running))
    in_transaction(lambda: _not_back(world, running))


def _on_the_desk(world: World, running: list[dict[str, Any]]) -> None:
    """What waits on one officer's day: a reason still to come, a move that asks for a contact, work that was found."""
    officer = world.staff["probation"]
    own = [one for one in running if one["officer"] == officer.human_id and one["order"]]
    with clock.held_at(world.days_ago(1)):
        for kind, person in zip((Happening.MOVED_HOUSE, Happening.NEW_JOB), own, strict=False):
            note_event(officer, NewEvent(person_id=person["id"], kind=kind, on=clock.today()))
        for person in own[2:4]:
            at = clock.now() - dt.timedelta(hours=1)
            record_visit(officer, NewVisit(
                id=uuid.uuid5(person["order"], "reason"), order_id=person["order"], kind=ContactKind.OFFICE,
                occurred_at=at, outcome=Outcome.NOT_THERE, note="Sent a message: the child is ill, a paper follows.",
            ))  # fmt: skip


def _not_back(world: World, running: list[dict[str, Any]]) -> None:
    """An officer who went out alone and should be back."""
    colleague = next(
        (who for key, who in world.staff.items() if key.startswith("probation") and key != "probation"
         and any(one["officer"] == who.human_id and one["office"] == OFFICE for one in running)), None,
    )  # fmt: skip
    if colleague:
        with clock.held_at(world.now - dt.timedelta(hours=3)):
            start(colleague, Going(
                id=uuid.uuid5(colleague.human_id, "out"), due_at=clock.now() + dt.timedelta(hours=2),
                place="Harbour Road 14, third floor", office_id=world.units[OFFICE], phone="+216 98 551200",
            ))  # fmt: skip


def _runs(person: dict[str, Any]) -> bool:
    order = session.get_one(SupervisionOrder, person["order"])
    runs = order.state is OrderState.ACTIVE and order.officer_id is not None
    session.remove()
    return runs


def _handed_on(world: World, officer: Actor, boss: Actor, person: dict[str, Any]) -> None:
    """Asked five times, taken back, refused, and accepted after a meeting."""
    order = session.get_one(SupervisionOrder, person["order"])
    others = [key for key, _name in officers_of(order.office_id) if key != order.officer_id]
    for reason, said, days in TURNS if others else ():
        with clock.held_at(world.days_ago(days)):
            new = NewTransfer(
                order_id=order.id, to_office_id=order.office_id, to_officer_id=others[0], reason=reason, words=WORDS
            )
            made = propose(officer, new)
            if said is None:
                withdraw(officer, made.id)
            elif said == "no":
                answer(boss, made.id, Answer(accept=False, words="My list is full until the end of the month."))
            else:
                met = "Both officers and the person met at the office."
                answer(boss, made.id, Answer(accept=True, met_on=clock.today(), met_words=met))
        session.flush()


def _changed(extra: Callable[[World], Any], signed: Signed, days: int) -> Deed:
    """Other conditions in force, which the person did not sign."""

    def deed(world: World, officer: Actor, boss: Actor, person: dict[str, Any]) -> None:
        with clock.held_at(world.days_ago(days)):
            why = NewVariation(reason="Asked for help to keep a flat.", asked_by=Asker.PERSON, talked_on=clock.today())
            vary_conditions(officer, person["order"], [extra(world)], why)
            session.flush()
            submit_conditions(officer, person["order"])
            decide_conditions(boss, person["order"], approve=True, words="")
            told = Explained(
                order_id=person["order"], orally_on=clock.today(), in_writing_on=clock.today(), language="ar",
                signed=signed,
            )  # fmt: skip
            activate_variation(officer, person["order"], told)
        session.flush()

    return deed


def _ended_early(world: World, officer: Actor, boss: Actor, person: dict[str, Any]) -> None:
    """Given back once, refused once, and granted: the conditions end with the order."""
    _changed(HOME, Signed.REFUSED, 40)(world, officer, boss, person)
    grounds = "No missed day for a year, steady work, a home of their own."
    with clock.held_at(world.days_ago(30)):
        made = propose_early_end(officer, person["order"], grounds)
        decide_early_end(boss, made.id, support=False, words="Add what the employer says.")
    session.flush()
    for days, granted in ((20, False), (5, True)):
        with clock.held_at(world.days_ago(days)):
            made = propose_early_end(officer, person["order"], f"{grounds} The employer confirms it.")
            decide_early_end(boss, made.id, support=True, words="Well done.")
            said = "City court, decision of today." if granted else "City court: ask again after the summer."
            answer_early_end(officer, made.id, granted=granted, on=clock.today(), words=said)
        session.flush()


def _course(world: World, officer: Actor, boss: Actor, person: dict[str, Any]) -> None:
    """Sessions of a course, some done; conditions that the person was not able to sign."""
    asked = set_requirement(officer, NewRequirement(
        order_id=person["order"], kind=RequirementKind.SESSIONS, name="Course on money and letters", required=8
    ))  # fmt: skip
    day = world.today - dt.timedelta(days=1)
    credit(officer, NewCredit(id=world.id(), requirement_id=asked.id, amount=3, on=day, note="Never missed one."))
    _changed(CALL, Signed.UNABLE, 15)(world, officer, boss, person)


def _reminded(world: World, officer: Actor, _boss: Actor, person: dict[str, Any]) -> None:
    tell_of_messages(world, officer, person)


def _confirmed(officers: dict[Any, Actor]) -> None:
    """The last appointments that are planned were confirmed, each in another way."""
    planned = sa.select(contact.c.id, contact.c.officer_id).where(contact.c.state == ContactState.SCHEDULED, stands)
    rows = session.execute(planned.order_by(contact.c.at.desc(), contact.c.id).limit(len(ConfirmedBy))).all()
    for how, row in zip(ConfirmedBy, rows, strict=False):
        confirm(officers[row.officer_id], row.id, how)


def _first_look(officers: dict[Any, Actor]) -> None:
    """The look on the first day outside: one thing is settled, one was not needed."""
    found = session.scalars(sa.select(FirstDays).order_by(FirstDays.released_on.desc()).limit(1)).first()
    order = session.get_one(SupervisionOrder, found.order_id) if found else None
    if found and order and order.officer_id in officers and found.released_on < clock.today():
        states = {ItemKind.MONEY: ItemState.SETTLED, ItemKind.PAPERS: ItemState.NOT_NEEDED}
        look(officers[order.officer_id], found.id, 1, states, "A bed until Friday; the clinic calls back.")


def _relieved(world: World, boss: Actor, officers: dict[Any, Actor]) -> None:
    """Shares of work that were lowered for a time, for each other reason."""
    officer_id = session.scalar(
        sa.select(SupervisionOrder.officer_id)
        .where(SupervisionOrder.officer_id.in_(list(officers)), SupervisionOrder.state == OrderState.ACTIVE)
        .order_by(SupervisionOrder.id.desc())
        .limit(1)
    )
    if officer_id is None:
        return
    for n, reason in enumerate(PAST):
        begin = world.today - dt.timedelta(days=90 - 20 * n)
        set_reduction(boss, NewReduction(
            officer_id=officer_id, percent=10 * (n + 1), reason=reason, begins_on=begin,
            ends_on=begin + dt.timedelta(days=14),
        ))  # fmt: skip


DEEDS: tuple[Deed, ...] = (_handed_on, _ended_early, _course, _reminded)
"""In turn, one for each running order."""
