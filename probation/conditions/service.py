"""Commands on the versions of an order's conditions: explain, submit, decide, put in force, vary, withdraw, end."""

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
from probation.conditions.rules import UNFINISHED, Step, after, needs_second_human
from probation.drafting.service import NewVariation, draft_conditions
from probation.extras.service import FEW, LEAST_REASON, ExtraCondition
from probation.orders.models import OPEN, ConditionSet, OrderState, SetState, Signed, SupervisionOrder
from probation.orders.queries import order_record


@dataclass(frozen=True, kw_only=True)
class Explained:
    """When and in which language the conditions were explained, and whether the person signed that they were."""

    order_id: uuid.UUID
    orally_on: dt.date
    in_writing_on: dt.date
    language: str
    signed: Signed


def explain_conditions(actor: Actor, told: Explained) -> None:
    """Note that the conditions were explained by word of mouth and in writing, in a language the person understands."""
    order = order_record(actor, told.order_id)
    today = clock.today(unit_of(order.office_id).zone)
    if max(told.orally_on, told.in_writing_on) > today:
        raise DomainError(_("This day is still to come. Note it once it has happened."), field="orally_on")
    if order.state not in OPEN:
        raise DomainError(_("This order has ended. There is nothing to explain any more."))
    order.explained_orally_on, order.explained_in_writing_on = told.orally_on, told.in_writing_on
    order.explained_language, order.person_signed = told.language, told.signed
    audit.record(actor, "order.explained", order)
    version = newest_version(order.id, SetState.ACTIVE, *UNFINISHED)
    version.explained_by, version.explained_language = actor.human_id, told.language
    version.explained_on, version.person_signed = max(told.orally_on, told.in_writing_on), told.signed
    audit.record(actor, "conditions.explained", version)


