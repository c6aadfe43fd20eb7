"""Commands on who supervises a person: an office expects them, supervision is handed over. It is never nobody."""

from __future__ import annotations

import datetime as dt
import uuid

from casework.custody.events import SupervisionMoved
from casework.custody.models import EpisodeKind
from casework.custody.queries import open_episode
from casework.people.queries import person_record, returning_person
from kernel import audit, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _


def expect_at_office(actor: Actor, person_id: uuid.UUID, office_id: uuid.UUID) -> None:
    """Let an office know of somebody whose supervision it prepares. Who is supervised already stays where they are."""
    person = person_record(actor, person_id)
    if not person.supervised and person.office_id != office_id:
        person.office_id = office_id
        audit.record(actor, "person.expected", person)


def hand_over(
    actor: Actor, person_id: uuid.UUID, *, office_id: uuid.UUID, officer_id: uuid.UUID, at: dt.datetime
) -> None:
    """Supervision goes on at this office under this officer, in one step: nobody is responsible for no moment.

    The plan goes with it. The receiver need not know of the file yet: who sent it does, and the caller has checked
    that this actor was asked. Raises DomainError when the person is not under supervision.
    """
    person = returning_person(actor, person_id)
    stay = open_episode(person.id, EpisodeKind.SUPERVISION)
    if stay is None:
        raise DomainError(_("This person is not under supervision."))
    if stay.unit_id != office_id:
        stay.unit_id = office_id
        audit.record(actor, "supervision.handed_over", stay)
    person.office_id, person.officer_id = office_id, officer_id
    audit.record(actor, "person.handed_over", person)
    session.flush()
    events.publish(SupervisionMoved(person_id=person.id, office_id=office_id, officer_id=officer_id, at=at))
