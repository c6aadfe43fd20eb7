"""How an order may end, and how soon its end is to be spoken of. Pure."""

from __future__ import annotations

import datetime as dt

from kernel.i18n import _
from probation.orders.models import RUNNING, OrderState

STEPS = (7, 14, 30)
"""Days before the end on which the officer and the supervisor are told again."""
WAYS = (OrderState.COMPLETED, OrderState.REVOKED)
"""The ends that are written down by hand; an early end goes through a proposal."""


def why_not(state: OrderState, way: OrderState, on: dt.date, ends_on: dt.date | None, today: dt.date) -> str:
    """Empty when an order in this state may end this way on a day; else why not, in words."""
    if state not in RUNNING | {OrderState.SUSPENDED}:
        return _("Only an order that runs can end. This one is: %(state)s.", state=str(state.label).lower())
    if on > today:
        return _("This day is still to come. Write the end down when it has come.")
    if way is OrderState.COMPLETED and ends_on and on < ends_on:
        return _("The order lasts longer than this day. An earlier end is proposed to the authority (Tokyo Rule 11.2).")
    return ""


def step_of(ends_on: dt.date, today: dt.date) -> int | None:
    """Within how many days an order ends: 7, 14 or 30; 0 when the day has passed; None when it is further away."""
    left = (ends_on - today).days
    return 0 if left < 0 else next((step for step in STEPS if left <= step), None)
