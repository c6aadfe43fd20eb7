"""What officers and supervisors did with some of the demo's orders: conditions varied, a visit corrected, a home moved.

Each goes through the command that a screen uses, at the moment it is told of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from casework.public import World
from kernel import clock
from kernel.authz import Actor
from kernel.db import in_transaction, session
from probation.conditions.models import Asker, Purpose
from probation.conditions.service import (
    Explained,
    activate_variation,
    decide_conditions,
    submit_conditions,
    vary_conditions,
)
from probation.contacts.models import Outcome
from probation.contacts.queries import contact, stands
from probation.corrections.service import Amendment, amend_contact
from probation.deeds_demo.rules import drawn_map
from probation.drafting.service import NewVariation
from probation.extras.service import ExtraCondition
from probation.orders.models import Signed
from probation.places.service import NewPlace, set_place

MOST = 4
"""So many times at most each of these was done, however large the demo is."""
LEAST = 14
"""Days that an order runs before anything of this happens."""
OFFICE = "OLD"
"""The office whose supervisor decides on them."""
LIGHTER = "Talks alone were tried for three months and were not enough."
Deed = Callable[[World, Actor, dict[str, Any]], None]


def seed(world: World) -> None:
    """Every deed on one order, on a few more in a large demo."""
    since = world.today - dt.timedelta(days=LEAST)
    running = [
        one for one in world.people
        if one.get("running") and one["office"] == OFFICE and one["life"].supervised_on < since
    ]  # fmt: skip
    officers = {who.human_id: who for who in world.staff.values()}
    rounds = min(MOST, 1 + world.size // 600)
    for deed, person in zip(DEEDS * rounds, running, strict=False):
        officer = officers[person["officer"]]
        in_transaction(lambda deed=deed, officer=officer, person=person: deed(world, officer, person))  # type: ignore[misc]


def _listed(
    code: str, purpose: Purpose, why: str, files: Mapping[str, bytes] | None = None, **inputs: str
) -> Callable[[World], ExtraCondition]:
    return lambda world: ExtraCondition(
        code=code, purpose=purpose, necessity=why, proportionality=LIGHTER, inputs=inputs, files=files or {},
        review_on=world.today + dt.timedelta(days=90),
    )  # fmt: skip


def _own(purpose: Purpose, why: str, text: str, plain: str) -> Callable[[World], ExtraCondition]:
    return lambda world: ExtraCondition(
        purpose=purpose, necessity=why, proportionality=LIGHTER, review_on=world.today + dt.timedelta(days=60),
        text=text, plain=plain,
    )  # fmt: skip


HOME = _listed(
    "live-at-address",
    Purpose.SUPPORT,
    "Lost two flats in a year; a fixed address keeps the job.",
    address="4 Mill Row, second floor",
)
APART = _listed(
    "no-contact",
    Purpose.VICTIM,
    "The neighbour asked for it after the letters in spring.",
    person="the neighbour at 12 Cedar Avenue",
)
MARKET = _own(
    Purpose.VICTIM, "The shop owner was threatened there; the way to work does not lead past it.",
    "Do not enter the covered market on Saturdays.", "Stay away from the covered market on Saturdays.",
)  # fmt: skip
KEYS = _own(
    Purpose.SAFETY, "Drove without a licence three times; the family needs the car during the day.",
    "Hand the keys of the vehicle to the person named by the officer between 20:00 and 06:00.",
    "Give the car keys away in the evening.",
)  # fmt: skip
CURFEW = _listed(
    "curfew", Purpose.SAFETY, "Every night that went wrong began after eight in the harbour bars.",
    begins="20:30", ends="06:00",
)  # fmt: skip
AWAY = _listed(
    "stay-away", Purpose.VICTIM, "The person who was hurt lives there and shops there every day.",
    files={"map": drawn_map()},
    area="Cedar Avenue between the canal and the school, and the square behind it",
)  # fmt: skip
CALL = _own(
    Purpose.CONTACT, "Works on a boat: calls are the only way for weeks.",
    "Telephone the office on the first day in each port.", "Call us from every port.",
)  # fmt: skip


def _varied(
    extra: Callable[[World], ExtraCondition], asked_by: Asker, reason: str, decided: bool | None = None, *,
    sent: bool = True, in_force: bool = False, at: Callable[[World, float], dt.datetime] = World.days_ago,
) -> Deed:  # fmt: skip
    """Another version of the conditions: drafted, sent, approved or given back, put in force."""

    def deed(world: World, officer: Actor, person: dict[str, Any]) -> None:
        with clock.held_at(at(world, 9)):
            vary_conditions(officer, person["order"], [extra(world)], _why(world, asked_by, reason))
            session.flush()
            if sent:
                submit_conditions(officer, person["order"])
        if decided is not None:
            words = "" if decided else "Say how this helps. A talk with the family may be enough."
            with clock.held_at(at(world, 6)):
                decide_conditions(world.staff["supervisor"], person["order"], approve=decided, words=words)
        if in_force:
            day = world.today - dt.timedelta(days=3)
            told = Explained(
                order_id=person["order"], orally_on=day, in_writing_on=day, language="en", signed=Signed.SIGNED
            )
            with clock.held_at(at(world, 2)):
                activate_variation(officer, person["order"], told)

    return deed


def _at_ten(world: World, days: float) -> dt.datetime:
    """So many days ago, without a draw: all that the demo draws later stays as it was."""
    return (world.now - dt.timedelta(days=days)).replace(hour=10, minute=0)


def _why(world: World, asked_by: Asker, reason: str) -> NewVariation:
    """Talked over the day before, unless somebody had to be kept safe first."""
    if asked_by in {Asker.VICTIM, Asker.AGENCY}:
        return NewVariation(reason=reason, asked_by=asked_by, not_talked="First the people who live there are safe.")
    return NewVariation(reason=reason, asked_by=asked_by, talked_on=world.today - dt.timedelta(days=10))


def _correct(world: World, officer: Actor, person: dict[str, Any]) -> None:
    """An absence whose reason came later: the old words stay beside the new ones."""
    kept = sa.select(contact.c.id).where(contact.c.order_id == person["order"], contact.c.outcome.is_not(None), stands)
    if (found := session.scalar(kept.order_by(contact.c.at.desc()).limit(1))) is not None:
        amendment = Amendment(
            id=world.id(), contact_id=found, outcome=Outcome.GOOD_REASON_WORK, note="The employer confirmed the shift.",
            agreed_action="Tell us before the shift next time.", reason="The letter of the employer came later.",
        )  # fmt: skip
        amend_contact(officer, amendment)


def _move_house(world: World, officer: Actor, person: dict[str, Any]) -> None:
    new = NewPlace(person_id=person["id"], address="7 Orchard Street", phone="+216 98 550000", note="Ground floor.")
    with clock.held_at(world.days_ago(12)):
        set_place(officer, new)


DEEDS: tuple[Deed, ...] = (
    _varied(HOME, Asker.PERSON, "Asked for help to keep a flat.", decided=True, in_force=True),
    _varied(CURFEW, Asker.COURT, "The court asked for it.", decided=True, in_force=True, at=_at_ten),
    _varied(AWAY, Asker.VICTIM, "The victim liaison wrote to us.", decided=True, in_force=True, at=_at_ten),
    _varied(MARKET, Asker.AGENCY, "The police station at the market wrote to us."),
    _varied(KEYS, Asker.SUPERVISOR, "Was seen driving on Sunday evening.", decided=False),
    _varied(CALL, Asker.OFFICER, "Found work on a fishing boat.", decided=True),
    _varied(APART, Asker.PRISON, "The prison heard of letters to the neighbour.", sent=False),
    _correct,
    _move_house,
)
"""In turn, one for each running order of the office."""
