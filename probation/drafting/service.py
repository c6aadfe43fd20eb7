"""Commands that write the conditions of a version while it is a draft."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from casework.public import person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.units.queries import unit_of
from probation.catalogue.queries import policies, policy
from probation.catalogue.rules import PolicyLine, check_answers, fill
from probation.conditions.rules import Step, after
from probation.orders.models import Condition, ConditionClass, ConditionSet, Purpose, SupervisionOrder
from probation.orders.queries import order_record

LEAST_REASON = 10
FEW = "Tokyo Rule 12.2"


@dataclass(frozen=True, kw_only=True)
class ExtraCondition:
    """A condition beyond the standard ones.

    From the catalogue (``code`` with its ``inputs``) or made for this person (``text`` and ``plain``).
    """

    purpose: Purpose | None
    necessity: str
    proportionality: str
    review_on: dt.date | None
    code: str = ""
    text: str = ""
    plain: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    copy_of_id: uuid.UUID | None = None


def draft_conditions(
    actor: Actor, order: SupervisionOrder, extra: Sequence[ExtraCondition], *, reason: str = "",
    varies_id: uuid.UUID | None = None,
) -> ConditionSet:  # fmt: skip
    """Write a new version: the catalogue's standard conditions for this kind of order, then the extra ones."""
    last = session.scalar(sa.select(sa.func.max(ConditionSet.n)).where(ConditionSet.order_id == order.id)) or 0
    now = policy()
    made = ConditionSet(
        order_id=order.id, person_id=order.person_id, n=last + 1, policy=now.version, reason=reason,
        bespoke=any(not one.code for one in extra), prepared_by=actor.human_id, prepared_at=clock.now(),
        varies_id=varies_id,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "conditions.drafted", made, reason=reason)
    lines = [line for line in now.standard if not line.kinds or order.kind in line.kinds]
    for place, line in enumerate(lines, 1):
        keep_condition(actor, Condition(
            set_id=made.id, person_id=order.person_id, kind=ConditionClass.STANDARD, sequence=place, code=line.code,
            text=line.text, plain=line.plain, purpose=Purpose(line.purpose),
        ))  # fmt: skip
    for place, one in enumerate(extra, len(lines) + 1):
        keep_condition(actor, extra_condition(made, one, place))
    return made


def keep_condition(actor: Actor, one: Condition) -> None:
    """Write one condition of a draft."""
    session.add(one)
    audit.record(actor, "condition.drafted", one)


def _check_why(one: ExtraCondition) -> Purpose:
    """Raises DomainError beside the first of purpose, necessity, proportionality and review date that is missing."""
    if one.purpose is None:
        raise DomainError(_("A condition without a purpose is not set. Say what it is for."), rule=FEW, field="purpose")
    if len(one.necessity) < LEAST_REASON:
        raise DomainError(_("Say in a sentence why it is needed."), rule=FEW, field="necessity")
    if len(one.proportionality) < LEAST_REASON:
        raise DomainError(_("Say in a sentence why no lighter condition would do."), rule=FEW, field="proportionality")
    if one.review_on is None:
        raise DomainError(_("Say on which day it is looked at again."), rule="Tokyo Rule 10.3", field="review_on")
    return one.purpose


def _listed(one: ExtraCondition) -> PolicyLine | None:
    """The line of the catalogue. What an earlier version offered may be kept in a copy, but not be chosen anew."""
    known = policies() if one.copy_of_id else (policy(),)
    line = next((line for book in reversed(known) if (line := book.listed(one.code))), None)
    if one.code and line is None:
        raise DomainError(_("This condition is not in the catalogue. Choose one from the list."), field="code")
    return line


def extra_condition(made: ConditionSet, one: ExtraCondition, place: int) -> Condition:
    """A condition beyond the standard ones, checked whole. Raises DomainError beside what is missing."""
    line, purpose = _listed(one), _check_why(one)
    answers = check_answers(line, one.inputs) if line else {}
    text, plain = one.text, one.plain
    if line:
        text, plain = (fill(line, words, answers, {}) for words in (line.text, line.plain))
    if not (text and plain):
        raise DomainError(
            _("Write the condition as served, and again in plain words."), field="plain" if text else "text"
        )
    return Condition(
        set_id=made.id, person_id=made.person_id, sequence=place, code=one.code, text=text, plain=plain,
        kind=ConditionClass.ADDITIONAL if line else ConditionClass.BESPOKE, purpose=purpose, inputs=answers,
        necessity=one.necessity, proportionality=one.proportionality, review_on=one.review_on,
        copy_of_id=one.copy_of_id,
    )  # fmt: skip


