"""Going in alone, being back, and a colleague who has heard."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _
from probation.field_checkins.models import FieldCheckin
from probation.field_checkins.queries import office_of
from probation.field_ops.rules import FromField, corrected

LONGEST = dt.timedelta(hours=12)
LEAST_WORDS = 5


@dataclass(frozen=True, kw_only=True)
class GoIn:
    """Somebody goes in alone and says by when they are back."""

    id: uuid.UUID
    back_by: dt.datetime
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Back:
    """Somebody is back."""

    id: uuid.UUID
    words: str = ""


def go_in(actor: Actor, said: FromField, given: GoIn) -> uuid.UUID:
    """Note who went in, where and until when. A second sending changes nothing."""
    found = session.get(FieldCheckin, given.id)
    if found is not None:
        if found.human_id != said.human_id:
            raise Conflict(_("This number is taken by another check-in."))
        return found.id
    back_by = corrected(given.back_by, said.offset)
    if not said.occurred_at < back_by <= said.occurred_at + LONGEST:
        raise DomainError(_("Say when you will be back, within twelve hours."), field="back_by")
    made = FieldCheckin(
        id=given.id, op_id=said.op_id, human_id=said.human_id, office_id=office_of(said.op_id), order_id=said.order_id,
        place=given.place, begun_at=said.occurred_at, back_by=back_by, received_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "field_checkin.begun", made)
    session.flush()
    return made.id


def say_back(actor: Actor, said: FromField, given: Back) -> uuid.UUID:
    """Note that somebody is back. Raises DomainError for a check-in that never came."""
    found = session.get(FieldCheckin, given.id)
    if found is None or found.human_id != said.human_id:
        raise DomainError(_("The check-in that this ends is not on file."), field="id")
    _end(actor, found, said.occurred_at, given.words)
    return found.id


def heard_from(actor: Actor, checkin_id: uuid.UUID, words: str) -> FieldCheckin:
    """A colleague has heard from the visitor, and says how."""
    found = session.get(FieldCheckin, checkin_id)
    if found is None or not actor.covers(found.office_id):
        raise NotFound(_("There is no such check-in, or you may not know of it."))
    if len(words.strip()) < LEAST_WORDS:
        raise DomainError(_("Say in a few words how you heard."), field="words")
    _end(actor, found, clock.now(), words)
    return found


def _end(actor: Actor, found: FieldCheckin, at: dt.datetime, words: str) -> None:
    if found.back_at is not None:
        return
    found.back_at, found.back_heard_at, found.back_from = at, clock.now(), actor.human_id
    found.words = words
    audit.record(actor, "field_checkin.ended", found)
    session.flush()
