"""Requirements, first days outside, an early end and a transfer of the demo, each through the command of its screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from casework.public import PersonReceived, PersonReleased, World, expect_at_office
from kernel import clock
from kernel.authz import Actor
from kernel.db import in_transaction, session
from probation.endings.service import decide_early_end, propose_early_end
from probation.gate.service import resume_orders, suspend_orders
from probation.orders.models import OrderState, SupervisionOrder
from probation.orders.queries import officers_of
from probation.requirements.models import RequirementKind
from probation.requirements.service import NewCredit, NewRequirement, credit, set_requirement
from probation.transfers.models import TransferReason
from probation.transfers.service import NewTransfer, propose
from probation.workload.models import ReductionReason
from probation.workload.service import NewReduction, set_reduction

OFFICE = "OLD"
MOST = 20
Deed = Callable[[World, Actor, dict[str, Any]], None]


def seed(world: World) -> None:
    """One of each on the last running orders of the office; the releases to come are told to their office."""
    officers = {who.human_id: who for who in world.staff.values()}
    running = [one for one in world.people if one.get("running") and one["office"] == OFFICE][::-1]
    for deed, person in zip(DEEDS, running, strict=False):
        officer = officers[person["officer"]]
        in_transaction(lambda deed=deed, officer=officer, person=person: deed(world, officer, person))  # type: ignore[misc]
    for person in [one for one in world.people if one.get("order") and not one.get("running")][:MOST]:
        if person["officer"] and (who := officers.get(person["officer"])):
            in_transaction(lambda who=who, person=person: _expected(world, who, person))  # type: ignore[misc]
    in_transaction(lambda: _reduced(world))


def _expected(world: World, who: Actor, person: dict[str, Any]) -> None:
    order = session.get_one(SupervisionOrder, person["order"])
    if order.state is OrderState.NOT_STARTED and who.covers(world.units.get(person["prison"])):
        expect_at_office(who, person["id"], order.office_id)


def _asked(world: World, officer: Actor, person: dict[str, Any]) -> None:
    work = NewRequirement(
        order_id=person["order"], kind=RequirementKind.HOURS, name="Work in the town's parks", required=40 * 60
    )
    pay = NewRequirement(
        order_id=person["order"], kind=RequirementKind.PAYMENTS, name="To the owner of the shop", required=24000,
        currency="EUR",
    )  # fmt: skip
    made = set_requirement(officer, work)
    set_requirement(officer, pay)
    day = world.today - dt.timedelta(days=2)
    credit(officer, NewCredit(id=world.id(), requirement_id=made.id, amount=7 * 60 + 30, on=day, note="Came early."))


def _back_inside(world: World, _officer: Actor, person: dict[str, Any]) -> None:
    """Two days in custody, released without charge: the first days outside begin again."""
    establishment = world.units[OFFICE]
    suspend_orders(PersonReceived(
        person_id=person["id"], establishment_id=establishment, at=world.days_ago(3), by_account=None, cash_minor=0,
        currency="EUR",
    ))  # fmt: skip
    resume_orders(PersonReleased(person_id=person["id"], establishment_id=establishment, at=world.days_ago(1)))


def _early(world: World, officer: Actor, person: dict[str, Any]) -> None:
    with clock.held_at(world.days_ago(5)):
        made = propose_early_end(
            officer, person["order"], "No missed day for a year, steady work, a home of their own."
        )
    decide_early_end(world.staff["supervisor"], made.id, support=True, words="I have met the family. Well done.")


def _early_waits(_world: World, officer: Actor, person: dict[str, Any]) -> None:
    propose_early_end(officer, person["order"], "Passed the driving test and found work; the debts are paid.")


def _moved(_world: World, officer: Actor, person: dict[str, Any]) -> None:
    order = session.get_one(SupervisionOrder, person["order"])
    other = next((key for key, _name in officers_of(order.office_id) if key != order.officer_id), None)
    if other:
        propose(officer, NewTransfer(
            order_id=order.id, to_office_id=order.office_id, to_officer_id=other, reason=TransferReason.WORKLOAD,
            words="Works nights; call after noon. Promised a letter for the landlord.",
        ))  # fmt: skip


def _reduced(world: World) -> None:
    officer = session.scalar(
        sa.select(SupervisionOrder.officer_id).where(
            SupervisionOrder.office_id == world.units[OFFICE], SupervisionOrder.officer_id.is_not(None)
        ).order_by(SupervisionOrder.id).limit(1)
    )  # fmt: skip
    if officer:
        end = world.today + dt.timedelta(days=90)
        set_reduction(world.staff["supervisor"], NewReduction(
            officer_id=officer, percent=20, reason=ReductionReason.TRAINING, begins_on=world.today, ends_on=end
        ))  # fmt: skip


DEEDS: tuple[Deed, ...] = (_asked, _back_inside, _early, _early_waits, _moved)
"""In turn, one for each of the last running orders of the office."""
