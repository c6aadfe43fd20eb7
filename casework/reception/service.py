"""One command receives a person: order, file, episode, movement, record, belongings, all or nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from casework.capacity.service import place
from casework.completeness.rules import Core
from casework.custody import queries as custody
from casework.custody.events import PersonReceived
from casework.custody.models import Belonging, CommitmentOrder, Episode, EpisodeKind, MovementKind, ReceptionRecord
from casework.custody.rules import HELD_AS, check_order
from casework.custody.service import NewMovement, record_movement
from casework.dossier.service import NewChild, NewCounsel, add_child, add_counsel, say_nothing_there
from casework.duties.queries import death_known_at
from casework.people.models import LegalStatus, Person
from casework.people.queries import returning_person
from casework.people.service import NewPerson, NewRelation, add_relations, register_person
from casework.rechecks.service import recheck
from casework.sentences.rules import CannotCompute
from casework.sentences.service import NewSentence, calculate, impose
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from kernel.units.queries import unit_of

RULE_7 = "Mandela Rule 7"


@dataclass(frozen=True, kw_only=True)
class NewOrder:
    """The paper a reception rests on."""

    authority: str
    reference: str
    dated_on: dt.date
    signatory: str
    grounds: str
    legal_status: LegalStatus
    expires_on: dt.date | None = None
    supervising_authority: str = ""


@dataclass(frozen=True, kw_only=True)
class NewReception:
    """Everything said at the gate. ``person`` is a new file or the id of a known one; ``id`` becomes the episode's.

    ``belongings`` are (thing, pieces). ``cash_minor`` is announced for the person's trust account.
    ``sentence`` is entered and its dates worked out in the same deed; whose it is, is filled in here.
    """

    person: NewPerson | uuid.UUID
    order: NewOrder | None
    establishment_id: uuid.UUID
    at: dt.datetime
    id: uuid.UUID = field(default_factory=new_id)
    wing_id: uuid.UUID | None = None
    override_reason: str = ""
    arrested_at: dt.datetime | None = None
    arrest_place: str = ""
    arrested_by: str = ""
    visible_injuries: str = ""
    ill_treatment_complaint: str = ""
    leaflet_language: str = ""
    health_screening_due: dt.date | None = None
    family_informed_at: dt.datetime | None = None
    relations: tuple[NewRelation, ...] = ()
    cash_minor: int = 0
    currency: str = "EUR"
    belongings: tuple[tuple[str, int], ...] = ()
    sentence: NewSentence | None = None
    no_news_of_illness: bool = False
    children: tuple[NewChild, ...] = ()
    lawyer: str = ""
    none_of: tuple[Core, ...] = ()


def receive(actor: Actor, new: NewReception) -> Person:
    """Receive a person under a commitment order. Asking twice with the same id is one reception.

    Raises DomainError without a valid order (Mandela Rule 7), for somebody who is in custody already, for impossible
    dates and for a wing that a separation rule forbids.
    """
    if (known := session.get(Episode, new.id)) is not None:
        return session.get_one(Person, known.person_id)
    if not actor.covers(new.establishment_id):
        raise NotFound(_("There is no such prison in your care."))
    order = _checked_order(new)
    person = _person(actor, new)
    _check_person(person, new, order)
    stay = _open_stay(actor, person, new, order)
    person.legal_status, person.establishment_id, person.wing_id = order.legal_status, new.establishment_id, None
    if new.wing_id:
        place(actor, person, new.establishment_id, new.wing_id, new.override_reason)
    step = NewMovement(person_id=person.id, kind=MovementKind.RECEPTION, at=new.at, reason=order.authority)
    record_movement(actor, person, stay, step, from_id=None, to_id=new.establishment_id)
    _keep_record(actor, person, new)
    session.flush()
    _impose(actor, person, new.sentence)
    events.publish(PersonReceived(
        person_id=person.id, establishment_id=new.establishment_id, at=new.at, by_account=actor.account_id,
        cash_minor=new.cash_minor, currency=new.currency,
    ))  # fmt: skip
    return person


def _checked_order(new: NewReception) -> NewOrder:
    order = new.order
    if order is None or not (order.authority and order.reference and order.signatory and order.grounds):
        raise DomainError(
            _("Without an order that says who ordered it, when and why, nobody is received."),
            rule=RULE_7,
            field="order_authority",
        )
    if order.legal_status not in HELD_AS:
        raise DomainError(_("Choose why the person is held."), rule=RULE_7, field="legal_status")
    if new.at > clock.now() + dt.timedelta(minutes=5):
        raise DomainError(_("The reception lies in the future. Record it when the person is here."), field="at_day")
    return order


def _check_person(person: Person, new: NewReception, order: NewOrder) -> None:
    day = clock.local(new.at, unit_of(new.establishment_id).zone).date()
    check_order(order.dated_on, order.expires_on, day, person.born_latest)
    if custody.open_episode(person.id, EpisodeKind.CUSTODY):
        raise DomainError(
            _("%(name)s is in custody already. Record a transfer or a return instead.", name=person.name),
            rule=RULE_7,
            field="match",
        )
    if death_known_at(person.id):
        raise DomainError(
            _("%(name)s is recorded as dead. If that is wrong, the death is taken back first; if this is somebody "
              "else, open a file of their own.", name=person.name),
            rule=RULE_7, field="match",
        )  # fmt: skip
    if custody.stays_over_since(person.id, new.at):
        raise DomainError(
            _("%(name)s was still in custody then: an earlier stay ends later. Check the day and hour.",
              name=person.name),
            rule=RULE_7, field="at_day",
        )  # fmt: skip


def _impose(actor: Actor, person: Person, given: NewSentence | None) -> None:
    """Enter the sentence the order speaks of and work out the dates.

    Where the rule does not reach, the person is received all the same and stands on the list of dates to find.
    """
    if given is None:
        return
    impose(actor, replace(given, person_id=person.id))
    with contextlib.suppress(CannotCompute):
        calculate(actor, person.id)
    recheck(person.id)


def _person(actor: Actor, new: NewReception) -> Person:
    if isinstance(new.person, uuid.UUID):
        return returning_person(actor, new.person)
    return register_person(actor, new.person)


def _open_stay(actor: Actor, person: Person, new: NewReception, given: NewOrder) -> Episode:
    order = CommitmentOrder(
        person_id=person.id, authority=given.authority, reference=given.reference, dated_on=given.dated_on,
        signatory=given.signatory, grounds=given.grounds, legal_status=given.legal_status, expires_on=given.expires_on,
        supervising_authority=given.supervising_authority,
    )  # fmt: skip
    stay = Episode(
        id=new.id,
        person_id=person.id,
        kind=EpisodeKind.CUSTODY,
        unit_id=new.establishment_id,
        order_id=order.id,
        opened_at=new.at,
    )
    session.add_all([order, stay])
    audit.record(actor, "order.received", order)
    audit.record(actor, "episode.opened", stay)
    session.flush()
    return stay


def _keep_record(actor: Actor, person: Person, new: NewReception) -> None:
    kept = ReceptionRecord(
        episode_id=new.id,
        person_id=person.id,
        arrested_at=new.arrested_at,
        arrest_place=new.arrest_place,
        arrested_by=new.arrested_by,
        visible_injuries=new.visible_injuries,
        ill_treatment_complaint=new.ill_treatment_complaint,
        rights_leaflet_language=new.leaflet_language,
        health_screening_due=new.health_screening_due,
        family_informed_at=new.family_informed_at,
        cash_minor=new.cash_minor,
        currency=new.currency,
        no_news_of_illness=new.no_news_of_illness,
    )
    session.add(kept)
    audit.record(actor, "reception.recorded", kept)
    for what, pieces in new.belongings:
        thing = Belonging(person_id=person.id, episode_id=new.id, what=what, pieces=pieces, taken_at=new.at)
        session.add(thing)
        audit.record(actor, "belonging.taken", thing)
    add_relations(actor, person.id, new.relations)
    session.flush()
    _keep_dossier(actor, person, new)


def _keep_dossier(actor: Actor, person: Person, new: NewReception) -> None:
    for child in new.children:
        add_child(actor, person.id, child)
    if new.lawyer:
        add_counsel(actor, person.id, NewCounsel(name=new.lawyer))
    for item in new.none_of:
        say_nothing_there(actor, person.id, item, _("Asked at the reception."))


def finish(actor: Actor, person_id: uuid.UUID, *, family_informed: bool, health_screened: bool) -> None:
    """Note that the family was told, or the health screening held, after the reception (Mandela Rules 30, 68)."""
    person = returning_person(actor, person_id)
    stay = custody.open_episode(person.id, EpisodeKind.CUSTODY)
    kept = session.scalar(sa.select(ReceptionRecord).where(ReceptionRecord.episode_id == stay.id)) if stay else None
    if kept is None or not actor.covers(person.establishment_id):
        raise NotFound(_("There is no open reception of this person."))
    if family_informed and kept.family_informed_at is None:
        kept.family_informed_at = clock.now()
    if health_screened and kept.health_screened_on is None:
        kept.health_screened_on = clock.today(unit_of(stay.unit_id).zone) if stay else None
    audit.record(actor, "reception.finished", kept)
