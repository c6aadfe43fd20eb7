"""Commands on family and contact with it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from casework.family.models import FamilyContact, FamilyState, FamilyWay
from casework.family.rules import check_contact
from casework.identity.queries import owned
from casework.identity.rules import reasoned
from casework.people.models import Relation
from casework.people.queries import person_for
from casework.people.service import NewRelation, add_relations
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _


def add_relation(actor: Actor, person_id: uuid.UUID, new: NewRelation) -> None:
    """Put somebody on file who belongs to the person. Raises DomainError for one who was told in the future."""
    card = person_for(actor, person_id)
    _check_told(new.told_at)
    add_relations(actor, card.id, (new,))


def correct_relation(actor: Actor, relation_id: uuid.UUID, new: NewRelation, reason: str) -> Relation:
    """Correct who they are, how to reach them, when they were told; the history keeps what was there before."""
    row: Relation = owned(actor, Relation, relation_id)
    if row.ended_on:
        raise Conflict(_("This entry has ended. Add the person anew if they belong to the family again."))
    _check_told(new.told_at)
    row.name, row.kinship, row.phone = new.name, new.kinship, new.phone
    row.next_of_kin, row.emergency, row.dependant, row.told_at = (
        new.next_of_kin, new.emergency, new.dependant, new.told_at,
    )  # fmt: skip
    audit.record(actor, "relation.corrected", row, reason=reasoned(reason))
    return row


def _check_told(told_at: dt.datetime | None) -> None:
    if told_at and told_at > clock.now():
        raise DomainError(_("Choose a time that is past: they were told then."), field="told_on")


def end_relation(actor: Actor, relation_id: uuid.UUID, reason: str) -> None:
    """Say that somebody is no longer to be reached or told. They stay in the history. Ending twice is once."""
    row: Relation = owned(actor, Relation, relation_id)
    if row.ended_on is None:
        row.ended_on, row.end_reason = clock.today(), reasoned(reason)
        audit.record(actor, "relation.ended", row, reason=row.end_reason)


@dataclass(frozen=True, kw_only=True)
class NewFamilyContact:
    """A contact with the family, ahead or past. ``id`` is minted by the asker, so that sending twice is one."""

    id: uuid.UUID
    person_id: uuid.UUID
    relation_id: uuid.UUID
    way: FamilyWay
    state: FamilyState
    at: dt.datetime
    minutes: int | None = None
    words: str = ""


def log_contact(actor: Actor, new: NewFamilyContact) -> FamilyContact:
    """Note a contact with the family. Raises DomainError for what cannot be, NotFound for another person's family."""
    if (known := session.get(FamilyContact, new.id)) is not None:
        return known
    card, now = person_for(actor, new.person_id), clock.now()
    relation = session.get(Relation, new.relation_id)
    if relation is None or relation.person_id != card.id:
        raise NotFound(_("There is no such entry, or you may not know of it."))
    check_contact(new.way, new.state, new.at, new.minutes, new.words, now)
    row = FamilyContact(
        id=new.id, person_id=card.id, relation_id=relation.id, way=new.way, state=new.state, at=new.at,
        minutes=new.minutes, words=new.words.strip(), recorded_by=actor.human_id, recorded_at=now,
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "family_contact.noted", row)
    return row


def settle_contact(
    actor: Actor, contact_id: uuid.UUID, state: FamilyState, minutes: int | None = None, words: str = ""
) -> FamilyContact:
    """Say what came of a planned contact. Raises Conflict when somebody has said it already."""
    row: FamilyContact = owned(actor, FamilyContact, contact_id)
    if row.state is not FamilyState.PLANNED:
        raise Conflict(_("What came of it is on file already: %(state)s.", state=row.state.label))
    if state is FamilyState.PLANNED:
        raise DomainError(_("Say what came of it."), field="state")
    check_contact(row.way, state, row.at, minutes, words, clock.now())
    row.state, row.minutes, row.words = state, minutes, words.strip()
    row.recorded_by, row.recorded_at = actor.human_id, clock.now()
    audit.record(actor, "family_contact.settled", row)
    return row
