"""Commands of a lone worker: go, stay longer, be back. A supervisor may note that somebody was reached."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from casework.public import person_for
from kernel import audit, clock
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.i18n import _
from probation.check_ins.models import LoneVisit
from probation.check_ins.queries import open_visit, visit_record

LONGEST = dt.timedelta(hours=8)
LEAST_WORDS = 5


@dataclass(frozen=True, kw_only=True)
class Going:
    """An officer goes out: where, to whom, back by when. ``id`` is made by the device, so sending twice is one."""

    id: uuid.UUID
    due_at: dt.datetime
    place: str
    office_id: uuid.UUID
    person_id: uuid.UUID | None = None
    phone: str = ""


def start(actor: Actor, going: Going) -> LoneVisit:
    """Note that the actor is out until ``due_at``. Whoever is out already says first that all is well."""
    seen = visit_record(going.id)
    if seen is not None and seen.officer_id == actor.human_id:
        return seen
    if not actor.covers(going.office_id):
        raise NotFound(_("There is no such office, or it is not yours."))
    if going.person_id:
        person_for(actor, going.person_id)
    _check_due(going.due_at)
    if not going.place.strip():
        raise DomainError(_("Write where you are going."), field="place")
    if open_visit(actor.human_id) is not None:
        raise Conflict(_("You are out already. Say first that all is well."))
    made = LoneVisit(
        id=going.id, officer_id=actor.human_id, office_id=going.office_id, person_id=going.person_id,
        place=going.place.strip(), phone=going.phone.strip(), begun_at=clock.now(), due_at=going.due_at,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "lone_visit.begun", made)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(_("You are out already. Say first that all is well.")) from error
    return made


def _check_due(due_at: dt.datetime) -> None:
    if due_at <= clock.now():
        raise DomainError(_("This time has passed. Say until when you will be out."), field="until")
    if due_at > clock.now() + LONGEST:
        raise DomainError(_("This is more than 8 hours away. Check in again on the way."), field="until")


def extend(actor: Actor, due_at: dt.datetime) -> LoneVisit:
    """Stay out longer."""
    found = _mine(actor)
    _check_due(due_at)
    if due_at <= found.due_at:
        raise DomainError(_("Choose a later time than before."), field="until")
    found.due_at, found.extended = due_at, found.extended + 1
    audit.record(actor, "lone_visit.extended", found)
    session.flush()
    return found


def all_well(actor: Actor) -> None:
    """The officer is back, or safe. Twice is once."""
    found = open_visit(actor.human_id)
    if found is not None:
        _end(actor, found, "")


def reached(actor: Actor, visit_id: uuid.UUID, words: str) -> None:
    """A supervisor notes that somebody who was not back in time was reached, and how."""
    found = visit_record(visit_id)
    if found is None or not actor.covers(found.office_id):
        raise NotFound(_("There is no such check-in."))
    if not actor.has(Role.PROBATION_SUPERVISOR):
        raise Forbidden(_("Only a supervisor ends somebody else's check-in."))
    if found.back_at is not None:
        raise Conflict(_("This check-in is over already."))
    if len(words.strip()) < LEAST_WORDS:
        raise DomainError(_("Say how you know that all is well."), field="words")
    _end(actor, found, words.strip())


def _mine(actor: Actor) -> LoneVisit:
    found = open_visit(actor.human_id)
    if found is None:
        raise DomainError(_("You are not out. Say first where you are going."), field="until")
    return found


def _end(actor: Actor, found: LoneVisit, words: str) -> None:
    found.back_at, found.ended_by, found.words = clock.now(), actor.human_id, words
    audit.record(actor, "lone_visit.ended", found, reason=words)
    session.flush()
