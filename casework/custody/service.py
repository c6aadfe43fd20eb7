"""Commands of custody and of the episodes of supervision that other modules open and close."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from casework.custody.events import SupervisionBegan, SupervisionEnded
from casework.custody.models import Episode, EpisodeKind
from casework.people.models import LegalStatus
from casework.people.queries import person_record
from kernel import audit, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _


def _open_episode(person_id: uuid.UUID, kind: EpisodeKind) -> Episode | None:
    return session.scalar(
        sa.select(Episode).where(Episode.person_id == person_id, Episode.kind == kind, Episode.closed_at.is_(None))
    )


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
    if _open_episode(person.id, EpisodeKind.SUPERVISION):
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
    episode = _open_episode(person.id, EpisodeKind.SUPERVISION)
    if episode is None:
        raise DomainError(_("This person is not under supervision."))
    episode.closed_at, episode.close_reason = at, reason
    person.supervised = False
    if not person.in_custody:
        person.legal_status = LegalStatus.CLOSED
    audit.record(actor, "supervision.ended", episode, reason=reason)
    audit.record(actor, "person.supervision_ended", person)
    events.publish(SupervisionEnded(person_id=person.id, office_id=episode.unit_id, at=at))
