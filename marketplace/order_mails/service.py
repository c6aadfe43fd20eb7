"""Preparing mails in the deed's own transaction."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.dialects import postgresql, sqlite

from kernel import audit, clock, i18n
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.ids import new_id
from marketplace.mailing import service as mailing
from marketplace.mailing.models import MailState
from marketplace.order_mails import queries
from marketplace.order_mails.models import MailKind, OrderMail
from marketplace.order_mails.rules import subject_of, text_of
from marketplace.orders.events import MoneyCame, OrderMoved
from marketplace.orders.models import OrderStep, Way
from marketplace.orders.queries import order_by_id
from marketplace.orders.rules import PICK_UP_WITHIN, OrderState, amounts_of, state_of
from marketplace.orders.service import free, move_to, order_of

mail = table_of(OrderMail)
_KINDS = {
    OrderStep.PLACED: MailKind.PLACED, OrderStep.READY: MailKind.READY, OrderStep.HANDED_OVER: MailKind.SENT,
    OrderStep.EXPIRED: MailKind.EXPIRED,
}  # fmt: skip


def on_move(moved: OrderMoved) -> None:
    """An order came a step further."""
    kind = _KINDS.get(moved.step)
    if kind is MailKind.READY and order_by_id(moved.order_id).way == Way.DELIVERY:
        return
    if kind and not moved.is_told:
        prepare(moved.order_id, kind, moved.step.value, moved.link)


def on_money(came: MoneyCame) -> None:
    """Money came, or went back."""
    order = order_by_id(came.order_id)
    state = state_of(order)
    if came.back:
        prepare(came.order_id, MailKind.REFUNDED, str(order.refunded_minor))
    elif state is OrderState.UNFULFILLABLE:
        prepare(came.order_id, MailKind.LATE, "late")
    else:
        kind = MailKind.PAID if amounts_of(order).is_paid else MailKind.PART
        prepare(came.order_id, kind, str(order.paid_minor))


def prepare(order_id: uuid.UUID, kind: MailKind, about: str, link: str = "") -> bool:
    """Put a mail into the outbox, in the buyer's language; False when it was said, or there is no address."""
    order = order_by_id(order_id)
    if not order.email:
        return False
    with i18n.speaking(order.language):
        text = f"{subject_of(kind, order.code)}\n\n{text_of(kind, order, link)}"
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(mail)
    row = {
        "id": new_id(), "order_id": order_id, "kind": kind, "about": about, "address": order.email,
        "language": order.language, "text": text, "made_at": clock.now(), "state": MailState.PREPARED, "tries": 0,
    }  # fmt: skip
    once = insert.on_conflict_do_nothing(index_elements=["order_id", "kind", "about"]).returning(mail.c.id)
    return session.execute(once, row).first() is not None


def send_due() -> int:
    """Send what waits; says how many left."""
    return mailing.send_due(mail)


def look_after_unclaimed(actor: Actor | None, now: dt.datetime | None = None) -> tuple[int, int]:
    """(reminded, let go): paid pieces that nobody collects are said once, and go back to the shelf after that again.

    The money of what was let go stands among the orders that are paid and cannot be fulfilled, for staff to return.
    """
    moment = now or clock.now()
    reminded = queries.unclaimed(moment - PICK_UP_WITHIN)
    let_go = queries.given_up(moment - PICK_UP_WITHIN)
    for order_id in reminded:
        found = order_of(order_id)
        found.warned_at, found.expires_at = moment, moment + PICK_UP_WITHIN
        audit.record(actor, "order.reminded", found)
        session.flush()
        prepare(order_id, MailKind.UNCLAIMED, "unclaimed")
    for order_id in let_go:
        found = order_of(order_id)
        move_to(actor, found, OrderStep.EXPIRED, "order.expired")
        free(actor, found)
    return len(reminded), len(let_go)