def copied(base: ConditionSet) -> tuple[ExtraCondition, ...]:
    """The conditions of a version beyond the standard ones, as a copy begins with them."""
    beyond = sa.select(Condition).where(Condition.set_id == base.id, Condition.kind != ConditionClass.STANDARD)
    return tuple(
        ExtraCondition(
            purpose=one.purpose, necessity=one.necessity or one.proportionality, proportionality=one.proportionality,
            review_on=one.review_on, code=one.code, text=one.text, plain=one.plain, inputs=one.inputs,
            copy_of_id=one.id,
        )
        for one in session.scalars(beyond.order_by(Condition.sequence))
    )  # fmt: skip


def _open_for_writing(actor: Actor, version: ConditionSet) -> SupervisionOrder:
    """The order of a version that may be written on. What was explained before is not what will be served."""
    there = after(version.state, Step.EDIT)
    if there is None:
        raise DomainError(
            _("A version that is sent, in force or over is not changed any more. Vary the conditions instead."),
            rule="Tokyo Rule 12.4",
        )
    version.state = there
    order = order_record(actor, version.order_id)
    if version.varies_id is None and order.explained_orally_on is not None:
        order.explained_orally_on = order.explained_in_writing_on = order.person_signed = None
        order.explained_language = version.explained_language = ""
        version.explained_by = version.explained_on = version.person_signed = None
        audit.record(actor, "order.explained", order, reason=_("The conditions changed: explain them again."))
    return order


def version_record(actor: Actor, version_id: uuid.UUID) -> ConditionSet:
    """The version to be changed by a command. Raises NotFound when there is none or its person is hidden."""
    found = session.get(ConditionSet, version_id)
    if found is None:
        raise NotFound(_("There is no such version of the conditions."))
    person_for(actor, found.person_id)
    return found


def condition_record(actor: Actor, condition_id: uuid.UUID) -> tuple[ConditionSet, Condition]:
    """(version, condition) to be changed by a command. Raises NotFound like ``version_record``."""
    found = session.get(Condition, condition_id)
    if found is None:
        raise NotFound(_("There is no such condition."))
    return version_record(actor, found.set_id), found


def _beyond(actor: Actor, version: ConditionSet) -> None:
    """Note whether a version still has words made for one person."""
    session.flush()
    own = sa.select(sa.func.count()).where(
        Condition.set_id == version.id, Condition.kind == ConditionClass.BESPOKE
    )  # fmt: skip
    version.bespoke = bool(session.scalar(own))
    audit.record(actor, "conditions.written", version)


def _check_review(order: SupervisionOrder, wanted: dt.date | None, before: dt.date | None) -> None:
    """Raises DomainError where a condition would be looked at again on a day that has passed."""
    if wanted and wanted != before and wanted < clock.today(unit_of(order.office_id).zone):
        raise DomainError(
            _("Choose a day to come: on it the condition is looked at again."),
            rule="Tokyo Rule 10.3",
            field="review_on",
        )


def add_condition(actor: Actor, version_id: uuid.UUID, one: ExtraCondition) -> Condition:
    """Add a condition to a draft, after those that it has."""
    version = version_record(actor, version_id)
    _check_review(_open_for_writing(actor, version), one.review_on, None)
    last = session.scalar(sa.select(sa.func.max(Condition.sequence)).where(Condition.set_id == version.id)) or 0
    made = extra_condition(version, one, last + 1)
    keep_condition(actor, made)
    _beyond(actor, version)
    return made


def change_condition(actor: Actor, condition_id: uuid.UUID, one: ExtraCondition) -> Condition:
    """Write a condition of a draft anew; it keeps its place and what it is a copy of."""
    version, old = condition_record(actor, condition_id)
    _refuse_standard(old)
    _check_review(_open_for_writing(actor, version), one.review_on, old.review_on)
    new = extra_condition(version, replace(one, code=old.code, copy_of_id=old.copy_of_id), old.sequence)
    for name in ("text", "plain", "purpose", "inputs", "necessity", "proportionality", "review_on"):
        setattr(old, name, getattr(new, name))
    audit.record(actor, "condition.drafted", old)
    _beyond(actor, version)
    return old


def remove_condition(actor: Actor, condition_id: uuid.UUID) -> ConditionSet:
    """Take a condition out of a draft. Standard ones are the law's, not the officer's."""
    version, old = condition_record(actor, condition_id)
    _refuse_standard(old)
    _open_for_writing(actor, version)
    session.delete(old)
    audit.record(actor, "condition.removed", old)
    _beyond(actor, version)
    return version


def _refuse_standard(one: Condition) -> None:
    if one.kind is ConditionClass.STANDARD:
        raise DomainError(_("A standard condition is the same for everybody and is not changed for one person."))
