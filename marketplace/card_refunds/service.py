"""Asking the card company for the money of approved refunds.

Three steps, so that nothing waits for the company with the database locked and a kill between any two is harmless: it
is kept that we ask, then we ask under the refund's own id, then the answer is kept. Who asks again finds what was
given before.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from kernel import audit, clock
from kernel.db import in_transaction, session
from kernel.errors import DomainError
from marketplace.card_refunds import queries
from marketplace.card_refunds.rules import may_ask
from marketplace.orders.models import Method
from marketplace.orders.queries import order_by_id
from marketplace.payments.rules import Fact, adapter_of
from marketplace.payments.service import bill_of, learn
from marketplace.refunds.models import Refund, RefundState
from marketplace.refunds.service import settle


def ask_due() -> int:
    """Ask about every refund that it is time for; says how much of it has gone. For the job."""
    return sum(ask_one(refund_id) for refund_id in queries.due(clock.now()))


def ask_one(refund_id: uuid.UUID) -> bool:
    """Ask about one refund; True when its money has gone. Silence of the company leaves it for the next time."""
    row = queries.open_refund(refund_id)
    if row is None or not in_transaction(lambda: _asking(refund_id)):
        return False
    try:
        bill = bill_of(order_by_id(row.order_id))
        facts = adapter_of(Method.CARD).refund(bill, row.minor, refund_id, clock.now())
    except DomainError:
        return False
    return bool(facts) and in_transaction(lambda: _told(refund_id, facts))


def _asking(refund_id: uuid.UUID) -> bool:
    found, now = session.get_one(Refund, refund_id, with_for_update=True), clock.now()
    if found.state is not RefundState.APPROVED or not may_ask(found.asked_at, found.tries, now):
        return False
    found.asked_at, found.tries = now, found.tries + 1
    audit.record(None, "refund.asked_for", found)
    return True


def _told(refund_id: uuid.UUID, facts: Sequence[Fact]) -> bool:
    """The company's own message may have told the same fact before: it counts once, and the refund is done."""
    found = session.get_one(Refund, refund_id, with_for_update=True)
    for fact in facts:
        learn(None, found.order_id, Method.CARD, fact)
    if found.state is RefundState.APPROVED:
        settle(None, found)
    return True
