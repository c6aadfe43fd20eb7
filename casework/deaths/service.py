"""A death ends the level under way, the plan, supervision and planned family contact, and tells the other modules.

A death in prison is a line of the ledger of movements; a death outside is written down here.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from casework.classification.service import stop_open
from casework.custody.events import DeathTakenBack, MovementTakenBack, PersonDied, PersonMoved
from casework.custody.models import Episode, EpisodeKind, MovementKind
from casework.custody.queries import open_episode
from casework.custody.service import end_supervision
from casework.duties.models import CauseOfDeath, OutsideDeath
from casework.duties.queries import death_known_at, outside_death_record
from casework.duties.rules import owed_outside
from casework.duties.service import SHORTEST_WORDS, drop_open, owe_outside
from casework.family.models import FamilyContact, FamilyState
from casework.people.models import Person
from casework.people.queries import person_record
from casework.plans import queries as plans
from casework.plans.models import Plan
from kernel import audit, clock, events
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.forms import moment_of
from kernel.i18n import _
from kernel.units.queries import unit_of

DIED = str(MovementKind.DEATH.value)
"""Why an episode closed, as the ledger of movements says it too."""
TAKERS_BACK = (Role.PROBATION_SUPERVISOR, Role.GOVERNOR)
SHORTEST_REASON = 10


def connect() -> None:
    """Listen for deaths, and for deaths that were none."""
    events.subscribe(PersonMoved, follow)
    events.subscribe(MovementTakenBack, undo)


def follow(event: PersonMoved) -> None:
    """End in the hub what a death ends, then say so: every module ends its own."""
    if event.kind is MovementKind.DEATH:
        day = clock.local(event.at, unit_of(event.prison_id).zone).date()
        _end(PersonDied(by=event.by, person_id=event.person_id, prison_id=event.prison_id, at=event.at, on=day))


def _end(died: PersonDied) -> None:
    words = _("The person died.")
    stop_open(died.by, died.person_id, words, "died")
    _close_plan(died.by, died.person_id, died.on)
    _cancel_family(died.by, died.person_id, words)
    episode = open_episode(died.person_id, EpisodeKind.SUPERVISION)
    if episode:
        end_supervision(died.by, died.person_id, at=max(died.at, episode.opened_at), reason=DIED)
    session.flush()
    events.publish(died)


@dataclass(frozen=True, kw_only=True)
class NewOutsideDeath:
    """A death outside prison, as the service learned of it. ``id`` is minted by the form: twice is once."""

    id: uuid.UUID
    person_id: uuid.UUID
    died_on: dt.date
    known_from: str
    cause: CauseOfDeath
    circumstances: str


def record_death(actor: Actor, new: NewOutsideDeath) -> OutsideDeath:
    """Write down that somebody died who was in no prison: what ran for them ends, and what is owed begins.

    Raises DomainError for somebody in custody or at large (their death is a movement), for whoever is recorded as dead
    already, for a day to come, and without saying from whom it is known.
    """
    if (known := session.get(OutsideDeath, new.id)) is not None:
        return known
    person = person_record(actor, new.person_id)
    unit = unit_of(_place_of(person))
    _check(person, new, clock.today(unit.zone))
    row = OutsideDeath(
        id=new.id, person_id=person.id, unit_id=unit.id, died_on=new.died_on, known_from=new.known_from,
        cause=new.cause, circumstances=new.circumstances, status_before=person.legal_status,
        recorded_by=actor.human_id, recorded_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "death.recorded", row)
    session.flush()
    owe_outside(actor, row, owed_outside(supervised=person.supervised))
    at = min(clock.now(), moment_of(new.died_on, dt.time(12), unit.zone))
    _end(PersonDied(by=actor, person_id=person.id, prison_id=unit.id, at=at, on=new.died_on))
    return row


def _place_of(person: Person) -> uuid.UUID:
    """Whose duty what follows is: the office that supervises, else the prison they left last."""
    place = (person.office_id if person.supervised else None) or person.establishment_id or person.office_id
    if place is None:
        raise DomainError(_("This file belongs to no prison and no office. Its administrator gives it one first."))
    return place


def _check(person: Person, new: NewOutsideDeath, today: dt.date) -> None:
    if open_episode(person.id, EpisodeKind.CUSTODY):
        raise DomainError(
            _("This person is held, or at large from a prison. The prison records a death as a movement.")
        )
    if death_known_at(person.id):
        raise DomainError(_("This death was written down already."))
    if new.died_on > today:
        raise DomainError(_("Choose the day of the death: today or before."), field="died_on")
    if person.born_earliest and new.died_on < person.born_earliest:
        raise DomainError(_("That is before the person was born. Check the day."), field="died_on")
    if len(new.known_from) < SHORTEST_WORDS:
        raise DomainError(_("Say who told you, and when."), field="known_from")


def take_death_back(actor: Actor, person_id: uuid.UUID, reason: str) -> None:
    """Say that somebody recorded as dead lives: what can stand again does, and nothing is owed any more.

    Raises Forbidden for whoever is no supervisor or governor, DomainError without a reason.
    """
    person, death = person_record(actor, person_id), outside_death_record(person_id)
    if death is None:
        raise NotFound(_("No death outside prison is written down for this person."))
    if not actor.has(*TAKERS_BACK):
        raise Forbidden(_("A death is taken back by the probation supervisor or the governor."))
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a sentence what was wrong."), field="reason")
    death.taken_back_at, death.taken_back_by, death.taken_back_why = clock.now(), actor.human_id, reason
    audit.record(actor, "death.taken_back", death, reason=reason)
    drop_open(actor, death.id, _("The death was taken back."))
    _live_again(actor, person_id)
    person.legal_status = death.status_before
    audit.record(actor, "person.supervised", person)
    events.publish(DeathTakenBack(by=actor, person_id=person_id))


def _close_plan(actor: Actor, person_id: uuid.UUID, day: dt.date) -> None:
    plan = plans.open_plan(person_id)
    if plan:
        plan.closed_on = day
        audit.record(actor, "plan.closed", plan, reason="died")


def _cancel_family(actor: Actor, person_id: uuid.UUID, words: str) -> None:
    planned = sa.select(FamilyContact).where(
        FamilyContact.person_id == person_id, FamilyContact.state == FamilyState.PLANNED
    )
    for row in session.scalars(planned):
        row.state, row.words = FamilyState.CANCELLED, words
        row.recorded_by, row.recorded_at = actor.human_id, clock.now()
        audit.record(actor, "family_contact.settled", row, reason="died")


def undo(event: MovementTakenBack) -> None:
    """The person lives: the plan and supervision go on. What was cancelled is planned anew by whoever keeps it."""
    if event.kind is MovementKind.DEATH:
        _live_again(event.by, event.person_id)
        events.publish(DeathTakenBack(by=event.by, person_id=event.person_id))


def _live_again(actor: Actor, person_id: uuid.UUID) -> None:
    closed = sa.select(Plan).where(Plan.person_id == person_id).order_by(Plan.closed_on.desc()).limit(1)
    plan = session.scalar(closed)
    if plan and plan.closed_on and plans.open_plan(person_id) is None:
        plan.closed_on = None
        audit.record(actor, "plan.reopened", plan, reason="death_taken_back")
    _supervise_again(actor, person_id)
    session.flush()


def _supervise_again(actor: Actor, person_id: uuid.UUID) -> None:
    found = session.scalar(
        sa.select(Episode)
        .where(Episode.person_id == person_id, Episode.kind == EpisodeKind.SUPERVISION, Episode.close_reason == DIED)
        .order_by(Episode.opened_at.desc())
        .limit(1)
    )
    if found is None:
        return
    person = person_record(actor, person_id)
    found.closed_at, found.close_reason = None, ""
    person.supervised, person.office_id = True, found.unit_id
    audit.record(actor, "episode.reopened", found)
    audit.record(actor, "person.supervised", person)
