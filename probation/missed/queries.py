"""Counting what came of planned contacts, with and without a message the day before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, may_count, person
from kernel import clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.units.models import Unit
from probation.contacts.models import Outcome
from probation.contacts.queries import contact
from probation.contacts.rules import FACTS, Fault
from probation.orders.queries import order
from probation.reminders.models import OutboxState
from probation.reminders.queries import reminder

_unit = table_of(Unit)
_what = contact.alias("what_came")
YEAR = dt.timedelta(days=365)
MISSED = frozenset(outcome for outcome, facts in FACTS.items() if not facts.attended)
OURS = frozenset(outcome for outcome, facts in FACTS.items() if facts.fault is Fault.AGENCY)
NOT_PLANNED = frozenset({Outcome.NOBODY_HOME})
"""An unannounced visit cannot be missed."""


def came_and_missed(actor: Actor) -> Sequence[Any]:
    """By office, over a year: (came, missed) with a message that was sent, and without one."""
    sent = sa.exists().where(reminder.c.contact_id == contact.c.id, reminder.c.state == OutboxState.SENT)
    missed = _what.c.outcome.in_(sorted(MISSED))

    def many(*clauses: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((sa.and_(*clauses), 1), else_=0))

    statement = (
        sa.select(
            _unit.c.id, _unit.c.name, many(sent, ~missed).label("came_with"), many(sent, missed).label("missed_with"),
            many(~sent, ~missed).label("came_without"), many(~sent, missed).label("missed_without"),
        )
        .select_from(contact)
        .join(_what, _what.c.replaces_id == contact.c.id)
        .join(order, order.c.id == contact.c.order_id)
        .join(_unit, _unit.c.id == order.c.office_id)
        .join(person, person.c.id == file_now(contact.c.person_id))
        .where(
            contact.c.scheduled_at >= clock.now() - YEAR, contact.c.outcome.is_(None), _what.c.outcome.is_not(None),
            _what.c.outcome.not_in(sorted(OURS | NOT_PLANNED)), may_count(actor),
        )
        .group_by(_unit.c.id, _unit.c.name)
        .order_by(_unit.c.name)
    )  # fmt: skip
    return session.execute(statement).all()
