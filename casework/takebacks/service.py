"""The counter-entry: the newest line of a stay that stands is taken back, and the line before it stands again."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from casework.custody import queries as custody
from casework.custody.events import MovementTakenBack, PersonTransferred
from casework.custody.models import CommitmentOrder, Episode, Movement, MovementKind
from casework.custody.rules import ENDED
from casework.people.models import LegalStatus, Person
from casework.people.queries import person_record
from casework.release.models import GateRelease
from casework.sentences.queries import sentences_of
from kernel import audit, clock, events
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.i18n import _

SHORTEST_REASON = 10


def take_back(actor: Actor, movement_id: uuid.UUID, reason: str) -> Movement:
    """Write the counter-entry of the newest line of a person's newest stay. Nothing is edited, nothing disappears.

    Raises DomainError for an older line (take back the newer ones first) and for a reception; a release or a death is
    taken back by the governor alone.
    """
    row = session.get(Movement, movement_id)
    if row is None:
        raise NotFound(_("There is no such movement."))
    person = person_record(actor, row.person_id)
    stay = custody.newest_stay(person.id)
    if (made := session.scalar(sa.select(Movement).where(Movement.reverses_id == row.id))) is not None:
        return made
    last = custody.last_movement(stay.id) if stay else None
    if stay is None or last is None or last.id != row.id:
        raise DomainError(_("Only the newest movement can be taken back. Take back those after it first."))
    _check(actor, row, reason)
    counter = Movement(
        person_id=person.id, episode_id=stay.id, kind=row.kind, at=row.at, recorded_at=clock.now(),
        recorded_by=actor.human_id, from_id=row.to_id, to_id=row.from_id, wing_id=row.wing_id, reason=reason,
        reverses_id=row.id,
    )  # fmt: skip
    session.add(counter)
    audit.record(actor, "movement.taken_back", counter, reason=reason)
    session.flush()
    _restore(actor, person, stay, row)
    session.flush()
    events.publish(MovementTakenBack(by=actor, person_id=person.id, movement_id=row.id, kind=row.kind))
    return counter


def _check(actor: Actor, row: Movement, reason: str) -> None:
    if row.kind is MovementKind.RECEPTION:
        raise DomainError(_("A reception is not taken back. Release the person under an order, or merge the files."))
    if row.kind in ENDED and not actor.has(Role.GOVERNOR):
        raise Forbidden(_("Only the governor takes back a release or a death."))
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a sentence what was wrong."), field="reason")


def _restore(actor: Actor, person: Person, stay: Episode, wrong: Movement) -> None:
    """Put the person and the stay where the line that now stands last says they are."""
    now = custody.last_movement(stay.id)
    there, left = now.to_id or now.from_id, stay.unit_id
    person.in_custody, person.establishment_id = now.to_id is not None, there
    person.wing_id = now.wing_id if now.to_id else None
    if wrong.kind in ENDED:
        _reopen(actor, person, stay)
    audit.record(actor, "person.moved", person)
    if there != left:
        stay.unit_id = there
        audit.record(actor, "episode.moved", stay)
        session.flush()
        events.publish(PersonTransferred(person_id=person.id, from_id=left, to_id=there, at=wrong.at))


def _reopen(actor: Actor, person: Person, stay: Episode) -> None:
    stay.closed_at, stay.close_reason = None, ""
    audit.record(actor, "episode.reopened", stay)
    order: Any = session.get(CommitmentOrder, stay.order_id)
    person.legal_status = LegalStatus.SENTENCED if sentences_of(person.id) else order.legal_status
    order.ended_on, order.end_reason, order.ended_by = None, "", None
    audit.record(actor, "order.stands_again", order)
    made = sa.select(GateRelease).where(GateRelease.episode_id == stay.id, GateRelease.withdrawn_at.is_(None))
    for gate in session.scalars(made):
        gate.withdrawn_at, gate.withdrawn_why = clock.now(), _("The release was taken back.")
        audit.record(actor, "release.taken_back", gate)
