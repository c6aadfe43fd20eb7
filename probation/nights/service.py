"""What probation hears of the hub, and what it does at night.

Exceptions from the level that ended fall back to the rule, and every due date is read again:
phases end, packs change and events grow old without anybody doing anything.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from casework.public import DeathTakenBack, PersonDied, PersonReclassified
from kernel import clock, events, jobs
from kernel.authz import Actor
from kernel.db import session
from kernel.i18n import _l
from kernel.jobs import Progress
from kernel.units.queries import unit_of
from probation.deaths import service as deaths
from probation.orders.models import SupervisionOrder
from probation.standards.queries import exceptions_over, running_orders
from probation.standards.service import fall_back, refresh_due, reread_level


def connect() -> None:
    """Listen to what may change or end supervision."""
    events.subscribe(PersonReclassified, reread_level)
    events.subscribe(PersonDied, deaths.end_for_good)
    events.subscribe(DeathTakenBack, deaths.take_up_again)


@jobs.handler("supervision.levels", label=_l("Levels away from the rule whose last day has passed"), system=True)
def _levels(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    over = exceptions_over(clock.now().date())
    progress.each(over, fall_back)
    return {"levels": len(over)}


@jobs.handler("supervision.due", label=_l("Contacts due, read again for every order"), system=True, minutes=240)
def _due(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    orders = running_orders()
    progress.each(orders, read_again)
    return {"orders": len(orders)}


def read_again(order_id: uuid.UUID) -> None:
    """Compute again when the next contact is owed under an order."""
    order = session.get_one(SupervisionOrder, order_id)
    refresh_due(order, unit_of(order.office_id).zone)


jobs.every("supervision.levels", dt.timedelta(days=1))
jobs.every("supervision.due", dt.timedelta(days=1))
