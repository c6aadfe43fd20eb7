"""Commands on alerts, keep-aparts and fitness."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from casework.alerts.models import Alert, AlertCode, Fitness, FitnessState, NonAssociation
from casework.people.queries import person_record
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _

SHORTEST_REASON = 5


def raise_alert(
    actor: Actor, person_id: uuid.UUID, code: AlertCode, words: str = "", *, review_on: dt.date | None = None
) -> Alert:
    """Open an alert. One of each code may be open at a time."""
    person = person_record(actor, person_id)
    if session.scalar(sa.select(Alert.id).where(Alert.person_id == person.id, Alert.code == code, Alert.ended_on.is_(None))):
        raise DomainError(_("This alert is open already. End that one first."), field="code")
    row = Alert(
        person_id=person.id, code=code, words=words, begun_on=clock.today(), review_on=review_on, authorised_by=actor.human_id
    )
    session.add(row)
    audit.record(actor, "alert.raised", row)
    return row


def end_alert(actor: Actor, alert_id: uuid.UUID, reason: str) -> None:
    """End an alert with a reason. It stays in the history."""
    row = session.get(Alert, alert_id)
    if row is None:
        raise NotFound(_("There is no such alert."))
    person_record(actor, row.person_id)
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a few words why it ends."), field="reason")
    row.ended_on, row.ended_by, row.end_reason = clock.today(), actor.human_id, reason
    audit.record(actor, "alert.ended", row, reason=reason)


def keep_people_apart(actor: Actor, person_id: uuid.UUID, other_id: uuid.UUID, reason: str) -> NonAssociation:
    """Open a keep-apart between two people the actor may know of."""
    first, second = sorted((person_record(actor, person_id).id, person_record(actor, other_id).id))
    if first == second:
        raise DomainError(_("Choose another person: these two are one."), field="number")
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a few words why they must be kept apart."), field="reason")
    if session.scalar(sa.select(NonAssociation.id).where(
        NonAssociation.person_id == first, NonAssociation.other_id == second, NonAssociation.closed_on.is_(None)
    )):  # fmt: skip
        raise DomainError(_("These two are kept apart already."), field="number")
    row = NonAssociation(person_id=first, other_id=second, reason=reason, opened_on=clock.today())
    session.add(row)
    audit.record(actor, "keep_apart.opened", row)
    return row


def close_keep_apart(actor: Actor, row_id: uuid.UUID, reason: str) -> None:
    """Close a keep-apart with a reason."""
    row = session.get(NonAssociation, row_id)
    if row is None:
        raise NotFound(_("There is no such pair."))
    person_record(actor, row.person_id)
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a few words why it ends."), field="reason")
    row.closed_on, row.close_reason = clock.today(), reason
    audit.record(actor, "keep_apart.closed", row, reason=reason)


def record_fitness(
    actor: Actor, person_id: uuid.UUID, state: FitnessState, *, limits: str = "", valid_until: dt.date | None = None
) -> Fitness:
    """Keep the health service's word on fitness: what the person can do, never why."""
    person = person_record(actor, person_id)
    row = Fitness(person_id=person.id, state=state, limits=limits, said_on=clock.today(), valid_until=valid_until)
    session.add(row)
    audit.record(actor, "fitness.recorded", row)
    return row
