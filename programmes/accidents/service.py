"""Commands on accidents: write one down, sign it, add to it, note what is done about it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from casework.public import by_number
from kernel import audit, clock
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from programmes.accidents.models import (
    Accident,
    AccidentEntry,
    AccidentMeasure,
    AccidentPerson,
    Care,
    EntryKind,
    Part,
)
from programmes.accidents.queries import accident_for, entries_of, staff_by_number
from programmes.catalogue.policies import REGISTER_TAKERS, demand
from programmes.tools.queries import workshop_for

LEAST_TOLD, LEAST_WORDS = 10, 5
SIGNERS = (Role.GOVERNOR, *REGISTER_TAKERS)


@dataclass(frozen=True, kw_only=True)
class Attending:
    """Somebody at an accident by the number of the file or the staff number, and what was done for them."""

    number: str
    part: Part
    care: Care = Care.NONE


@dataclass(frozen=True, kw_only=True)
class NewAccident:
    """What happened, when, to whom, and why as far as it is known."""

    workshop_id: uuid.UUID
    happened_at: dt.datetime
    what: str
    cause: str
    people: Sequence[Attending]
    id: uuid.UUID = field(default_factory=new_id)


def record(actor: Actor, new: NewAccident) -> Accident:
    """Write an accident down, once: what is known later is added, never edited. Raises DomainError in words."""
    room = workshop_for(actor, new.workshop_id)
    demand(actor.has(*REGISTER_TAKERS))
    if (there := session.get(Accident, new.id)) is not None:
        return there
    _check(new)
    made = Accident(
        id=new.id, unit_id=room.unit_id, workshop_id=room.id, happened_at=new.happened_at, what=new.what.strip(),
        cause=new.cause.strip(), recorded_by=actor.human_id, recorded_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "accident.recorded", made)
    for one in new.people:
        _add_person(actor, made, one)
    session.flush()
    return made


def _check(new: NewAccident) -> None:
    if new.happened_at > clock.now():
        raise DomainError(_("This moment lies ahead. Write when it happened."), field="on")
    if len(new.what.strip()) < LEAST_TOLD:
        raise DomainError(_("Say in a sentence what happened."), field="what")
    if not new.people:
        raise DomainError(_("Name at least one person or member of staff who was there."), field="people")


def _add_person(actor: Actor, made: Accident, one: Attending) -> None:
    person_id = by_number(actor, one.number)
    human_id = None if person_id else staff_by_number(one.number)
    if person_id is None and human_id is None:
        words = _("Nobody has the number “%(number)s”. Write the number of the file, or the staff number.",
                  number=one.number)  # fmt: skip
        raise DomainError(words, field="people")
    if one.part is not Part.HURT and one.care is not Care.NONE:
        raise DomainError(_("Care is noted for who was hurt. Mend the row of “%(number)s”.", number=one.number),
                          field="people")  # fmt: skip
    row = AccidentPerson(accident_id=made.id, part=one.part, care=one.care, person_id=person_id, human_id=human_id)
    session.add(row)
    audit.record(actor, "accident.person_named", row)


def add_entry(actor: Actor, accident_id: uuid.UUID, kind: EntryKind, words: str = "") -> AccidentEntry:
    """Sign an accident, add to it, or note that the authority knows. Everybody signs once."""
    accident_for(actor, accident_id)
    demand(actor.has(*SIGNERS))
    there = [one for one in entries_of(accident_id) if one.kind == kind and one.by == actor.human_id]
    if kind is EntryKind.SIGNED and there:
        return session.get_one(AccidentEntry, there[0].id)
    if kind is not EntryKind.SIGNED and len(words.strip()) < LEAST_WORDS:
        raise DomainError(_("Say it in a few words."), field="words")
    made = AccidentEntry(accident_id=accident_id, kind=kind, by=actor.human_id, at=clock.now(), words=words.strip())
    session.add(made)
    audit.record(actor, f"accident.{kind.value}", made, reason=words)
    session.flush()
    return made


def add_measure(actor: Actor, accident_id: uuid.UUID, words: str, staff_number: str, due_on: dt.date) -> Any:
    """Say what is done so that it does not happen again, by whom and until when."""
    row = accident_for(actor, accident_id)
    demand(actor.has(*SIGNERS))
    who = staff_by_number(staff_number)
    if who is None:
        raise DomainError(_("No member of staff has this number."), field="staff_number")
    if len(words.strip()) < LEAST_TOLD:
        raise DomainError(_("Say in a sentence what is to be done."), field="words")
    if due_on < clock.today(row.zone):
        raise DomainError(_("This day has passed. Choose one to come."), field="due_on")
    made = AccidentMeasure(accident_id=accident_id, words=words.strip(), human_id=who, due_on=due_on)
    session.add(made)
    audit.record(actor, "accident.measure_set", made)
    session.flush()
    return made


def finish_measure(actor: Actor, measure_id: uuid.UUID, words: str) -> AccidentMeasure:
    """Note that a measure is done and what came of it. Done twice is done once."""
    found = session.get(AccidentMeasure, measure_id)
    if found is None:
        raise NotFound(_("There is no such measure."))
    row = accident_for(actor, found.accident_id)
    demand(actor.has(*SIGNERS))
    if found.done_on is not None:
        return found
    if len(words.strip()) < LEAST_WORDS:
        raise DomainError(_("Say it in a few words."), field="words")
    found.done_on, found.done_by, found.done_words = clock.today(row.zone), actor.human_id, words.strip()
    audit.record(actor, "accident.measure_done", found, reason=words)
    session.flush()
    return found
