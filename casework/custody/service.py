"""Commands of custody (movements, belongings) and of the episodes of supervision that other modules open and close."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from casework.custody import queries
from casework.custody.events import PersonTransferred, SupervisionBegan, SupervisionEnded
from casework.custody.models import Belonging, Episode, EpisodeKind, Movement, MovementKind, PlacementOverride
from casework.custody.rules import GONE, Objection, Placed, Room, check_step, objections
from casework.people.models import LegalStatus, Person
from casework.people.queries import person_record
from casework.people.rules import age_on
from kernel import audit, clock, events
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _
from kernel.ids import new_id
from kernel.units.queries import unit_of

SHORTEST_REASON = 10


@dataclass(frozen=True, kw_only=True)
class NewMovement:
    """A movement to record.

    ``to_id`` is the prison of a transfer; ``wing_id`` the place inside; ``destination`` words outside.
    """

    person_id: uuid.UUID
    kind: MovementKind
    at: dt.datetime
    id: uuid.UUID = field(default_factory=new_id)
    to_id: uuid.UUID | None = None
    wing_id: uuid.UUID | None = None
    destination: str = ""
    reason: str = ""
    override_reason: str = ""


def move(actor: Actor, new: NewMovement) -> Movement:
    """Record a movement inside, to another prison, out of the gate or back. Releases go through ``release.service``.

    Raises DomainError when it cannot follow the last one, lies in the future or before it, or breaks a separation rule.
    """
    if (known := session.get(Movement, new.id)) is not None:
        return known
    person = person_record(actor, new.person_id)
    stay = queries.open_episode(person.id, EpisodeKind.CUSTODY)
    if stay is None or person.establishment_id is None:
        raise DomainError(_("This person is not in custody, so they cannot be moved."))
    if new.kind in {MovementKind.RECEPTION, MovementKind.RELEASE}:
        raise DomainError(_("Receptions and releases have their own pages."))
    _check_moment(stay.id, new.kind, new.at)
    here, there = person.establishment_id, _prison_after(new, person.establishment_id)
    if new.wing_id and there:
        place(actor, person, there, new.wing_id, new.override_reason)
    elif new.kind is MovementKind.TRANSFER:
        person.wing_id = None
    row = record_movement(actor, person, stay, new, from_id=here, to_id=there)
    if new.kind is MovementKind.TRANSFER and there:
        person.establishment_id = stay.unit_id = there
        audit.record(actor, "episode.moved", stay)
        events.publish(PersonTransferred(person_id=person.id, from_id=here, to_id=there, at=new.at))
    return row


def _check_moment(episode_id: uuid.UUID, kind: MovementKind, at: dt.datetime) -> None:
    last = queries.last_movement(episode_id)
    check_step(last.kind if last else None, kind)
    if at > clock.now() + dt.timedelta(minutes=5):
        raise DomainError(_("That moment lies in the future. Record a movement when it has happened."), field="at_day")
    if last and at < last.at:
        raise DomainError(
            _("That is before the last movement of this person. Check the day and the hour."), field="at_day"
        )


def _prison_after(new: NewMovement, here: uuid.UUID) -> uuid.UUID | None:
    """Whose count the person is in afterwards."""
    if new.kind in GONE:
        return None
    if new.kind is not MovementKind.TRANSFER:
        return here
    if new.to_id is None or new.to_id == here:
        raise DomainError(_("Choose the other prison."), field="to_id")
    return new.to_id


def record_movement(
    actor: Actor, person: Person, stay: Episode, new: NewMovement, *, from_id: uuid.UUID | None, to_id: uuid.UUID | None
) -> Movement:
    """Write the ledger line and what follows from it on the person's row.

    Escapes and returns leave and enter the count.
    """
    last = queries.last_movement(stay.id)
    was_gone = last is not None and last.kind in GONE
    row = Movement(
        id=new.id, person_id=person.id, episode_id=stay.id, kind=new.kind, at=new.at, recorded_at=clock.now(),
        recorded_by=actor.human_id, from_id=None if was_gone else from_id, to_id=to_id, wing_id=person.wing_id,
        destination=new.destination, reason=new.reason,
    )  # fmt: skip
    session.add(row)
    person.in_custody = to_id is not None
    audit.record(actor, "movement.recorded", row)
    audit.record(actor, "person.moved", person)
    if new.kind is MovementKind.DEATH:
        stay.closed_at, stay.close_reason, person.legal_status = new.at, str(new.kind.value), LegalStatus.CLOSED
        audit.record(actor, "episode.closed", stay)
    return row


def place(actor: Actor, person: Person, prison_id: uuid.UUID, wing_id: uuid.UUID, override_reason: str = "") -> None:
    """Give the person a wing. Against a separation rule only a governor may, with a reason; the inspector sees it."""
    room = next((room for room in queries.rooms_of(prison_id, person.id) if room.id == wing_id), None)
    if room is None:
        raise DomainError(_("That wing is not in this prison. Choose another one."), field="wing_id")
    against = objections(placed(person, unit_of(prison_id).zone), room)
    if against:
        _override(actor, person, room, against, override_reason)
    person.wing_id = wing_id


def placed(person: Person, zone: str) -> Placed:
    """What separation looks at in this person today."""
    age = age_on(clock.today(zone), person.born_earliest, person.born_latest)
    return Placed(sex=person.sex, status=person.legal_status, age=age)


def _override(actor: Actor, person: Person, room: Room, against: Sequence[Objection], reason: str) -> None:
    first = against[0]
    if not reason:
        words = " ".join(objection.words for objection in against)
        raise DomainError(
            _("%(wing)s cannot be used. %(why)s", wing=room.name, why=words), rule=first.rule, field="wing_id"
        )
    if not actor.has(Role.GOVERNOR):
        raise Forbidden(_("Only the governor may place somebody against a separation rule."), rule=first.rule)
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a sentence why there is no other way."), field="override_reason")
    row = PlacementOverride(
        person_id=person.id, wing_id=room.id, rule="; ".join(o.rule for o in against), reason=reason,
        decided_by=actor.human_id, decided_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "placement.overridden", row, reason=reason)


def return_belongings(actor: Actor, person_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> int:
    """Give back things kept for a person; how many were given back (Mandela Rule 67 (2))."""
    person = person_record(actor, person_id)
    rows = [row for row in (session.get(Belonging, key) for key in ids) if row and row.person_id == person.id]
    kept = [row for row in rows if row.returned_at is None]
    for row in kept:
        row.returned_at = clock.now()
        audit.record(actor, "belonging.returned", row)
    return len(kept)


def begin_supervision(
    actor: Actor,
    person_id: uuid.UUID,
    *,
    office_id: uuid.UUID,
    officer_id: uuid.UUID,
    legal_status: LegalStatus,
    at: dt.datetime,
) -> Episode:
    """Open the person's supervision episode at an office under a responsible officer. One may be open at a time."""
    person = person_record(actor, person_id)
    if queries.open_episode(person.id, EpisodeKind.SUPERVISION):
        raise DomainError(_("This person is under supervision already. Transfer or end that first."))
    episode = Episode(person_id=person.id, kind=EpisodeKind.SUPERVISION, unit_id=office_id, opened_at=at)
    session.add(episode)
    person.supervised, person.office_id, person.officer_id = True, office_id, officer_id
    person.legal_status = legal_status
    audit.record(actor, "supervision.begun", episode)
    audit.record(actor, "person.supervised", person)
    session.flush()
    events.publish(SupervisionBegan(person_id=person.id, office_id=office_id, officer_id=officer_id, at=at))
    return episode


def end_supervision(actor: Actor, person_id: uuid.UUID, *, at: dt.datetime, reason: str) -> None:
    """Close the person's supervision episode."""
    person = person_record(actor, person_id)
    episode = queries.open_episode(person.id, EpisodeKind.SUPERVISION)
    if episode is None:
        raise DomainError(_("This person is not under supervision."))
    episode.closed_at, episode.close_reason = at, reason
    person.supervised = False
    if not person.in_custody:
        person.legal_status = LegalStatus.CLOSED
    audit.record(actor, "supervision.ended", episode, reason=reason)
    audit.record(actor, "person.supervision_ended", person)
    events.publish(SupervisionEnded(person_id=person.id, office_id=episode.unit_id, at=at))
