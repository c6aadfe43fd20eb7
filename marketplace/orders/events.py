"""What happened to orders."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from marketplace.orders.models import OrderStep


@dataclass(frozen=True, kw_only=True)
class OrderMoved:
    """An order was placed or came one step further. ``link``: the address of its page, known when it is placed.

    ``is_told``: the buyer hears of it in other words.
    """

    order_id: uuid.UUID
    step: OrderStep
    link: str = ""
    is_told: bool = False


@dataclass(frozen=True, kw_only=True)
class MoneyCame:
    """Money of an order came in; ``back``: it went back to the buyer."""

    order_id: uuid.UUID
    back: bool = False
