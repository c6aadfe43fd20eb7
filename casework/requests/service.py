"""Commands: take down, answer, withdraw, appeal, answer the appeal; and the nightly look at what nobody answered."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from casework.identity.queries import owned
from casework.people.queries import person_for
from casework.requests import queries
from casework.requests.models import Outcome, PersonRequest, RequestKind, RequestLevel, RequestState, RequestTopic
from casework.requests.rules import (
    APPEAL_ANSWER,
    MAY_APPEAL,
    RULE,
    TAKERS,
    after_silence,
    can_answer,
    days_for,
    first_level,
)
from kernel import audit, clock, jobs
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _, _l
from kernel.ids import new_id

KIND = "requests.escalate"
SHORTEST = 5
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """What somebody asks for or complains of, in their words. ``id`` is minted by the form: twice is once."""

    person_id: uuid.UUID
    kind: RequestKind
    topic: RequestTopic
    words: str
    received_on: dt.date
    id: uuid.UUID = field(default_factory=new_id)


def _said(words: str, where: str = "words") -> str:
    if len(words.strip()) < SHORTEST:
        raise DomainError(_("Write it in at least a few words."), field=where)
    return words.strip()


def take(actor: Actor, new: NewRequest) -> PersonRequest:
    """Take a request or complaint down. Its deadline runs from the day it was made.

    Raises DomainError without words or for a day to come.
    """
    card = person_for(actor, new.person_id)
    if not actor.has(*TAKERS):
        raise Forbidden(_("Your role does not take requests down."))
    if made := session.get(PersonRequest, new.id):
        return made
    if new.received_on > clock.today(card.zone):
        raise DomainError(_("That day lies in the future."), field="received_on")
    row = PersonRequest(
        id=new.id, person_id=card.id, unit_id=card.establishment_id if card.in_custody else card.office_id,
        kind=new.kind, topic=new.topic, words=_said(new.words), received_on=new.received_on,
        taken_by=actor.human_id, taken_at=clock.now(), level=first_level(new.topic),
        due_on=new.received_on + days_for(new.kind, new.topic) * DAY,
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "request.taken", row)
    session.flush()
    return row


def answer(actor: Actor, request_id: uuid.UUID, outcome: Outcome, words: str) -> PersonRequest:
    """Answer it. Raises Forbidden where it lies with the governor, Conflict when it was answered already."""
    row: PersonRequest = owned(actor, PersonRequest, request_id)
    if row.state is not RequestState.OPEN:
        raise Conflict(_("This was answered or withdrawn already."))
    if not can_answer(actor, row.level):
        raise Forbidden(_("This lies with the governor: the governor answers it."), rule=RULE)
    row.outcome, row.answer = outcome, _said(words)
    row.answered_by, row.answered_at, row.state = actor.human_id, clock.now(), RequestState.ANSWERED
    audit.record(actor, "request.answered", row)
    return row


def withdraw(actor: Actor, request_id: uuid.UUID, reason: str) -> None:
    """The person takes it back. What was said to be done by staff to somebody is looked into all the same."""
    row: PersonRequest = owned(actor, PersonRequest, request_id)
    if row.state not in queries.OWED:
        raise Conflict(_("This was answered or withdrawn already."))
    if row.topic is RequestTopic.ILL_TREATMENT:
        raise DomainError(
            _("Violence by staff is looked into also when the person takes their words back. Answer it."),
            rule="Mandela Rules 57 (3) and 71",
        )
    audit.record(actor, "request.withdrawn", row, reason=_said(reason, "reason"))
    row.state = RequestState.WITHDRAWN if row.state is RequestState.OPEN else RequestState.ANSWERED


def appeal(actor: Actor, request_id: uuid.UUID, words: str, received_on: dt.date) -> None:
    """The person is not content with the answer: somebody else than who gave it answers anew."""
    row: PersonRequest = owned(actor, PersonRequest, request_id)
    if row.state is not RequestState.ANSWERED or row.answered_at is None or row.appealed_on:
        raise Conflict(_("Only an answer can be appealed against, and once."))
    zone = person_for(actor, row.person_id).zone
    first = clock.local(row.answered_at, zone).date()
    if not first <= received_on <= clock.today(zone):
        raise DomainError(_("Choose a day from the answer on until today."), field="received_on")
    if received_on > first + MAY_APPEAL * DAY:
        raise DomainError(
            _("An appeal comes within %(days)s days of the answer. Take it down as a new complaint.", days=MAY_APPEAL),
            field="received_on",
        )
    row.appeal_words, row.appealed_on = _said(words), received_on
    row.state, row.due_on = RequestState.APPEALED, received_on + APPEAL_ANSWER * DAY
    row.level = RequestLevel.OUTSIDE if row.level is RequestLevel.OUTSIDE else RequestLevel.GOVERNOR
    audit.record(actor, "request.appealed", row)


def answer_appeal(actor: Actor, request_id: uuid.UUID, outcome: Outcome, words: str) -> None:
    """Answer the appeal. Raises Forbidden for whoever gave the answer, and for who is no governor."""
    row: PersonRequest = owned(actor, PersonRequest, request_id)
    if row.state is not RequestState.APPEALED:
        raise Conflict(_("No appeal waits here."))
    if row.answered_by == actor.human_id:
        raise Forbidden(
            _("You gave the answer. Another governor answers the appeal, or one over the whole service."),
            rule=RULE,
        )
    if not actor.has(Role.GOVERNOR):
        raise Forbidden(_("A governor answers appeals."), rule=RULE)
    row.appeal_outcome, row.appeal_answer = outcome, _said(words)
    row.appeal_by, row.appeal_at, row.state = actor.human_id, clock.now(), RequestState.CLOSED
    audit.record(actor, "request.appeal_answered", row)


@jobs.handler(KIND, label=_l("Requests that nobody answered"), roles=(Role.GOVERNOR,), system=True)
def _escalate_all(_actor: Actor | None, _payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    found = queries.silent(clock.today())
    progress.each(found, escalate)
    return {"requests": len(found)}


jobs.every(KIND, DAY)


def escalate(request_id: uuid.UUID) -> None:
    """Pass on what nobody answered in time: from staff to the governor, from the governor to the inspector's list."""
    row, today = session.get_one(PersonRequest, request_id), clock.today()
    onward = after_silence(row.level, row.topic, today)
    if onward is None or row.state not in queries.OWED or row.due_on >= today:
        return
    level, due_on = onward
    row.level, row.escalated_on = level, today
    row.due_on = due_on if level is RequestLevel.GOVERNOR else row.due_on
    audit.record(None, "request.escalated", row, reason=RULE)
