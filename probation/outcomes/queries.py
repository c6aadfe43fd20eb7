"""Where a person would stand on the ladder once an outcome is on file, without writing anything."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from kernel.db import session
from probation.contacts.models import ContactState, Outcome
from probation.contacts.queries import contact, stands
from probation.enforcement.models import StepKind
from probation.enforcement.queries import MISSED, Standing, standing_of, steps_of
from probation.ladders.rules import Rung
from probation.outcomes.rules import rung_with


def standing_with(order: Any, outcome: Outcome, day: dt.date) -> tuple[Standing, Rung]:
    """(as it stands, as it would stand) for an order with an outcome of a day."""
    now = standing_of(order, order.zone)
    first = outcome in MISSED and not now.rung.outreach_owed and _never_met(order)
    return now, rung_with(now.rung, outcome, day, first_missed=first)


def _never_met(order: Any) -> bool:
    held = sa.select(contact.c.id).where(contact.c.order_id == order.id, contact.c.state == ContactState.HELD, stands)
    if session.execute(held.limit(1)).first() is not None:
        return False
    return not any(one.kind == StepKind.OUTREACH and one.withdrawn_at is None for one in steps_of(order.id))
