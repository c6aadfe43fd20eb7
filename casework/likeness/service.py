"""Commands on photographs and marks."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from casework.identity.queries import owned
from casework.identity.rules import reasoned
from casework.likeness.models import Mark, MarkKind, Part, Photo, Side, View
from casework.likeness.rules import rebuild
from casework.people.queries import person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.documents.scanning import refuse_infected
from kernel.errors import DomainError
from kernel.i18n import _


@dataclass(frozen=True, kw_only=True)
class NewPhoto:
    """A photograph as a camera gave it."""

    id: uuid.UUID
    person_id: uuid.UUID
    view: View
    taken_on: dt.date
    picture: bytes


def add_photo(actor: Actor, new: NewPhoto) -> Photo:
    """Rebuild a photograph and put it on file. The same picture twice is one; the newest face is the one shown.

    Raises DomainError for what is no picture, is too large or too small, what the virus scanner refuses, or was taken
    in the future.
    """
    card = person_for(actor, new.person_id)
    if new.taken_on > clock.today(card.zone):
        raise DomainError(_("Choose the day it was taken: today or before."), field="taken_on")
    refuse_infected(new.picture, field="picture")
    made = rebuild(new.picture)
    known = session.scalar(
        sa.select(Photo).where(Photo.person_id == card.id, Photo.sha256 == made.sha256, Photo.withdrawn_on.is_(None))
    )
    if known is not None:
        return known
    row = Photo(
        id=new.id, person_id=card.id, view=new.view, taken_on=new.taken_on, sha256=made.sha256, width=made.width,
        height=made.height, content=made.content, small=made.small, added_by=actor.human_id, added_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "photo.added", row)
    return row


def withdraw_photo(actor: Actor, photo_id: uuid.UUID, reason: str) -> None:
    """Take a photograph out of use, with a reason: somebody else's face, or no likeness."""
    row = owned(actor, Photo, photo_id)
    if row.withdrawn_on is None:
        row.withdrawn_on = clock.today()
        audit.record(actor, "photo.withdrawn", row, reason=reasoned(reason))


@dataclass(frozen=True, kw_only=True)
class NewMark:
    """A mark as it looks."""

    id: uuid.UUID
    person_id: uuid.UUID
    kind: MarkKind
    part: Part
    side: Side
    words: str
    photo_id: uuid.UUID | None = None


def add_mark(actor: Actor, new: NewMark) -> Mark:
    """Note a distinguishing mark. Asking twice with one ``id`` is one mark."""
    if (known := session.get(Mark, new.id)) is not None:
        return known
    card = person_for(actor, new.person_id)
    if new.photo_id and owned(actor, Photo, new.photo_id).person_id != card.id:
        raise DomainError(_("That photograph is of somebody else."), field="photo_id")
    row = Mark(
        id=new.id, person_id=card.id, kind=new.kind, part=new.part, side=new.side, words=new.words,
        photo_id=new.photo_id, noted_on=clock.today(card.zone),
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "mark.noted", row)
    return row


def end_mark(actor: Actor, mark_id: uuid.UUID, reason: str) -> None:
    """Say that a mark is gone or was noted wrongly."""
    row = owned(actor, Mark, mark_id)
    if row.ended_on is None:
        row.ended_on = clock.today()
        audit.record(actor, "mark.ended", row, reason=reasoned(reason))
