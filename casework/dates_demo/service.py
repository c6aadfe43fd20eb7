"""Further sentences and adjustments for some of the demo's people; dates found anew and confirmed by another."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from casework.demo.service import World
from casework.people.queries import person_record
from casework.sentences.models import AdjustmentKind, SentenceKind
from casework.sentences.queries import sentences_of
from casework.sentences.service import NewAdjustment, NewSentence, adjust, calculate, confirm, impose, set_by_hand
from kernel import clock

COURT = "Court of Appeal, Second Chamber"
BY_HAND = "Life: the parole board hears the case for the first time on this day, by order of the court."


def follow_on(world: World, person: dict[str, Any]) -> None:
    """A graver sentence that follows the first one; the dates wait for a second person."""
    first = sentences_of(person["id"])[0].id
    _impose(world, person, 40, "Assault of an officer", SentenceKind.SERIOUS, months=6, consecutive_to_id=first)
    _find(world, person, 39, confirmed=False)


def extend(world: World, person: dict[str, Any]) -> None:
    """An extended sentence beside the first one."""
    _impose(world, person, 50, "Robbery with a weapon", SentenceKind.EXTENDED, months=30, extension_months=12)
    _find(world, person, 49, confirmed=True)


def sentence_for_life(world: World, person: dict[str, Any]) -> None:
    """A sentence without an end: two people set the dates by hand."""
    _impose(world, person, 60, "Murder", SentenceKind.INDETERMINATE)
    release = world.today + dt.timedelta(days=365 * 9)
    with clock.held_at(world.days_ago(58)):
        made = set_by_hand(
            world.staff["records"], person["id"], release_on=release, expiry_on=release + dt.timedelta(days=365 * 20),
            reason=BY_HAND,
        )  # fmt: skip
    _confirm(world, person, made.id, 57)


def move_dates(world: World, person: dict[str, Any]) -> None:
    """Days on tagged bail taken off, days added for breaking a rule, some of them given back."""
    _adjust(world, person, 30, AdjustmentKind.BAIL, 18, "Order on bail")
    _adjust(world, person, 29, AdjustmentKind.ADDED, 14, "Hearing of the governor")
    _adjust(world, person, 6, AdjustmentKind.RESTORED, 7, "Three months without a report")
    _find(world, person, 5, confirmed=True)


def _impose(world: World, person: dict[str, Any], days: float, offence: str, kind: SentenceKind, **over: Any) -> None:
    at = world.days_ago(days)
    new = NewSentence(
        person_id=person["id"], court=COURT, offence=offence, imposed_on=at.date(), id=world.id(at), kind=kind,
        offence_on=at.date() - dt.timedelta(days=200), **over,
    )  # fmt: skip
    with clock.held_at(at):
        impose(world.staff["records"], new)


def _adjust(
    world: World, person: dict[str, Any], days: float, kind: AdjustmentKind, many: int, source: str, **over: Any
) -> None:
    first = min(one.imposed_on for one in sentences_of(person["id"]))
    new = NewAdjustment(
        person_id=person["id"], kind=kind, days=many, applies_from=first, source=source, id=world.id(), **over
    )
    with clock.held_at(world.days_ago(days)):
        adjust(world.staff["records"], new)


def _find(world: World, person: dict[str, Any], days: float, *, confirmed: bool) -> None:
    with clock.held_at(world.days_ago(days)):
        made = calculate(world.staff["records"], person["id"])
    if confirmed:
        _confirm(world, person, made.id, days - 1)
    person["release_on"] = person_record(world.staff["records"], person["id"]).release_on


def _confirm(world: World, person: dict[str, Any], calculation_id: uuid.UUID, days: float) -> None:
    with clock.held_at(world.days_ago(days)):
        confirm(world.staff["records2"], calculation_id)
    person["release_on"] = person_record(world.staff["records"], person["id"]).release_on
