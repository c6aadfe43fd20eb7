"""The life of an order."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from kernel.enums import LabelledEnum
from kernel.i18n import _l
from marketplace.orders.models import OrderStep

KEPT_FOR = dt.timedelta(days=7)
"""How long pieces are kept for somebody who pays at the gate."""
RETURN_WINDOW = dt.timedelta(days=14)
"""How long a buyer may bring a piece back; makers' shares mature when it is over."""
MOST_PIECES = 20
"""Of one product in one order: the shop serves households, not dealers."""
_SIGNS = "23456789CFGHJKMPQRVWX"


class OrderState(LabelledEnum):
    """What a buyer and the desk see."""

    DRAFT = "draft", _l("In the basket")
    PLACED = "placed", _l("Placed, not paid yet")
    PAID = "paid", _l("Paid")
    READY = "ready", _l("Packed, not paid yet")
    READY_PAID = "ready_paid", _l("Packed and paid")
    HANDED_OVER = "handed_over", _l("Handed over")
    CLOSED = "closed", _l("Closed")
    CANCELLED = "cancelled", _l("Cancelled")
    EXPIRED = "expired", _l("Not collected in time")
    REFUNDED = "refunded", _l("Money given back")


def state_of(step: OrderStep, *, paid: int, total: int, refunded: int = 0) -> OrderState:
    """The state in words, from the step and the amounts: who got everything back is refunded, whatever the step."""
    if refunded and refunded >= paid:
        return OrderState.REFUNDED
    if step is OrderStep.PLACED:
        return OrderState.PAID if paid >= total else OrderState.PLACED
    if step is OrderStep.READY:
        return OrderState.READY_PAID if paid >= total else OrderState.READY
    return OrderState(step.value)


def new_code() -> str:
    """Six signs that are hard to mishear, for the gate."""
    return "".join(secrets.choice(_SIGNS) for _ in range(6))


def plain_code(typed: str) -> str:
    """A code as it was typed, without blanks and dashes, in capitals."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def hash_of(token: str) -> bytes:
    """What is kept of the secret in a buyer's link."""
    return hashlib.sha256(token.encode()).digest()
