"""Commands of the movement ledger, of orders, and of the episodes of supervision that other modules open and close."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from casework.capacity.service import admit, fits, place
from casework.custody import queries
from casework.custody.events import PersonMoved, PersonTransferred, SupervisionBegan, SupervisionEnded
from casework.custody.models import Arrival, Episode, EpisodeKind, Movement, MovementKind
from casework.custody.rules import ENDED, GONE, OUTSIDE, check_step
from casework.people.models import LegalStatus, Person
from casework.people.queries import person_record
from casework.property.service import return_belongings
from kernel import audit, clock, events
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.i18n import _
from kernel.ids import new_id

__all__ = [
    "NewMovement", "begin_supervision", "check_moment", "end_supervision", "move", "place", "record_movement",
    "return_belongings",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewMovement:
    """A movement to record.

    ``to_id`` is the prison of a transfer (or where somebody who escaped was brought back to); ``wing_id`` the place
    inside; ``destination`` words outside; ``authority`` who ordered it; ``due_back_at`` when the person must be back.
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
    authority: str = ""
    due_back_at: dt.datetime | None = None


def move(actor: Actor, new: NewMovement) -> Movement:
    """Record a movement inside, to another prison, out of the gate or back. Releases go through ``release.service``.

    Raises DomainError when it cannot follow the last one, lies in the future or before it, or breaks a separation rule.
    """
    if (known := session.get(Movement, new.id)) is not None:
        return known
    person = person_record(actor, new.person_id)
    stay = queries.open_episode(person.id, EpisodeKind.CUSTODY)
    last = queries.last_movement(stay.id) if stay else None
    if stay is None or last is None:
        raise DomainError(_("This person is not in custody, so they cannot be moved."))
    if new.kind in {MovementKind.RECEPTION, MovementKind.RELEASE}:
        raise DomainError(_("Receptions and releases have their own pages."))
    new = replace(new, at=_same_minute(last, new.at))
    check_moment(last, new.kind, new.at)
    _check_words(actor, new)
    there = _prison_after(new, stay, last)
    _take_place(actor, person, new, stay, there)
    row = record_movement(actor, person, stay, new, from_id=last.to_id, to_id=there)
    if there and there != stay.unit_id:
        _change_prison(actor, person, stay, new, there)
    session.flush()
    events.publish(PersonMoved(
        by=actor, person_id=person.id, movement_id=row.id, kind=new.kind, at=new.at, before=last.kind, since=last.at,
        prison_id=stay.unit_id,
    ))  # fmt: skip
    return row


def _same_minute(last: Any, at: dt.datetime) -> dt.datetime:
    """People write minutes, the ledger keeps seconds: within the minute of the last line, at its second."""
    floor = last.at.replace(second=0, microsecond=0)
    return last.at if floor <= at < last.at else at


def check_moment(last: Any, kind: MovementKind, at: dt.datetime) -> None:
    """Raises DomainError when a movement cannot follow the last one of the stay, or not at this day and hour."""
    check_step(MovementKind(last.kind) if last else None, kind, arrived=bool(last and last.arrived))
    if at > clock.now() + dt.timedelta(minutes=5):
        raise DomainError(_("That moment lies in the future. Record a movement when it has happened."), field="at_day")
    arrival = queries.arrived_at(last.id) if last.kind is MovementKind.TRANSFER else None
    if at < max(last.at, arrival or last.at):
        raise DomainError(
            _("That is before the last movement of this person. Check the day and the hour."), field="at_day"
        )


def _check_words(actor: Actor, new: NewMovement) -> None:
    if new.kind in OUTSIDE and not new.destination:
        raise DomainError(_("Write where the person goes: the court, the hospital, the address."), field="destination")
    if new.kind is MovementKind.WITHIN and new.wing_id is None:
        raise DomainError(_("Choose the wing."), field="wing_id")
    if new.kind is not MovementKind.TEMPORARY_RELEASE:
        return
    if not actor.has(Role.GOVERNOR):
        raise Forbidden(_("Only the governor grants temporary release. Ask them to record it."))
    if new.due_back_at is None or new.due_back_at <= new.at:
        raise DomainError(_("Write the day and hour by which they must be back, after they leave."), field="back_day")


def _prison_after(new: NewMovement, stay: Episode, last: Any) -> uuid.UUID | None:
    """Whose count the person is in afterwards."""
    if new.kind in GONE:
        return None
    if new.kind is MovementKind.TRANSFER:
        if new.to_id is None or new.to_id == stay.unit_id:
            raise DomainError(_("Choose the other prison."), field="to_id")
        return new.to_id
    recaptured = new.kind is MovementKind.RETURN and last.kind is MovementKind.ESCAPE
    return new.to_id or stay.unit_id if recaptured else stay.unit_id


