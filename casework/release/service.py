"""Commands of release: the gate's own duties, and the release itself: one human makes it ready, another confirms it."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from casework.custody import queries as custody
from casework.custody.events import PersonReleased
from casework.custody.models import CommitmentOrder, Episode, EpisodeKind, Movement, MovementKind
from casework.custody.service import NewMovement, check_moment, record_movement
from casework.people.models import Person
from casework.people.queries import person_record
from casework.release.models import GateRelease, ReleasePreparation
from casework.release.queries import checks_for, open_gate
from casework.release.rules import blockers, check_day
from casework.sentences.queries import sentences_of
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _
from kernel.units.queries import unit_of

SHORTEST_REASON = 5


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
    """Enter an order that releases the person before the computed date. What was made ready before it is void."""
    if not authority or not reference:
        raise DomainError(_("Write who ordered the release and the number of the order."), field="authority")
    person = person_record(actor, person_id)
    zone = unit_of(person.establishment_id).zone if person.establishment_id else "UTC"
    if dated_on > clock.today(zone):
        raise DomainError(_("The order is dated in the future."), field="dated_on")
    row = _preparation(person.id)
    row.order_authority, row.order_reference, row.order_dated_on = authority, reference, dated_on
    audit.record(actor, "release_order.received", row)
    _void(actor, row.episode_id, _("Another order came."))


def prepare(actor: Actor, person_id: uuid.UUID) -> GateRelease:
    """Make a release ready, when no check is open. Somebody else must confirm it at the gate."""
    person = person_record(actor, person_id)
    stay = _stay(person.id)
    if (waiting := open_gate(stay.id)) is not None:
        return waiting
    _demand_clear(actor, person)
    row = GateRelease(
        episode_id=stay.id, person_id=person.id, prepared_by=actor.human_id, prepared_at=clock.now()
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "release.prepared", row)
    session.flush()
    return row


def withdraw(actor: Actor, person_id: uuid.UUID, reason: str) -> None:
    """Take back a release that was made ready. Nothing to take back is nothing done."""
    person = person_record(actor, person_id)
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a few words why it is taken back."), field="reason")
    _void(actor, _stay(person.id).id, reason)


def _void(actor: Actor, episode_id: uuid.UUID, reason: str) -> None:
    row = open_gate(episode_id)
    if row:
        row.withdrawn_at, row.withdrawn_why = clock.now(), reason[:200]
        audit.record(actor, "release.withdrawn", row, reason=reason)
        session.flush()


def _demand_clear(actor: Actor, person: Person) -> None:
    undone = blockers(checks_for(actor, person.id))
    if undone:
        names = "; ".join(str(check.title) for check in undone)
        raise DomainError(_("Not yet. Still open: %(names)s.", names=names), rule=undone[0].rule)


def release(actor: Actor, person_id: uuid.UUID, *, at: dt.datetime, id: uuid.UUID) -> None:  # noqa: A002 - the movement's key
    """Open the gate: the second human confirms what another made ready; every check is read again.

    Raises DomainError with what is still open, Forbidden for whoever made it ready. Asking twice with the same ``id``
    is one release.
    """
    if session.get(Movement, id) is not None:
        return
    person = person_record(actor, person_id)
    stay = _stay(person.id)
    _demand_clear(actor, person)
    gate = open_gate(stay.id)
    if gate is None:
        raise DomainError(_("Nobody made this release ready. One person makes it ready, another confirms it."))
    if gate.prepared_by == actor.human_id:
        raise Forbidden(
            _("You made this release ready yourself. A colleague must confirm it at the gate."), rule=_("Two people")
        )
    last = custody.last_movement(stay.id)
    check_moment(last, MovementKind.RELEASE, at)
    prison = stay.unit_id
    day = clock.local(at, unit_of(prison).zone).date()
    if refused := check_day(day, [one.imposed_on for one in sentences_of(person.id)]):
        raise DomainError(refused)
    step = NewMovement(id=id, person_id=person.id, kind=MovementKind.RELEASE, at=at)
    record_movement(actor, person, stay, step, from_id=last.to_id, to_id=None)
    gate.confirmed_by, gate.confirmed_at, gate.movement_id = actor.human_id, clock.now(), id
    audit.record(actor, "release.confirmed", gate)
    _end_order(actor, stay, day)
    session.flush()
    events.publish(PersonReleased(person_id=person.id, establishment_id=prison, at=at, by=actor))


def _end_order(actor: Actor, stay: Episode, day: dt.date) -> None:
    order = session.get(CommitmentOrder, stay.order_id)
    if order and order.ended_on is None:
        order.ended_on, order.end_reason, order.ended_by = day, "release", actor.human_id
        audit.record(actor, "order.ended", order)
