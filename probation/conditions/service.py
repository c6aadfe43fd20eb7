"""Commands on the conditions of an order: draft, explain, submit, decide, put in force, vary."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.units.queries import unit_of
from probation.orders.models import (
    Condition,
    ConditionClass,
    ConditionSet,
    OrderState,
    Purpose,
    SetState,
    Signed,
    SupervisionOrder,
)
from probation.orders.queries import order_record, policy

LEAST_REASON = 10


@dataclass(frozen=True, kw_only=True)
class ExtraCondition:
    """A condition beyond the standard ones.

    From the list (``code``) or made for this person (``text`` and ``plain``).
    """

    purpose: Purpose
    proportionality: str
    review_on: dt.date | None
    code: str = ""
    text: str = ""
    plain: str = ""


@dataclass(frozen=True, kw_only=True)
class Explained:
    """When and in which language the conditions were explained, and whether the person signed that they were."""

    order_id: uuid.UUID
    orally_on: dt.date
    in_writing_on: dt.date
    language: str
    signed: Signed


def draft_conditions(
    actor: Actor, order: SupervisionOrder, extra: Sequence[ExtraCondition], *, reason: str = ""
) -> ConditionSet:
    """Write a new version: the policy's standard conditions for this kind of order, then the extra ones."""
    last = session.scalar(sa.select(sa.func.max(ConditionSet.n)).where(ConditionSet.order_id == order.id)) or 0
    made = ConditionSet(
        order_id=order.id, person_id=order.person_id, n=last + 1, policy=policy().version, reason=reason,
        bespoke=any(not one.code for one in extra), prepared_by=actor.human_id, prepared_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "conditions.drafted", made, reason=reason)
    lines = [line for line in policy().standard if not line.kinds or order.kind in line.kinds]
    conditions = [
        Condition(
            set_id=made.id, person_id=order.person_id, kind=ConditionClass.STANDARD, sequence=place, code=line.code,
            text=line.text, plain=line.plain, purpose=Purpose(line.purpose),
        )
        for place, line in enumerate(lines, 1)
    ]  # fmt: skip
    conditions += [_extra(made, one, place) for place, one in enumerate(extra, len(lines) + 1)]
    for one in conditions:
        session.add(one)
        audit.record(actor, "condition.drafted", one)
    return made


def _extra(made: ConditionSet, one: ExtraCondition, place: int) -> Condition:
    listed = {line.code: line for line in policy().additional}
    if one.code and one.code not in listed:
        raise DomainError(_("This condition is not in the policy. Choose one from the list."), field="extra")
    if len(one.proportionality) < LEAST_REASON or one.review_on is None:
        raise DomainError(
            _("Every condition beyond the standard ones needs a reason and the day it is looked at again."),
            rule="Tokyo Rule 12.2", field="extra",
        )  # fmt: skip
    text, plain = (listed[one.code].text, listed[one.code].plain) if one.code else (one.text, one.plain)
    if not (text and plain):
        raise DomainError(_("Write the condition as served, and again in plain words."), field="extra")
    return Condition(
        set_id=made.id, person_id=made.person_id, sequence=place, code=one.code, text=text, plain=plain,
        kind=ConditionClass.ADDITIONAL if one.code else ConditionClass.BESPOKE, purpose=one.purpose,
        proportionality=one.proportionality, review_on=one.review_on,
    )  # fmt: skip


def explain_conditions(actor: Actor, told: Explained) -> None:
    """Note that the conditions were explained by word of mouth and in writing, in a language the person understands."""
    order = order_record(actor, told.order_id)
    today = clock.today(unit_of(order.office_id).zone)
    if max(told.orally_on, told.in_writing_on) > today:
        raise DomainError(_("This day is still to come. Note it once it has happened."), field="orally_on")
    order.explained_orally_on, order.explained_in_writing_on = told.orally_on, told.in_writing_on
    order.explained_language, order.person_signed = told.language, told.signed
    audit.record(actor, "order.explained", order)


def _open_set(actor: Actor, order_id: uuid.UUID, *states: SetState) -> tuple[SupervisionOrder, ConditionSet]:
    order = order_record(actor, order_id)
    newest = sa.select(ConditionSet).where(ConditionSet.order_id == order.id, ConditionSet.state.in_(states))
    found = session.scalar(newest.order_by(ConditionSet.n.desc()).limit(1))
    if found is None:
        raise NotFound(_("There is no version of the conditions in that state. Open the order again."))
    return order, found


def submit_conditions(actor: Actor, order_id: uuid.UUID) -> None:
    """Ask a supervisor to approve the newest draft."""
    _order, draft = _open_set(actor, order_id, SetState.DRAFT, SetState.REJECTED)
    draft.state, draft.submitted_at = SetState.SUBMITTED, clock.now()
    audit.record(actor, "conditions.submitted", draft)


def decide_conditions(actor: Actor, order_id: uuid.UUID, *, approve: bool, words: str = "") -> None:
    """Approve the submitted version or give it back with words. The human who wrote it may not approve it."""
    _order, draft = _open_set(actor, order_id, SetState.SUBMITTED)
    if draft.prepared_by == actor.human_id:
        raise DomainError(_("Somebody else must approve what you wrote yourself."), rule="Two humans")
    if not approve and len(words) < LEAST_REASON:
        raise DomainError(_("Say in a sentence what should change."), field="words")
    draft.state = SetState.APPROVED if approve else SetState.REJECTED
    draft.approved_by = actor.human_id if approve else None
    draft.decided_at, draft.decision_words = clock.now(), words
    audit.record(actor, "conditions.approved" if approve else "conditions.given_back", draft, reason=words)


def put_in_force(actor: Actor, order: SupervisionOrder) -> None:
    """Make the newest ready version the one in force, in place of the one before."""
    _order, ready = _open_set(actor, order.id, SetState.APPROVED, SetState.DRAFT, SetState.SUBMITTED, SetState.REJECTED)
    if ready.bespoke and ready.state is not SetState.APPROVED:
        raise DomainError(_("A condition made for this person waits for a supervisor's approval. Send it first."))
    now = clock.now()
    old = session.scalar(
        sa.select(ConditionSet).where(ConditionSet.order_id == order.id, ConditionSet.state == SetState.ACTIVE)
    )
    if old:
        old.state, old.superseded_at = SetState.SUPERSEDED, now
        audit.record(actor, "conditions.superseded", old)
        session.flush()
    ready.state, ready.activated_at = SetState.ACTIVE, now
    audit.record(actor, "conditions.put_in_force", ready)


def vary_conditions(actor: Actor, order_id: uuid.UUID, extra: Sequence[ExtraCondition], reason: str) -> ConditionSet:
    """Draft another version of a running order's conditions.

    The one in force stays so until the new one replaces it.
    """
    order = order_record(actor, order_id)
    if len(reason) < LEAST_REASON:
        raise DomainError(
            _("Say in a sentence why the conditions should change."), rule="Tokyo Rule 12.4", field="reason"
        )
    return draft_conditions(actor, order, extra, reason=reason)


def activate_variation(actor: Actor, order_id: uuid.UUID, told: Explained) -> None:
    """Put the newest version in force after it was explained again."""
    order = order_record(actor, order_id)
    if order.state is OrderState.NOT_STARTED:
        raise DomainError(_("Begin the order first: its conditions come into force with it."))
    explain_conditions(actor, told)
    put_in_force(actor, order)
