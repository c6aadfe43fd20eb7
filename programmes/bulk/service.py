"""Putting a list together for one group, and giving the places that were ticked: each row for itself."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import IntegrityError

from casework.public import ids_by_number
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import attempt, session
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.ids import new_id
from kernel.units.queries import unit_of
from programmes.applications.service import lines_now
from programmes.bulk.models import PlaceList, PlaceListRow, RowState
from programmes.bulk.queries import list_for, records_of
from programmes.bulk.rules import MOST, Typed, fault_of
from programmes.catalogue.policies import can_manage, demand
from programmes.intakes.models import Intake
from programmes.intakes.queries import intake_for
from programmes.looks.queries import Ask, Look, look_at_many
from programmes.places.models import Application
from programmes.places.service import Placement, refuse, seat, wish_for
from programmes.usual_checks.queries import apart


@dataclass(frozen=True, kw_only=True)
class NewList:
    """Who stands on a list: people chosen from the waiting list in their order, then numbers as they were sent."""

    intake_id: uuid.UUID
    chosen: Sequence[tuple[uuid.UUID, str]] = ()
    numbers: Sequence[Typed] = ()
    id: uuid.UUID = field(default_factory=new_id)


def make_list(actor: Actor, new: NewList) -> PlaceList:
    """Keep a list. A row that names nobody is kept with the reason; the rest can be given. The same id twice is one.

    Raises DomainError for an empty list and for one that is too long.
    """
    if known := session.get(PlaceList, new.id):
        return known
    group = intake_for(actor, new.intake_id)
    demand(can_manage(actor, group.unit_id))
    many = len(new.chosen) + len(new.numbers)
    if not many:
        raise DomainError(_("Nobody is on the list. Choose people, paste numbers or send a file."), field="numbers")
    if many > MOST:
        raise DomainError(_("A list has at most %(most)d rows. Make two.", most=MOST), field="numbers")
    made = PlaceList(id=new.id, intake_id=group.id, made_by=actor.human_id, made_at=clock.now())
    session.add(made)
    audit.record(actor, "place_list.made", made)
    for row in _rows(actor, new):
        session.add(row)
        audit.record(actor, "place_list_row.made", row)
    session.flush()
    return made


def _rows(actor: Actor, new: NewList) -> list[PlaceListRow]:
    rows = [
        PlaceListRow(list_id=new.id, seq=seq, line=0, typed=number, person_id=person_id)
        for seq, (person_id, number) in enumerate(new.chosen, 1)
    ]
    known = ids_by_number(actor, [one.number for one in new.numbers])
    taken, seen = {row.person_id for row in rows}, dict[str, int]()
    for typed in new.numbers:
        fault = fault_of(typed, known, seen)
        person_id = None if fault else known[typed.number]
        seen.setdefault(typed.number, typed.line)
        if person_id and person_id in taken:
            continue
        rows.append(PlaceListRow(
            list_id=new.id, seq=len(rows) + 1, line=typed.line, typed=typed.number, person_id=person_id, words=fault,
            state=RowState.UNREADABLE if fault else RowState.OPEN,
        ))  # fmt: skip
    return rows


def give(actor: Actor, list_id: uuid.UUID, ticked: Collection[uuid.UUID], reason: str = "") -> Counter[RowState]:
    """Give the ticked rows of a list their places, in its order; a refused row keeps why, the rest is given.

    ``reason`` stands for every ticked row whose rules may be overridden. Capacity is held as for a single place.
    Returns how many rows came to which end.
    """
    made, group = list_for(actor, list_id)
    demand(can_manage(actor, group.unit_id))
    rows = records_of(made.id, list(ticked))
    asked = {row.person_id: Ask(override=reason) for row in rows if row.person_id}
    ready = _ready(actor, rows, group, look_at_many(actor, group, asked), reason)
    today = clock.today(unit_of(group.unit_id).zone)
    lines = lines_now([one.wish.id for one in ready], group, today)
    for one in ready:
        _seat_row(actor, one, group, lines[one.wish.id])
    return Counter(row.state for row in rows)


@dataclass(frozen=True)
class _Ready:
    """A row that nothing stands against."""

    row: PlaceListRow
    look: Look
    order: Placement
    wish: Application


def _ready(
    actor: Actor, rows: Sequence[PlaceListRow], group: Intake, looks: Mapping[uuid.UUID, Look], reason: str
) -> list[_Ready]:
    """The rows that nothing stands against, each with its wish; the others are refused in words."""
    ready: list[_Ready] = []
    inside: set[uuid.UUID] = set()
    for row in rows:
        look = looks.get(row.person_id) if row.person_id else None
        if look is None or (words := _refusal(look, inside, reason)):
            _end(
                actor, row, RowState.REFUSED, words if look else _("There is no such file, or you may not know of it.")
            )
            continue
        order = Placement(id=row.id, person_id=look.seat.person_id, intake_id=group.id, override_reason=reason)
        try:
            with attempt():
                ready.append(_Ready(row, look, order, wish_for(actor, order, group, look)))
        except IntegrityError:
            _end(actor, row, RowState.REFUSED, _just_now())
            continue
        inside.add(look.seat.person_id)
    return ready


def _refusal(look: Look, inside: Collection[uuid.UUID], reason: str) -> str:
    if look.seat.apart_from & set(inside):
        return apart().words
    try:
        refuse(look, reason)
    except DomainError as refusal:
        return str(refusal)
    return ""


def _just_now() -> str:
    return _("Somebody gave this person a place just now. Look at the group.")


def _seat_row(actor: Actor, one: _Ready, group: Intake, lines: Mapping[str, Any]) -> None:
    try:
        with attempt():
            done = seat(actor, one.order, group, one.look, one.wish, lines)
    except IntegrityError:
        return _end(actor, one.row, RowState.REFUSED, _just_now())
    if done.allocation:
        return _end(actor, one.row, RowState.GIVEN, "")
    return _end(actor, one.row, RowState.FULL, _("No seat was left. The person is on the waiting list."))


def _end(actor: Actor, row: PlaceListRow, state: RowState, words: str) -> None:
    row.state, row.words = state, words
    audit.record(actor, f"place_list_row.{state.value}", row)
