"""Commands on alerts, keep-aparts and fitness."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from casework.alerts.events import AlertChanged, FitnessSaid
from casework.alerts.models import Alert, AlertCode, Fitness, FitnessState, NonAssociation
from casework.people.queries import by_number, person_record
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id

SHORTEST_REASON = 5


def raise_alert(
    actor: Actor,
    person_id: uuid.UUID,
    code: AlertCode,
    words: str = "",
    *,
    review_on: dt.date | None = None,
    id: uuid.UUID | None = None,  # noqa: A002 - the record's key
) -> Alert:
    """Open an alert. One of each code may be open at a time; asking twice with the same ``id`` is one alert."""
    if id and (known := session.get(Alert, id)) is not None:
        return known
    person = person_record(actor, person_id)
    if review_on and review_on < clock.today():
        raise DomainError(_("Choose a day of review that is still to come."), field="review_on")
    if session.scalar(
        sa.select(Alert.id).where(Alert.person_id == person.id, Alert.code == code, Alert.ended_on.is_(None))
    ):
        raise DomainError(_("This alert is open already. End that one first."), field="code")
    row = Alert(
        id=id or new_id(), person_id=person.id, code=code, words=words, begun_on=clock.today(), review_on=review_on,
        authorised_by=actor.human_id,
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "alert.raised", row)
    events.publish(AlertChanged(person_id=person.id, code=code, raised=True, by=actor))
    return row


def end_alert(actor: Actor, alert_id: uuid.UUID, reason: str) -> None:
    """End an alert with a reason. It stays in the history; ending it twice is one ending."""
    row = session.get(Alert, alert_id)
    if row is None:
        raise NotFound(_("There is no such alert."))
    person_record(actor, row.person_id)
    if row.ended_on:
        return
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a few words why it ends."), field="reason")
    row.ended_on, row.ended_by, row.end_reason = clock.today(), actor.human_id, reason
    audit.record(actor, "alert.ended", row, reason=reason)
    events.publish(AlertChanged(person_id=row.person_id, code=row.code, raised=False, by=actor))


def keep_people_apart(
    actor: Actor,
    person_id: uuid.UUID,
    other_id: uuid.UUID,
    reason: str,
    *,
    id: uuid.UUID | None = None,  # noqa: A002 - the record's key
) -> NonAssociation:
    """Open a keep-apart between two people the actor may know of. Asking twice with the same ``id`` is one."""
    if id and (known := session.get(NonAssociation, id)) is not None:
        return known
    first, second = sorted((person_record(actor, person_id).id, person_record(actor, other_id).id))
    if first == second:
        raise DomainError(_("Choose another person: these two are one."), field="number")
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a few words why they must be kept apart."), field="reason")
    if session.scalar(sa.select(NonAssociation.id).where(
        NonAssociation.person_id == first, NonAssociation.other_id == second, NonAssociation.closed_on.is_(None)
    )):  # fmt: skip
        raise DomainError(_("These two are kept apart already."), field="number")
    row = NonAssociation(id=id or new_id(), person_id=first, other_id=second, reason=reason, opened_on=clock.today())
    session.add(row)
    audit.record(actor, "keep_apart.opened", row)
    return row


def keep_apart_by_number(
    actor: Actor,
    person_id: uuid.UUID,
    number: str,
    reason: str,
    *,
    id: uuid.UUID | None = None,  # noqa: A002 - the record's key
) -> NonAssociation:
    """``keep_people_apart`` where the other is known by the number of their file.

    Raises DomainError for an unknown number.
    """
    other = by_number(actor, number)
    if other is None:
        raise DomainError(_("No file that you may know of has this number. Check it."), field="number")
    return keep_people_apart(actor, person_id, other, reason, id=id)


def close_keep_apart(actor: Actor, row_id: uuid.UUID, reason: str) -> None:
    """Close a keep-apart with a reason. The actor must know of both people; closing twice is one closing."""
    row = session.get(NonAssociation, row_id)
    if row is None:
        raise NotFound(_("There is no such pair."))
    person_record(actor, row.person_id)
    person_record(actor, row.other_id)
    if row.closed_on:
        return
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a few words why it ends."), field="reason")
    row.closed_on, row.close_reason = clock.today(), reason
    audit.record(actor, "keep_apart.closed", row, reason=reason)


def record_fitness(
    actor: Actor,
    person_id: uuid.UUID,
    state: FitnessState,
    *,
    limits: str = "",
    valid_until: dt.date | None = None,
    id: uuid.UUID | None = None,  # noqa: A002 - the record's key
) -> Fitness:
    """Keep the health service's word on fitness: what the person can do, never why.

    Asking twice with ``id`` is once.
    """
    if id and (known := session.get(Fitness, id)) is not None:
        return known
    person = person_record(actor, person_id)
    if state is FitnessState.RESTRICTED and not limits:
        raise DomainError(_("Write what the person should not do, such as: no lifting."), field="limits")
    if valid_until and valid_until < clock.today():
        raise DomainError(_("Choose a day that is still to come."), field="valid_until")
    row = Fitness(
        id=id or new_id(),
        person_id=person.id,
        state=state,
        limits=limits,
        said_on=clock.today(),
        valid_until=valid_until,
    )
    session.add(row)
    audit.record(actor, "fitness.recorded", row)
    events.publish(FitnessSaid(person_id=person.id, by=actor))
    return row
