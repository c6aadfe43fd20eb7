"""Noting what a person wants. Who says stop is heard at once, whoever hears it."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass

from casework.public import person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from probation.wishes.models import Answer, ReminderWish, Way
from probation.wishes.queries import wish_of
from probation.wishes.rules import mail_of, mobile_of

HOME = "THROUGHCARE_SMS_HOME"
"""The country code of numbers written without one, such as 44."""


@dataclass(frozen=True, kw_only=True)
class NewWish:
    """What the person said, and where the message goes."""

    person_id: uuid.UUID
    answer: Answer
    way: Way = Way.SMS
    address: str = ""
    shared: bool = False
    discreet: bool = False


def note_wish(actor: Actor, new: NewWish) -> ReminderWish:
    """Note what the person wants. Raises DomainError for an address that no message can reach."""
    card = person_for(actor, new.person_id)
    address = _address(new) if new.answer is Answer.AGREED else ""
    return _replace(actor, card.id, new, address)


def _address(new: NewWish) -> str:
    if new.way is Way.EMAIL:
        found = mail_of(new.address)
        said = _("Enter an e-mail address such as name@example.org.")
    else:
        found = mobile_of(new.address, os.environ.get(HOME, ""))
        said = _("Enter a mobile number with its country code, such as +44 7700 900123.")
    if found is None:
        raise DomainError(said, field="address")
    return found


def _replace(actor: Actor | None, person_id: uuid.UUID, new: NewWish, address: str) -> ReminderWish:
    now, before = clock.now(), wish_of(person_id)
    if before is not None:
        before.ended_at = now
        audit.record(actor, "reminder_wish.ended", before)
        session.flush()
    made = ReminderWish(
        person_id=person_id, answer=new.answer, way=new.way, address=address, shared=new.shared, discreet=new.discreet,
        noted_by=actor.human_id if actor else None, noted_at=now,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "reminder_wish.noted", made)
    session.flush()
    return made


def stop(person_id: uuid.UUID) -> None:
    """The person answered STOP. Nobody of ours did this, so the trail names nobody."""
    now = wish_of(person_id)
    if now is not None and now.answer is Answer.AGREED:
        _replace(None, person_id, NewWish(person_id=person_id, answer=Answer.STOPPED, way=now.way), "")