def _take_place(actor: Actor, person: Person, new: NewMovement, stay: Episode, there: uuid.UUID | None) -> None:
    """The wing afterwards. Nobody is kept outside the gate: whose old wing no longer fits comes back without one."""
    if there is None:
        return
    if new.wing_id and new.kind in {MovementKind.WITHIN, MovementKind.TRANSFER, MovementKind.RETURN}:
        place(actor, person, there, new.wing_id, new.override_reason)
    elif new.kind is MovementKind.TRANSFER:
        admit(actor, person, there, new.override_reason)
        person.wing_id = None
    elif new.kind is MovementKind.RETURN and person.wing_id:
        person.wing_id = person.wing_id if there == stay.unit_id and fits(person, there, person.wing_id) else None


def _change_prison(actor: Actor, person: Person, stay: Episode, new: NewMovement, there: uuid.UUID) -> None:
    left, person.establishment_id, stay.unit_id = stay.unit_id, there, there
    person.officer_id = None  # whoever receives them says who looks after them
    audit.record(actor, "episode.moved", stay)
    if new.kind is MovementKind.TRANSFER and new.wing_id and actor.covers(there):
        _arrive(actor, person, new.id, new.at, "")
    session.flush()
    events.publish(PersonTransferred(person_id=person.id, from_id=left, to_id=there, at=new.at))


def _arrive(actor: Actor, person: Person, movement_id: uuid.UUID, at: dt.datetime, remarks: str) -> None:
    row = Arrival(
        movement_id=movement_id, person_id=person.id, arrived_at=at, acknowledged_by=actor.human_id,
        acknowledged_at=clock.now(), remarks=remarks,
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "arrival.acknowledged", row)


def acknowledge(
    actor: Actor, movement_id: uuid.UUID, *, at: dt.datetime, wing_id: uuid.UUID | None = None, remarks: str = "",
    override_reason: str = "",
) -> None:  # fmt: skip
    """The receiving prison says that somebody transferred is here, and gives them a wing. Twice is once."""
    sent = session.get(Movement, movement_id)
    if sent is None:
        raise NotFound(_("There is no such movement."))
    person = person_record(actor, sent.person_id)
    if queries.arrived_at(movement_id):
        return
    stay = queries.open_episode(person.id, EpisodeKind.CUSTODY)
    last = queries.last_movement(stay.id) if stay else None
    if stay is None or last is None or last.id != movement_id or not actor.covers(stay.unit_id):
        raise DomainError(_("This person is not on the way here."))
    at = _same_minute(last, at)
    if not sent.at <= at <= clock.now() + dt.timedelta(minutes=5):
        raise DomainError(
            _("The arrival lies before the departure or in the future. Check the day and the hour."), field="at_day"
        )
    _arrive(actor, person, movement_id, at, remarks)
    session.flush()
    if wing_id:
        move(actor, NewMovement(
            person_id=person.id, kind=MovementKind.WITHIN, at=at, wing_id=wing_id, override_reason=override_reason
        ))  # fmt: skip


def record_movement(
    actor: Actor, person: Person, stay: Episode, new: NewMovement, *, from_id: uuid.UUID | None, to_id: uuid.UUID | None
) -> Movement:
    """Write the ledger line and what follows from it on the person's row.

    Escapes and returns leave and enter the count.
    """
    row = Movement(
        id=new.id, person_id=person.id, episode_id=stay.id, kind=new.kind, at=new.at, recorded_at=clock.now(),
        recorded_by=actor.human_id, from_id=from_id, to_id=to_id, wing_id=person.wing_id,
        destination=new.destination, reason=new.reason, authority=new.authority, due_back_at=new.due_back_at,
    )  # fmt: skip
    session.add(row)
    person.in_custody = to_id is not None
    person.wing_id = person.wing_id if to_id else None
    audit.record(actor, "movement.recorded", row)
    audit.record(actor, "person.moved", person)
    if new.kind in ENDED:
        _end_stay(actor, person, stay, new)
    return row


def _end_stay(actor: Actor, person: Person, stay: Episode, new: NewMovement) -> None:
    stay.closed_at, stay.close_reason = new.at, str(new.kind.value)
    licence = new.kind is MovementKind.RELEASE and person.supervised
    person.legal_status = LegalStatus.ON_LICENCE if licence else LegalStatus.CLOSED
    audit.record(actor, "episode.closed", stay)


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
