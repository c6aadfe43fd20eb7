"""Taking money from buyers."""

from __future__ import annotations

import datetime as dt
import uuid

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _, show_money
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.orders.models import OPEN_STEPS, ShopOrder
from marketplace.orders.service import order_of
from marketplace.payments.models import Method, Payment


def take_cash(actor: Actor, order_id: uuid.UUID, minor: int, key: uuid.UUID, zone: str = "UTC") -> uuid.UUID:
    """Cash for an order goes into the cash box; gives the entry. ``key`` is minted by the form: twice is once.

    Raises DomainError unless the sum is exactly what is still owed, Conflict when the order is no longer open.
    """
    order = order_of(order_id)
    if session.get(Payment, key):
        return session.get_one(Payment, key).entry_id
    owed = order.total_minor - order.paid_minor
    if order.step not in OPEN_STEPS or owed <= 0:
        raise Conflict(_("This order is paid already, or no longer open."))
    if minor != owed:
        raise DomainError(
            _("Take exactly %(sum)s for this order.", sum=show_money(owed, order.currency)), field="amount"
        )
    entry_id = _book(actor, order, minor, key, clock.today(zone))
    order.paid_minor += minor
    paid = Payment(
        id=key, order_id=order_id, method=Method.CASH, minor=minor, currency=order.currency, entry_id=entry_id,
        received_by=actor.human_id, received_at=clock.now(),
    )  # fmt: skip
    session.add(paid)
    audit.record(actor, "payment.taken", paid)
    audit.record(actor, "order.paid", order)
    session.flush()
    return entry_id


def _book(actor: Actor, order: ShopOrder, minor: int, key: uuid.UUID, day: dt.date) -> uuid.UUID:
    legs = [
        debit(books.account_for(AccountRole.CASH_BOX, order.currency), minor),
        credit(books.account_for(AccountRole.ORDER_PREPAYMENTS, order.currency), minor),
    ]
    entry = NewEntry(
        kind=EntryKind.ORDER_PAID, occurred_on=day, idem_key=f"payment:{key}", legs=legs, source="shop_order",
        source_id=order.id, memo=order.code,
    )  # fmt: skip
    return books.post(actor, entry)[0]
