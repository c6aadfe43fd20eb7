"""The command of the wizard: the visit with what follows from it, in one go. Whoever sends it, by whatever door."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Any

from casework.public import PersonCard
from kernel import clock
from kernel.authz import Actor
from kernel.errors import DomainError
from kernel.i18n import _
from probation.arranging.queries import check_next
from probation.contacts.models import Outcome
from probation.contacts.rules import check_visit
from probation.contacts.service import NewVisit, Recorded, record_under
from probation.enforcement import service as enforcement
from probation.enforcement.queries import open_review, standing_of
from probation.orders.queries import order_for
from probation.outcomes.queries import standing_with
from probation.outcomes.rules import LETTERS, RULE, Action, Step, follows, why_no_action
from probation.places.queries import check_place

LEAST_WORDS = 10
LONGEST_WAIT = dt.timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class Follow:
    """What follows: the action, None where the outcome asks for none, and the words that go with it."""

    action: Action | None = None
    words: str = ""


def record_outcome(actor: Actor, visit: NewVisit, follow: Follow, printed: enforcement.Print) -> Recorded:
    """Log a visit and carry out what follows from it. Nothing is kept when either is refused.

    Raises DomainError for an action that does not belong to the outcome or that the ladder does not lead to yet.
    """
    card, order = order_for(actor, visit.order_id)
    done = record_under(actor, visit, card, order)
    if not done.duplicate:
        _check(visit, follow, order)
        _carry_out(actor, order, follow, printed)
    return done


def _check(visit: NewVisit, follow: Follow, order: Any) -> None:
    where = standing_of(order, order.zone)
    why = why_no_action(follow.action, visit.outcome, where.ladder, where.rung)
    if why:
        raise DomainError(why, rule=RULE, field="action")
    _check_follow(visit, follow, order)


def check_step(step: Step, visit: NewVisit, follow: Follow, card: PersonCard, order: Any) -> None:
    """Refuse what one page may not say, before anything is written. The command checks it all again."""
    if step is Step.OUTCOME:
        check_visit(dataclasses.replace(visit, next=None), order, clock.now())
        check_place(card.id, visit.kind, visit.place, "place")
    elif step is Step.ACTION:
        now, after = standing_with(order, visit.outcome, clock.local(visit.occurred_at, order.zone).date())
        why = why_no_action(follow.action, visit.outcome, now.ladder, after)
        if why:
            raise DomainError(why, rule=RULE, field="action")
    elif step is Step.FOLLOW:
        _check_follow(visit, follow, order)
    elif step is Step.NEXT and visit.next:
        check_visit(visit, order, clock.now())
        check_next(visit.next, card, visit.answers_id)


def _check_follow(visit: NewVisit, follow: Follow, order: Any) -> None:
    if "follow_words" in follows(visit.outcome, follow.action) and len(follow.words.strip()) < LEAST_WORDS:
        raise DomainError(_("Say in a sentence what was done and why."), field="follow_words")
    if visit.evidence_due_on is not None:
        _check_deadline(visit, clock.local(visit.occurred_at, order.zone).date(), clock.today(order.zone))


def _check_deadline(visit: NewVisit, day: dt.date, today: dt.date) -> None:
    if visit.outcome is not Outcome.NOT_THERE:
        raise DomainError(
            _("A reason is waited for only where somebody did not come and nobody knows why yet."),
            field="evidence_due_on",
        )
    due = visit.evidence_due_on
    assert due
    if due < max(day, today) or due > today + LONGEST_WAIT:
        raise DomainError(
            _("Choose a day from today on, and not more than 60 days away."), rule=RULE, field="evidence_due_on"
        )


def _carry_out(actor: Actor, order: Any, follow: Follow, printed: enforcement.Print) -> None:
    if follow.action is Action.REACH_OUT:
        enforcement.reach_out(actor, order.id, follow.words)
    elif follow.action is Action.SUPPORT_REVIEW and open_review(order.id) is None:
        enforcement.open_by_hand(actor, order.id)
    elif follow.action in LETTERS:
        enforcement.send_warning(actor, order.id, LETTERS[follow.action], printed)
