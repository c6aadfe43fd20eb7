"""Commands that complete a file: what is there is entered, what is not there is said so by somebody."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from casework.completeness.rules import CAN_BE_NONE, Core
from casework.custody.models import ReceptionRecord
from casework.dossier import queries
from casework.dossier.models import Child, Counsel, CounselKind, Hearing, NoteKind, NothingThere, RegisterNote
from casework.people.queries import person_record
from casework.people.service import NewRelation, add_relations
from kernel import audit, clock
from kernel.audit import Audited
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id

SHORTEST_WORDS = 3
FIRST_YEAR = 1920


@dataclass(frozen=True, kw_only=True)
class NewChild:
    """A child of the person."""

    name: str
    birth_year: int | None = None
    lives_at: str = ""
    cared_for_by: str = ""
    needs_care: bool = False
    id: uuid.UUID = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class NewCounsel:
    """A lawyer of the person."""

    name: str
    kind: CounselKind = CounselKind.CHOSEN
    phone: str = ""
    id: uuid.UUID = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class NewHearing:
    """A day in court."""

    court: str
    at: dt.datetime
    case_number: str = ""
    purpose: str = ""
    id: uuid.UUID = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class NewNote:
    """A note of behaviour, of a request or of a sanction."""

    kind: NoteKind
    day: dt.date
    words: str
    decided_by: str = ""
    outcome: str = ""
    id: uuid.UUID = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the reception may have left open. Empty means: leave as it is."""

    supervising_authority: str = ""
    gender: str = ""
    arrested_at: dt.datetime | None = None
    arrest_place: str = ""
    arrested_by: str = ""
    visible_injuries: str = ""
    ill_treatment_complaint: str = ""


def _keep(actor: Actor, action: str, row: Audited) -> None:
    session.add(row)
    audit.record(actor, action, row)


def add_child(actor: Actor, person_id: uuid.UUID, new: NewChild) -> None:
    """Enter a child. Asking twice with the same ``id`` is one child."""
    if session.get(Child, new.id) is not None:
        return
    person = person_record(actor, person_id)
    today = clock.today()
    if new.birth_year and not FIRST_YEAR <= new.birth_year <= today.year:
        raise DomainError(_("Write the year of birth with four digits, such as 2019."), field="birth_year")
    _keep(actor, "child.added", Child(person_id=person.id, noted_on=today, **_values(new)))


def add_counsel(actor: Actor, person_id: uuid.UUID, new: NewCounsel) -> None:
    """Enter the present lawyer; the one before ends. Asking twice with the same ``id`` is one lawyer."""
    if session.get(Counsel, new.id) is not None:
        return
    person, today = person_record(actor, person_id), clock.today()
    before = sa.select(Counsel).where(Counsel.person_id == person.id, Counsel.ended_on.is_(None))
    for row in session.scalars(before):
        row.ended_on = today
        audit.record(actor, "counsel.ended", row)
    _keep(actor, "counsel.added", Counsel(person_id=person.id, since=today, **_values(new)))


def add_hearing(actor: Actor, person_id: uuid.UUID, new: NewHearing) -> None:
    """Enter a day in court, coming or past. Asking twice with the same ``id`` is one."""
    if session.get(Hearing, new.id) is not None:
        return
    person = person_record(actor, person_id)
    _keep(actor, "hearing.added", Hearing(person_id=person.id, **_values(new)))


def end_hearing(actor: Actor, hearing_id: uuid.UUID, *, outcome: str, brought: bool) -> None:
    """Say what came of a day in court, and whether the person was brought there."""
    row = session.get(Hearing, hearing_id)
    if row is None:
        raise NotFound(_("There is no such hearing."))
    person_record(actor, row.person_id)
    if row.at > clock.now():
        raise DomainError(_("This hearing is still to come."), field="outcome")
    if len(outcome) < SHORTEST_WORDS:
        raise DomainError(_("Say in a few words what the court decided."), field="outcome")
    row.outcome, row.brought = outcome, brought
    audit.record(actor, "hearing.ended", row)


def add_note(actor: Actor, person_id: uuid.UUID, new: NewNote) -> None:
    """Enter a note of Rule 8. What is confidential does not belong here, and a sanction names who decided it."""
    if session.get(RegisterNote, new.id) is not None:
        return
    person = person_record(actor, person_id)
    if new.day > clock.today():
        raise DomainError(_("That day lies in the future."), field="day")
    if len(new.words) < SHORTEST_WORDS:
        raise DomainError(_("Say in a few words what happened."), field="words")
    if new.kind is NoteKind.SANCTION and not new.decided_by:
        raise DomainError(_("Write who decided the sanction."), rule="Mandela Rule 41", field="decided_by")
    row = RegisterNote(person_id=person.id, noted_by=actor.human_id, noted_at=clock.now(), **_values(new))
    _keep(actor, f"{new.kind.value}.noted", row)


def add_relative(actor: Actor, person_id: uuid.UUID, new: NewRelation) -> None:
    """Enter family or somebody to call."""
    add_relations(actor, person_record(actor, person_id).id, (new,))


def say_nothing_there(actor: Actor, person_id: uuid.UUID, item: Core, words: str) -> None:
    """Somebody asked or looked, and there is nothing to enter for this stay. Saying it again replaces the words."""
    person = person_record(actor, person_id)
    papers = queries.newest_stay_papers(person.id)
    if papers is None or item not in CAN_BE_NONE:
        raise DomainError(_("This item is always there. Enter it."), field="item")
    if len(words) < SHORTEST_WORDS:
        raise DomainError(_("Say in a few words how you know."), field="words")
    stay = papers[0]
    mine = sa.select(NothingThere).where(NothingThere.episode_id == stay.id, NothingThere.item == item.value)
    row = session.scalar(mine)
    if row is None:
        row = NothingThere(
            person_id=person.id, episode_id=stay.id, item=item.value, words=words[:200], said_by=actor.human_id,
            said_on=clock.today(),
        )  # fmt: skip
        session.add(row)
    row.words, row.said_by, row.said_on = words[:200], actor.human_id, clock.today()
    audit.record(actor, "nothing.said", row)


def complete(actor: Actor, person_id: uuid.UUID, facts: Facts) -> None:
    """Fill in what the reception left open; each change stands in the trail."""
    person = person_record(actor, person_id)
    papers = queries.newest_stay_papers(person.id)
    if papers is None:
        raise NotFound(_("This person was never received into custody."))
    stay, order, record = papers
    if facts.arrested_at and facts.arrested_at > stay.opened_at:
        raise DomainError(_("The arrest cannot come after the reception."), rule="Mandela Rule 7", field="arrested_on")
    if record is None:
        record = ReceptionRecord(episode_id=stay.id, person_id=person.id)
        session.add(record)
    _fill(record, facts, "arrested_at", "arrest_place", "arrested_by", "visible_injuries", "ill_treatment_complaint")
    audit.record(actor, "reception.completed", record)
    if order and _fill(order, facts, "supervising_authority"):
        audit.record(actor, "order.completed", order)
    if _fill(person, facts, "gender"):
        audit.record(actor, "person.completed", person)


def _fill(row: Any, facts: Facts, *names: str) -> bool:
    given = {name: getattr(facts, name) for name in names if getattr(facts, name)}
    for name, value in given.items():
        setattr(row, name, value)
    return bool(given)


def _values(command: Any) -> dict[str, Any]:
    return {name: getattr(command, name) for name in command.__dataclass_fields__}
