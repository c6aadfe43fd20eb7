"""The failures of an order with their contacts, and where it stands on its ladder."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.accounts.models import Human
from kernel.calendars.queries import choice_of
from kernel.db import session, table_of
from probation.contacts.models import ContactKind, ContactState, Outcome
from probation.contacts.queries import contact, stands
from probation.contacts.rules import FAILURES
from probation.enforcement.models import Decision, EnforcementStep, StepKind, SupportReview
from probation.ladders.queries import ladder_of
from probation.ladders.rules import REVIEW, Ladder, Rung
from probation.orders.models import RUNNING, OrderState

_step, _review, _human = table_of(EnforcementStep), table_of(SupportReview), table_of(Human)
NOT_COUNTING = (ContactKind.COLLATERAL,)
"""Contacts that are not the person's to keep."""
MISSED = (Outcome.NOT_THERE, Outcome.NO_GOOD_REASON)
_FAILED = (
    sa.select(contact.c.id, contact.c.root_id, contact.c.at, contact.c.kind, contact.c.outcome, contact.c.note)
    .where(
        contact.c.order_id == sa.bindparam("order_id", type_=contact.c.id.type),
        contact.c.outcome.in_(sorted(FAILURES)),
        contact.c.kind.not_in(NOT_COUNTING),
        stands,
    )
    .order_by(contact.c.at, contact.c.id)
)


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A contact that counts as a failure, on its day at the office."""

    contact_id: uuid.UUID
    on: dt.date
    kind: ContactKind
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an order stands: its failures since the start or the last reset, its ladder, the rung on it."""

    since: dt.date
    failures: tuple[Failure, ...]
    ladder: Ladder
    rung: Rung

    @property
    def count(self) -> int:
        """Distinct days that count."""
        return len(self.rung.failures)


def counted_since(order: Any) -> dt.date:
    """The later of the start of the order and its last reset."""
    begun: dt.date = order.starts_on
    return max(begun, order.reset_on or begun)


def failures_of(order: Any, zone: str) -> tuple[Failure, ...]:
    """The failures that count now, oldest first."""
    since = counted_since(order)
    rows = session.execute(_FAILED, {"order_id": order.id})
    found = (
        Failure(contact_id=row.id, on=clock.local(row.at, zone).date(), kind=ContactKind(row.kind),
                outcome=Outcome(row.outcome))
        for row in rows
    )  # fmt: skip
    return tuple(one for one in found if one.on >= since)


def standing_of(order: Any, zone: str) -> Standing:
    """Failures, steps taken, reviews: everything that decides which step may be next."""
    since, failures = counted_since(order), failures_of(order, zone)
    steps = [one for one in steps_of(order.id) if one.withdrawn_at is None]
    taken = {str(one.kind): one.taken_on for one in steps if one.since == since and one.kind != StepKind.OUTREACH}
    reviews = reviews_of(order.id)
    closed = [one.closed_on for one in reviews if one.since == since and one.decision == Decision.STEP_ON]
    if closed:
        taken[REVIEW] = max(closed)
    country = getattr(choice_of(order.office_id), "country", "") or ""
    rung = Rung(
        failures=sorted({one.on for one in failures}), limit=order.failure_limit, taken=taken,
        review_open=any(one.closed_at is None for one in reviews),
        outreach_owed=_outreach_owed(order.id, [one.kind for one in steps]),
        runs=OrderState(order.state) in RUNNING,
    )  # fmt: skip
    return Standing(since=since, failures=failures, ladder=ladder_of(str(order.kind), country), rung=rung)


def _outreach_owed(order_id: uuid.UUID, kinds: Sequence[str]) -> bool:
    """Whether an appointment was missed before anything was ever held, and nobody has reached out since."""
    if StepKind.OUTREACH in kinds:
        return False
    mine = (contact.c.order_id == order_id, stands)
    held = session.scalar(sa.select(sa.func.min(contact.c.at)).where(*mine, contact.c.state == ContactState.HELD))
    missed = session.scalar(sa.select(sa.func.min(contact.c.at)).where(*mine, contact.c.outcome.in_(MISSED)))
    return missed is not None and (held is None or missed < held)


def steps_of(order_id: uuid.UUID, most: int = 100) -> Sequence[Any]:
    """The steps of an order, newest first, with who took them."""
    statement = (
        sa.select(_step, _human.c.name.label("who"))
        .join(_human, _human.c.id == _step.c.taken_by)
        .where(_step.c.order_id == order_id)
        .order_by(_step.c.taken_at.desc(), _step.c.id.desc())
    )
    return session.execute(statement.limit(most)).all()


def reviews_of(order_id: uuid.UUID, most: int = 100) -> Sequence[Any]:
    """The support reviews of an order, newest first."""
    statement = sa.select(_review).where(_review.c.order_id == order_id).order_by(_review.c.opened_at.desc())
    return session.execute(statement.limit(most)).all()


def open_review(order_id: uuid.UUID) -> SupportReview | None:
    """The open support review, to be closed by a command."""
    return session.scalar(
        sa.select(SupportReview).where(SupportReview.order_id == order_id, SupportReview.closed_at.is_(None))
    )


def step_record(step_id: uuid.UUID) -> EnforcementStep | None:
    """A step, to be withdrawn by a command."""
    return session.get(EnforcementStep, step_id)
