"""A death ends the level under way, the plan, supervision and planned family contact, and tells the other modules."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from casework.classification.service import stop_open
from casework.custody.events import DeathTakenBack, MovementTakenBack, PersonDied, PersonMoved
from casework.custody.models import Episode, EpisodeKind, MovementKind
from casework.custody.queries import open_episode
from casework.custody.service import end_supervision
from casework.family.models import FamilyContact, FamilyState
from casework.people.queries import person_record
from casework.plans import queries as plans
from casework.plans.models import Plan
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.i18n import _
from kernel.units.queries import unit_of

DIED = str(MovementKind.DEATH.value)
"""Why an episode closed, as the ledger of movements says it too."""


def connect() -> None:
    """Listen for deaths, and for deaths that were none."""
    events.subscribe(PersonMoved, follow)
    events.subscribe(MovementTakenBack, undo)


def follow(event: PersonMoved) -> None:
    """End in the hub what a death ends, then say so: every module ends its own."""
    if event.kind is not MovementKind.DEATH:
        return
    words, day = _("The person died."), clock.local(event.at, unit_of(event.prison_id).zone).date()
    stop_open(event.by, event.person_id, words, "died")
    _close_plan(event.by, event.person_id, day)
    _cancel_family(event.by, event.person_id, words)
    if open_episode(event.person_id, EpisodeKind.SUPERVISION):
        end_supervision(event.by, event.person_id, at=event.at, reason=DIED)
    session.flush()
    events.publish(PersonDied(by=event.by, person_id=event.person_id, prison_id=event.prison_id, at=event.at, on=day))


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
    if event.kind is not MovementKind.DEATH:
        return
    closed = sa.select(Plan).where(Plan.person_id == event.person_id).order_by(Plan.closed_on.desc()).limit(1)
    plan = session.scalar(closed)
    if plan and plan.closed_on and plans.open_plan(event.person_id) is None:
        plan.closed_on = None
        audit.record(event.by, "plan.reopened", plan, reason="death_taken_back")
    _supervise_again(event.by, event.person_id)
    session.flush()
    events.publish(DeathTakenBack(by=event.by, person_id=event.person_id))


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