def newest_version(order_id: uuid.UUID, *states: SetState) -> ConditionSet:
    """The newest version of an order in one of these states. Raises NotFound where there is none."""
    found = session.scalar(
        sa.select(ConditionSet)
        .where(ConditionSet.order_id == order_id, ConditionSet.state.in_(states))
        .order_by(ConditionSet.n.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound(_("There is no version of the conditions in that state. Open the order again."))
    return found


def step(version: ConditionSet, wanted: Step) -> None:
    """Take a version one legal step further. Raises DomainError where the step is not legal from where it stands."""
    there = after(version.state, wanted, needs_approval=needs_second_human(version))
    if there is None:
        raise DomainError(
            _("This cannot be done with a version that is: %(state)s. Open the order again.",
              state=str(version.state.label).lower()), rule="Tokyo Rule 12.4",
        )  # fmt: skip
    version.state = there


def _unfinished(actor: Actor, order_id: uuid.UUID) -> ConditionSet:
    return newest_version(order_record(actor, order_id).id, *UNFINISHED)


def submit_conditions(actor: Actor, order_id: uuid.UUID) -> None:
    """Ask a supervisor to approve the newest draft."""
    draft = _unfinished(actor, order_id)
    step(draft, Step.SUBMIT)
    draft.submitted_at = clock.now()
    audit.record(actor, "conditions.submitted", draft)


def decide_conditions(actor: Actor, order_id: uuid.UUID, *, approve: bool, words: str = "") -> None:
    """Approve the submitted version or give it back with words. The human who wrote it may not approve it."""
    draft = newest_version(order_record(actor, order_id).id, SetState.SUBMITTED)
    if actor.human_id in {draft.prepared_by, *_writers(draft)}:
        raise DomainError(_("Somebody else must approve what you wrote yourself."), rule="Two humans")
    if not approve and len(words) < LEAST_REASON:
        raise DomainError(_("Say in a sentence what should change."), field="words")
    step(draft, Step.APPROVE if approve else Step.GIVE_BACK)
    draft.approved_by = actor.human_id if approve else None
    draft.decided_at, draft.decision_words = clock.now(), words
    audit.record(actor, "conditions.approved" if approve else "conditions.given_back", draft, reason=words)


def _writers(draft: ConditionSet) -> Sequence[uuid.UUID | None]:
    """Every human who wrote on a version, by the trail."""
    wrote = sa.select(audit.AuditEntry.human_id).where(
        audit.AuditEntry.person_id == draft.person_id,
        audit.AuditEntry.subject_id == draft.id,
        audit.AuditEntry.action.in_(("conditions.drafted", "conditions.written")),
    )
    return session.scalars(wrote.distinct()).all()


def put_in_force(actor: Actor, order: SupervisionOrder) -> None:
    """Make the newest ready version the one in force, in place of the one before."""
    ready = newest_version(order.id, *UNFINISHED)
    if needs_second_human(ready) and ready.state is not SetState.APPROVED:
        raise DomainError(_("This version waits for a supervisor's approval. Send it first."), rule="Two humans")
    now = clock.now()
    for old in _in_state(order.id, SetState.ACTIVE):
        step(old, Step.SUPERSEDE)
        old.superseded_at = now
        audit.record(actor, "conditions.superseded", old)
    session.flush()
    step(ready, Step.PUT_IN_FORCE)
    ready.activated_at = now
    audit.record(actor, "conditions.put_in_force", ready)


def _in_state(order_id: uuid.UUID, *states: SetState) -> Sequence[ConditionSet]:
    found = sa.select(ConditionSet).where(ConditionSet.order_id == order_id, ConditionSet.state.in_(states))
    return session.scalars(found).all()


def vary_conditions(
    actor: Actor, order_id: uuid.UUID, extra: Sequence[ExtraCondition] | None, why: NewVariation
) -> ConditionSet:
    """Draft a changed copy of a running order's conditions; the one in force stays until the new one replaces it.

    ``extra`` None: the copy begins with what is in force beyond the standard conditions.
    """
    order = order_record(actor, order_id)
    _check_why(why, clock.today(unit_of(order.office_id).zone))
    if order.state is OrderState.NOT_STARTED or order.state not in OPEN:
        raise DomainError(_("Only the conditions of a running order are varied. Those of a new one are still a draft."))
    if _in_state(order.id, *UNFINISHED):
        raise DomainError(_("Another version is being written already. Finish it or withdraw it."), rule=FEW)
    return draft_conditions(actor, order, extra, base=newest_version(order.id, SetState.ACTIVE), why=why)


def _check_why(why: NewVariation, today: dt.date) -> None:
    """Raises DomainError beside what is missing: the reason, who asked, and the talk with the person."""
    if len(why.reason) < LEAST_REASON:
        raise DomainError(
            _("Say in a sentence why the conditions should change."), rule="Tokyo Rule 12.4", field="reason"
        )
    if why.asked_by is None:
        raise DomainError(_("Say who asked for the change."), rule="Tokyo Rule 12.4", field="asked_by")
    if why.talked_on and why.talked_on > today:
        raise DomainError(_("This day is still to come. Note it once it has happened."), field="talked_on")
    if why.talked_on and why.not_talked:
        raise DomainError(_("It was talked over: leave out why not."), field="not_talked")
    if why.talked_on is None and len(why.not_talked) < LEAST_REASON:
        raise DomainError(
            _("Say in a sentence why it was not talked over with the person."), rule="Tokyo Rule 12.4",
            field="not_talked",
        )  # fmt: skip


def activate_variation(actor: Actor, order_id: uuid.UUID, told: Explained) -> None:
    """Put the newest version in force after it was explained again."""
    order = order_record(actor, order_id)
    if order.state is OrderState.NOT_STARTED:
        raise DomainError(_("Begin the order first: its conditions come into force with it."))
    explain_conditions(actor, told)
    put_in_force(actor, order)


def withdraw_conditions(actor: Actor, order_id: uuid.UUID) -> None:
    """Give up a variation that is not in force yet. The first version of an order is changed, not withdrawn."""
    order = order_record(actor, order_id)
    draft = newest_version(order.id, *UNFINISHED)
    if draft.varies_id is None:
        raise DomainError(_("An order has conditions. Change this version instead of withdrawing it."))
    step(draft, Step.WITHDRAW)
    draft.ended_at = clock.now()
    audit.record(actor, "conditions.withdrawn", draft)


def end_conditions(actor: Actor | None, order_id: uuid.UUID) -> None:
    """With its order the version in force ends, and one that was still being written is given up."""
    for one in _in_state(order_id, SetState.ACTIVE, *UNFINISHED):
        step(one, Step.END if one.state is SetState.ACTIVE else Step.WITHDRAW)
        one.ended_at = clock.now()
        audit.record(actor, "conditions.ended", one)
