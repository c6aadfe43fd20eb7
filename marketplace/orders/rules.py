"""The life of an order."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kernel.enums import LabelledEnum
from kernel.i18n import _l
from marketplace.orders.models import GIVEN_UP, OPEN_STEPS, Method, OrderStep, Way

KEPT_FOR = {
    Method.CASH: dt.timedelta(days=7),
    Method.MOBILE: dt.timedelta(days=7),
    Method.BANK: dt.timedelta(days=7),
    Method.INVOICE: dt.timedelta(days=30),
    Method.CARD: dt.timedelta(days=1),
}
"""How long pieces are kept for a buyer, by the way of paying."""
PICK_UP_WITHIN = dt.timedelta(days=14)
"""How long packed and paid pieces wait at the gate until the buyer is reminded; as long again until staff decide."""
LIMIT_DAYS = dt.timedelta(days=30)
"""Within this time one buyer gets no more than a product's limit."""
RETURN_WINDOW = dt.timedelta(days=14)
"""How long a buyer may bring a piece back; makers' shares mature when it is over."""
MOST_PIECES = 20
"""Of one product in one order: the shop serves households, not dealers."""
_SIGNS = "23456789CFGHJKMPQRVWX"


class OrderState(LabelledEnum):
    """What a buyer and the desk see."""

    DRAFT = "draft", _l("In the basket")
    PLACED = "placed", _l("Placed, not paid yet")
    PART_PAID = "part_paid", _l("Paid in part")
    PAID = "paid", _l("Paid")
    OVERPAID = "overpaid", _l("Paid too much")
    READY = "ready", _l("Packed, not paid yet")
    READY_PAID = "ready_paid", _l("Packed and paid")
    PARTLY = "partly", _l("Handed over in part")
    HANDED_OVER = "handed_over", _l("Handed over")
    SENT = "sent", _l("Sent")
    UNPAID_OUT = "unpaid_out", _l("Handed over, invoice not paid yet")
    CLOSED = "closed", _l("Closed")
    CANCELLED = "cancelled", _l("Cancelled")
    EXPIRED = "expired", _l("Not collected in time")
    UNFULFILLABLE = "unfulfillable", _l("Paid, but the pieces are gone")
    PART_REFUNDED = "part_refunded", _l("Part of the money given back")
    REFUNDED = "refunded", _l("Money given back")


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """The money of an order in minor units. Whether it is paid is worked out here each time, never stored."""

    total: int
    paid: int = 0
    refunded: int = 0
    credited: int = 0

    @property
    def due(self) -> int:
        """What the buyer has to pay in all, less what was taken back."""
        return self.total - self.credited

    @property
    def kept(self) -> int:
        """What of the buyer's money is still with us."""
        return self.paid - self.refunded

    @property
    def owed(self) -> int:
        """What is still to pay."""
        return max(0, self.due - self.kept)

    @property
    def surplus(self) -> int:
        """What the buyer paid too much."""
        return max(0, self.kept - self.due)

    @property
    def is_paid(self) -> bool:
        """Whether all is paid that has to be."""
        return self.kept >= self.due


def amounts_of(row: Any) -> Amounts:
    """The amounts of an order, from its row or its record."""
    return Amounts(total=row.total_minor, paid=row.paid_minor, refunded=row.refunded_minor, credited=row.credited_minor)


def state_of(row: Any) -> OrderState:
    """The state in words, from the step and the amounts: who got everything back is refunded, whatever the step."""
    step, money = OrderStep(row.step), amounts_of(row)
    if money.refunded and not money.kept:
        return OrderState.REFUNDED
    if step in GIVEN_UP:
        return OrderState.UNFULFILLABLE if money.kept else OrderState(step.value)
    if step in OPEN_STEPS:
        return _waiting(step, money)
    if not money.is_paid:
        return OrderState.UNPAID_OUT
    if money.refunded and money.credited:
        return OrderState.PART_REFUNDED
    return OrderState.SENT if (step, row.way) == (OrderStep.HANDED_OVER, Way.DELIVERY) else OrderState(step.value)


def _waiting(step: OrderStep, money: Amounts) -> OrderState:
    if money.is_paid:
        if money.surplus:
            return OrderState.OVERPAID
        return OrderState.READY_PAID if step is OrderStep.READY else OrderState.PAID
    if money.kept:
        return OrderState.PART_PAID
    return OrderState.READY if step is OrderStep.READY else OrderState.PLACED


ALARM_AFTER = dt.timedelta(hours=24)
"""Money for pieces that are gone waits no longer than this before it is an alarm."""


def difference(row: Any, now: dt.datetime) -> tuple[OrderState, int, bool]:
    """(state, what is too much or too little, whether it is an alarm) of an order whose money is not right."""
    state, money = state_of(row), amounts_of(row)
    if state is OrderState.UNFULFILLABLE:
        return state, money.kept, row.paid_at is not None and row.paid_at + ALARM_AFTER < now
    return state, money.surplus or money.owed, False


STEPS: Mapping[OrderStep, frozenset[OrderStep]] = {
    OrderStep.PLACED: frozenset(
        {OrderStep.READY, OrderStep.PARTLY, OrderStep.HANDED_OVER, OrderStep.CANCELLED, OrderStep.EXPIRED}
    ),
    OrderStep.READY: frozenset({OrderStep.PARTLY, OrderStep.HANDED_OVER, OrderStep.CANCELLED, OrderStep.EXPIRED}),
    OrderStep.PARTLY: frozenset({OrderStep.HANDED_OVER}),
    OrderStep.HANDED_OVER: frozenset({OrderStep.CLOSED}),
    OrderStep.EXPIRED: frozenset({OrderStep.PLACED}),
    OrderStep.CANCELLED: frozenset(),
    OrderStep.CLOSED: frozenset(),
}
"""Where an order may go from each step. An expired one is taken up again when its money comes late."""


def may_go(step: OrderStep, to: OrderStep) -> bool:
    """Whether this is a step of the machine."""
    return to in STEPS[step]


def tax_in(gross_minor: int, permille: int) -> int:
    """The tax that a price with tax holds, half a unit up (Directive 2006/112/EC, articles 73 and 78)."""
    return (2 * gross_minor * permille + 1000 + permille) // (2 * (1000 + permille))


def new_code() -> str:
    """Six signs that are hard to mishear, for the gate."""
    return "".join(secrets.choice(_SIGNS) for _ in range(6))


def plain_code(typed: str) -> str:
    """A code as it was typed, without blanks and dashes, in capitals."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def plain_phone(typed: str) -> str:
    """A telephone number without blanks, dashes and brackets, so that the same number is the same text."""
    return "".join(sign for sign in typed if sign.isalnum() or sign == "+")


def hash_of(token: str) -> bytes:
    """What is kept of the secret in a buyer's link."""
    return hashlib.sha256(token.encode()).digest()
