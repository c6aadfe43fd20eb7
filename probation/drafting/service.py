"""Commands that write the conditions of a version while it is a draft."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from casework.public import person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.units.queries import unit_of
from probation.catalogue.queries import policy
from probation.conditions.models import Asker, ConditionClass, Purpose
from probation.conditions.rules import Step, after
from probation.extras.service import WRITTEN, ExtraCondition, extra_condition
from probation.orders.models import Condition, ConditionSet, SupervisionOrder
from probation.orders.queries import order_record


@dataclass(frozen=True, kw_only=True)
class NewVariation:
    """Why the conditions should change, who asked for it, and when it was talked over with the person or why not."""

    reason: str
    asked_by: Asker | None
    talked_on: dt.date | None = None
    not_talked: str = ""


def draft_conditions(
    actor: Actor, order: SupervisionOrder, extra: Sequence[ExtraCondition] | None, *,
    base: ConditionSet | None = None, why: NewVariation | None = None,
) -> ConditionSet:  # fmt: skip
    """Write a new version: the catalogue's standard conditions for this kind of order, then the extra ones.

    ``base`` is the version that it varies; with ``extra`` None, what that one has beyond the standard ones is copied.
    """
    last = session.scalar(sa.select(sa.func.max(ConditionSet.n)).where(ConditionSet.order_id == order.id)) or 0
    now = policy()
    made = ConditionSet(
        order_id=order.id, person_id=order.person_id, n=last + 1, policy=now.version, bespoke=False,
        prepared_by=actor.human_id, prepared_at=clock.now(), varies_id=base.id if base else None,
        **(vars(why) if why else {}),
    )  # fmt: skip
    lines = [line for line in now.standard if not line.kinds or order.kind in line.kinds]
    beyond = _copies(made, base, len(lines)) if extra is None else _extras(actor, made, extra, len(lines))
    made.bespoke = any(one.kind is ConditionClass.BESPOKE for one in beyond)
    session.add(made)
    audit.record(actor, "conditions.drafted", made, reason=made.reason)
    standard = [
        Condition(
            set_id=made.id, person_id=order.person_id, kind=ConditionClass.STANDARD, sequence=place, code=line.code,
            text=line.text, plain=line.plain, purpose=Purpose(line.purpose), policy=now.version,
        )
        for place, line in enumerate(lines, 1)
    ]  # fmt: skip
    for one in (*standard, *beyond):
        keep_condition(actor, one)
    return made


def _extras(actor: Actor, made: ConditionSet, extra: Sequence[ExtraCondition], before: int) -> list[Condition]:
    return [extra_condition(actor, made, one, place) for place, one in enumerate(extra, before + 1)]


def _copies(made: ConditionSet, base: ConditionSet | None, before: int) -> list[Condition]:
    """What a version has beyond the standard conditions, word for word: a copy is not written by a newer catalogue."""
    beyond = sa.select(Condition).where(
        Condition.set_id == (base.id if base else None), Condition.kind != ConditionClass.STANDARD
    )
    return [
        Condition(
            set_id=made.id, person_id=made.person_id, sequence=place, kind=old.kind, code=old.code, copy_of_id=old.id,
            **{name: getattr(old, name) for name in WRITTEN},
        )
        for place, old in enumerate(session.scalars(beyond.order_by(Condition.sequence)), before + 1)
    ]  # fmt: skip


def keep_condition(actor: Actor, one: Condition) -> None:
    """Write one condition of a draft."""
    session.add(one)
    audit.record(actor, "condition.drafted", one)


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
    made = extra_condition(actor, version, one, last + 1)
    keep_condition(actor, made)
    _beyond(actor, version)
    return made


def change_condition(actor: Actor, condition_id: uuid.UUID, one: ExtraCondition) -> Condition:
    """Write a condition of a draft anew; it keeps its place and what it is a copy of."""
    version, old = condition_record(actor, condition_id)
    _refuse_standard(old)
    _check_review(_open_for_writing(actor, version), one.review_on, old.review_on)
    new = extra_condition(actor, version, replace(one, code=old.code), old.sequence, old)
    for name in WRITTEN:
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
