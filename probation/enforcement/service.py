"""Commands after a missed contact. Every step asks the ladder first, whoever takes it and by whatever door."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy.exc import IntegrityError

from casework.public import person_for
from kernel import audit, clock, documents
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _
from kernel.units.queries import unit_of
from probation.contacts.queries import open_appointments
from probation.enforcement.models import Decision, EnforcementStep, StepKind, SupportReview
from probation.enforcement.queries import counted_since, open_review, reviews_of, standing_of, step_record
from probation.field_packs.service import letter_may_go
from probation.ladders.rules import REVIEW, over_limit, why_not
from probation.orders.queries import order_for, order_record

Print = Callable[..., bytes]
"""Makes a letter's PDF."""
RULE = "Tokyo Rules 14.2 to 14.4"
LEAST_REASON = 10


def open_if_over(actor: Actor | None, order: Any, zone: str) -> SupportReview | None:
    """Open a support review where more days were missed than the order allows and none was opened since the reset."""
    where = standing_of(order, zone)
    seen = where.rung.review_open or REVIEW in where.rung.taken
    if seen or not where.rung.runs or not over_limit(where.rung) or _closed_for(order, where.count):
        return None
    return _open(actor, order, where.since, where.count, by_itself=True)


def _closed_for(order: Any, count: int) -> bool:
    """Whether a review has looked at this many missed days already."""
    since = counted_since(order)
    return any(one.since == since and one.failures >= count for one in reviews_of(order.id))


def open_by_hand(actor: Actor, order_id: uuid.UUID) -> SupportReview:
    """Open a support review before the limit is reached: help need not wait for it."""
    _card, order = order_for(actor, order_id)
    where = standing_of(order, order.zone)
    _refuse(why_not(where.ladder, REVIEW, replace(where.rung, outreach_owed=False)))
    return _open(actor, order, where.since, where.count, by_itself=False)


def _open(actor: Actor | None, order: Any, since: dt.date, count: int, *, by_itself: bool) -> SupportReview:
    made = SupportReview(
        order_id=order.id, person_id=order.person_id, since=since, failures=count, by_itself=by_itself,
        opened_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "support_review.opened", made)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(_("Somebody has opened a support review in the same moment. Open the page again.")) from error
    return made


def close_review(actor: Actor, order_id: uuid.UUID, decision: Decision, reasons: str) -> SupportReview:
    """Close the open support review with what it came to and why."""
    order = order_record(actor, order_id)
    found = open_review(order.id)
    if found is None:
        raise DomainError(_("No support review is open."))
    _check_words(reasons, "reasons")
    found.closed_at, found.closed_on = clock.now(), clock.today(unit_of(order.office_id).zone)
    found.closed_by, found.decision, found.reasons = actor.human_id, decision, reasons
    audit.record(actor, "support_review.closed", found, reason=reasons)
    session.flush()
    return found


def reach_out(actor: Actor, order_id: uuid.UUID, note: str) -> EnforcementStep:
    """Note that somebody reached out after the first missed appointment: a call or a visit, not a letter."""
    _card, order = order_for(actor, order_id)
    where = standing_of(order, order.zone)
    if not where.rung.outreach_owed:
        raise DomainError(_("Reaching out is asked for after the first missed appointment. Log a contact instead."))
    _check_words(note, "note")
    return _take(actor, order, StepKind.OUTREACH, where.since, note=note)


def send_warning(actor: Actor, order_id: uuid.UUID, kind: StepKind, printed: Print) -> EnforcementStep:
    """Keep a warning letter that ``printed`` makes in the person's language.

    Refused where the ladder does not lead there.
    """
    card, order = order_for(actor, order_id)
    where = standing_of(order, order.zone)
    step = where.ladder.step(kind) if kind is not StepKind.OUTREACH else None
    if step is None:
        raise DomainError(_("This ladder has no such step for this kind of order."), rule=RULE)
    _refuse(why_not(where.ladder, kind, where.rung))
    waited = letter_may_go(order.id)
    respond_by = clock.today(order.zone) + dt.timedelta(days=step.respond_days)
    planned = open_appointments(card.id)
    letter = printed(
        card, order, kind, where.failures, respond_by, unit_of(order.office_id),
        planned[0].scheduled_at if planned else None,
    )  # fmt: skip
    kept = documents.store(actor, f"enforcement.{kind.value}", letter, title=str(kind.label), person_id=card.id)
    return _take(actor, order, kind, where.since, respond_by=respond_by, document_id=kept.id, note=waited)


def _take(actor: Actor, order: Any, kind: StepKind, since: dt.date, **over: Any) -> EnforcementStep:
    made = EnforcementStep(
        order_id=order.id, person_id=order.person_id, kind=kind, since=since, taken_on=clock.today(order.zone),
        taken_by=actor.human_id, taken_at=clock.now(), **over,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "enforcement.taken", made)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(_("Somebody has taken this step in the same moment. Open the page again.")) from error
    return made


def step_for(actor: Actor, step_id: uuid.UUID) -> EnforcementStep:
    """A step in the file of a person whom the actor may know of. Raises NotFound."""
    found = step_record(step_id)
    if found is None:
        raise NotFound(_("There is no such letter, or you may not know of it."))
    person_for(actor, found.person_id)
    return found


def withdraw(actor: Actor, step_id: uuid.UUID, reason: str, printed: Print) -> EnforcementStep:
    """Take a warning back: it counts no more, and the person gets a letter that says so."""
    found = step_for(actor, step_id)
    if found.kind is StepKind.OUTREACH:
        raise DomainError(_("Only a letter can be taken back."))
    if found.withdrawn_at:
        raise Conflict(_("This letter was taken back already."))
    _check_words(reason, "reason")
    card, order = order_for(actor, found.order_id)
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_reason = clock.now(), actor.human_id, reason
    paper = printed(card, order, found, unit_of(order.office_id))
    kept = documents.store(actor, "enforcement.withdrawal", paper, title=_("Withdrawal"), person_id=card.id)
    found.withdrawal_document_id = kept.id
    audit.record(actor, "enforcement.withdrawn", found, reason=reason)
    session.flush()
    return found


def _refuse(why: str) -> None:
    if why:
        raise DomainError(why, rule=RULE)


def _check_words(words: str, field: str) -> None:
    if len(words.strip()) < LEAST_REASON:
        raise DomainError(_("Say in a sentence what was done and why."), field=field)
