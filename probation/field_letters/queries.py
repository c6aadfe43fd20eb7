"""Which letters a visit overtook: it took place before the letter, on a day that the letter counts as missed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, person, visible_to
from kernel import clock
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.i18n import _, show_date, show_moment
from kernel.units.models import Unit
from probation.contacts.models import Contact, ContactKind, Outcome
from probation.contacts.queries import contact, stands
from probation.contacts.rules import FAILURES
from probation.enforcement.models import EnforcementStep, StepKind
from probation.field_letters.models import StandingLetter
from probation.orders.queries import in_scope, order

step, standing, _unit = table_of(EnforcementStep), table_of(StandingLetter), table_of(Unit)
_missed = table_of(Contact).alias("missed")
_mine, _part = person.alias("mine"), person.alias("merged_part")
MOST = 50
_before = table_of(Contact).alias("before")
_known_then = sa.exists().where(
    _before.c.root_id == contact.c.root_id, _before.c.outcome == Outcome.COMPLIED,
    _before.c.received_at <= step.c.taken_at,
)  # fmt: skip
"""What was corrected after the letter and said the same before it is nothing new."""
_looked_at = sa.exists().where(standing.c.step_id == step.c.id, standing.c.contact_id == contact.c.id)
_letters_order = sa.func.coalesce(step.c.order_id, step.c.order_id, type_=order.c.id.type)
"""An expression, so that every planner goes from the letter to the contacts: the other way is each visit of an order
beside each missed one, before it is known whether there is a letter."""
_OVERTAKEN = (
    sa.select(
        step.c.id.label("step_id"), step.c.order_id, step.c.kind.label("letter"), step.c.taken_at, step.c.taken_on,
        contact.c.id.label("contact_id"), contact.c.root_id, contact.c.kind, contact.c.at, contact.c.received_at,
        contact.c.recorded_offline, _missed.c.root_id.label("missed_root"), _missed.c.at.label("missed_at"),
        person.c.id.label("person_id"), person.c.name, _unit.c.zone,
    )
    .join(order, order.c.id == step.c.order_id)
    .join(person, person.c.id == file_now(order.c.person_id))
    .join(_unit, _unit.c.id == order.c.office_id)
    .join(contact, sa.and_(contact.c.order_id == _letters_order, contact.c.outcome == Outcome.COMPLIED,
                           contact.c.at < step.c.taken_at, contact.c.received_at > step.c.taken_at, stands))
    .join(_missed, sa.and_(_missed.c.order_id == _letters_order, _missed.c.outcome.in_(sorted(FAILURES)),
                           _missed.c.received_at <= step.c.taken_at))
    .where(step.c.document_id.is_not(None), step.c.withdrawn_at.is_(None), ~_looked_at, ~_known_then)
    .order_by(contact.c.received_at, step.c.id)
    .limit(10 * MOST)
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Overtaken:
    """A letter, the visit that came after it, and the words for taking the letter back."""

    step_id: uuid.UUID
    order_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    letter: StepKind
    taken_on: dt.date
    contact_id: uuid.UUID
    words: str


def overtaken_for(actor: Actor) -> list[Overtaken]:
    """Letters to be looked at: an officer's own people, for a supervisor those of their offices."""
    return _found(session.execute(_OVERTAKEN.where(visible_to(actor), _under(actor))).all())


def _under(actor: Actor) -> sa.ColumnElement[bool]:
    """The orders to begin from, by index: else every letter of the service would be looked at."""
    if not actor.has(Role.PROBATION_SUPERVISOR):
        mine = sa.select(_mine.c.id).where(_mine.c.officer_id == actor.human_id)
        merged = sa.select(_part.c.id).where(_part.c.merged_into_id.in_(mine))
        return order.c.person_id.in_(mine.union_all(merged))
    return in_scope(actor, order.c.office_id)


def overtaken_of(order_id: uuid.UUID) -> dict[uuid.UUID, Overtaken]:
    """The letters of an order to be looked at, by their key."""
    return {one.step_id: one for one in _found(session.execute(_OVERTAKEN.where(step.c.order_id == order_id)).all())}


def _found(rows: Sequence[Any]) -> list[Overtaken]:
    found = {(row.step_id, row.contact_id): row for row in rows if _same_day(row)}
    return [_said(row) for row in found.values()][:MOST]


def _same_day(row: Any) -> bool:
    days = {clock.local(moment, row.zone).date() for moment in (row.at, row.missed_at)}
    return row.root_id == row.missed_root or len(days) == 1


def _said(row: Any) -> Overtaken:
    day, came = clock.local(row.missed_at, row.zone).date(), show_moment(row.received_at, row.zone)
    facts = {"day": show_date(day), "kind": ContactKind(row.kind).label, "met": show_moment(row.at, row.zone),
             "came": came}  # fmt: skip
    words = (
        _("The letter counts %(day)s as missed. A visit (%(kind)s, %(met)s) was kept; it was written down without a "
          "network and came in on %(came)s, after the letter.", **facts)
        if row.recorded_offline
        else _("The letter counts %(day)s as missed. A contact (%(kind)s, %(met)s) was kept; it was written down on "
               "%(came)s, after the letter.", **facts)
    )  # fmt: skip
    return Overtaken(
        step_id=row.step_id, order_id=row.order_id, person_id=row.person_id, name=row.name,
        letter=StepKind(row.letter), taken_on=row.taken_on, contact_id=row.contact_id, words=words,
    )  # fmt: skip
