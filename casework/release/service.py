"""Commands of release: the gate's own duties, and the release itself, which no check may be open for."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from casework.custody import queries as custody
from casework.custody.events import PersonReleased
from casework.custody.models import Episode, EpisodeKind, Movement, MovementKind
from casework.custody.rules import check_step
from casework.custody.service import NewMovement, record_movement
from casework.people.models import LegalStatus
from casework.people.queries import person_record
from casework.release.models import ReleasePreparation
from casework.release.queries import checks_for
from casework.release.rules import blockers
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _


def _stay(person_id: uuid.UUID) -> Episode:
    stay = custody.open_episode(person_id, EpisodeKind.CUSTODY)
    if stay is None:
        raise DomainError(_("This person is not in custody, so there is nothing to release from."))
    return stay


def _preparation(person_id: uuid.UUID) -> ReleasePreparation:
    stay = _stay(person_id)
    found = session.scalar(sa.select(ReleasePreparation).where(ReleasePreparation.episode_id == stay.id))
    if found is None:
        found = ReleasePreparation(episode_id=stay.id, person_id=person_id)
        session.add(found)
    return found


def check_identity(actor: Actor, person_id: uuid.UUID) -> None:
    """Note that this human compared the person with photo and papers."""
    row = _preparation(person_record(actor, person_id).id)
    row.identity_checked_by, row.identity_checked_at = actor.human_id, clock.now()
    audit.record(actor, "identity.checked", row)


def offer_copy(actor: Actor, person_id: uuid.UUID, *, taken: bool) -> None:
    """Note that an official copy of the file was offered, and whether it was taken (Mandela Rule 9)."""
    row = _preparation(person_record(actor, person_id).id)
    row.copy_offered_at, row.copy_taken = clock.now(), taken
    audit.record(actor, "copy.offered", row)


def give_order(actor: Actor, person_id: uuid.UUID, *, authority: str, reference: str, dated_on: dt.date) -> None:
    """Enter an order that releases the person before the computed date."""
    if not authority or not reference:
        raise DomainError(_("Write who ordered the release and the number of the order."), field="authority")
    if dated_on > clock.today():
        raise DomainError(_("The order is dated in the future."), field="dated_on")
    row = _preparation(person_record(actor, person_id).id)
    row.order_authority, row.order_reference, row.order_dated_on = authority, reference, dated_on
    audit.record(actor, "release_order.received", row)


def release(actor: Actor, person_id: uuid.UUID, *, at: dt.datetime, id: uuid.UUID) -> None:  # noqa: A002 - the movement's key
    """Open the gate. Raises DomainError with what is still open; asking twice with the same ``id`` is one release."""
    if session.get(Movement, id) is not None:
        return
    person = person_record(actor, person_id)
    stay = _stay(person.id)
    undone = blockers(checks_for(actor, person.id))
    if undone:
        names = "; ".join(str(check.title) for check in undone)
        raise DomainError(_("Not yet. Still open: %(names)s.", names=names), rule=undone[0].rule)
    if _preparation(person.id).identity_checked_by == actor.human_id:
        raise Forbidden(_("You checked who this is yourself. Ask a colleague to open the gate."), rule=_("Two people"))
    last = custody.last_movement(stay.id)
    check_step(last.kind if last else None, MovementKind.RELEASE)
    if at > clock.now() + dt.timedelta(minutes=5) or (last and at < last.at):
        raise DomainError(
            _("Check the day and the hour: a release is recorded when it has happened, after the last movement.")
        )
    prison = stay.unit_id
    step = NewMovement(id=id, person_id=person.id, kind=MovementKind.RELEASE, at=at)
    record_movement(actor, person, stay, step, from_id=prison, to_id=None)
    stay.closed_at, stay.close_reason, person.wing_id = at, "release", None
    person.legal_status = LegalStatus.ON_LICENCE if person.supervised else LegalStatus.CLOSED
    audit.record(actor, "episode.closed", stay)
    session.flush()
    events.publish(PersonReleased(person_id=person.id, establishment_id=prison, at=at))
