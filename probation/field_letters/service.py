"""Asking about a letter that a visit overtook, and leaving it as it is."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy.exc import IntegrityError

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _
from probation.day_parts.queries import DayPart, contribute_day
from probation.enforcement.service import LEAST_REASON, step_for
from probation.field_letters.models import StandingLetter
from probation.field_letters.queries import overtaken_for, overtaken_of


def connect() -> None:
    """Put the question on my day."""
    contribute_day(
        DayPart(key="overtaken_letters", template="probation/field_letters/_day.html", order=4, load=to_look_at)
    )


def to_look_at(actor: Actor) -> dict[str, Any] | None:
    """The letters that this actor is asked about."""
    found = overtaken_for(actor)
    return {"rows": found} if found else None


def let_stand(actor: Actor, step_id: uuid.UUID, reason: str) -> uuid.UUID:
    """Leave a letter standing in spite of the visit that came after it; the order. Raises NotFound when none asks."""
    found = step_for(actor, step_id)
    asked = overtaken_of(found.order_id).get(step_id)
    if asked is None:
        raise NotFound(_("Nobody asks about this letter any more."))
    if len(reason.strip()) < LEAST_REASON:
        raise DomainError(_("Say in a sentence why the letter stands."), field="words")
    made = StandingLetter(
        step_id=step_id, contact_id=asked.contact_id, person_id=found.person_id, decided_by=actor.human_id,
        decided_at=clock.now(), reason=reason,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "letter.left_standing", made, reason=reason)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(_("Somebody has said the same in this moment. Open the page again.")) from error
    return found.order_id
