"""Stripe Checkout as a way of paying: a page of theirs is opened, their messages are taken in once each."""

from __future__ import annotations

import datetime as dt
import json
import os
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from typing_extensions import override

from kernel import audit, clock
from kernel.db import session, table_of
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _, _l
from kernel.ids import new_id
from marketplace.cards import queries
from marketplace.cards.models import CardEvent, CardSession, Outcome
from marketplace.cards.rules import Message, is_signed, read
from marketplace.orders.models import Method
from marketplace.orders.service import order_of
from marketplace.payments.models import FactKind
from marketplace.payments.queries import holder_of, known
from marketplace.payments.rules import Bill, Capabilities, Fact, Instruction, Plain
from marketplace.payments.service import learn

KEY, SECRET = "THROUGHCARE_STRIPE_KEY", "THROUGHCARE_STRIPE_SECRET"
HOST, PATIENCE = "https://api.stripe.com/v1/", 10
HEADER = "Stripe-Signature"
Call = Callable[[str, Mapping[str, str], str], Mapping[str, Any]]
event = table_of(CardEvent)


def ask_stripe(path: str, fields: Mapping[str, str], key: str) -> Mapping[str, Any]:
    """One request to the company; ``key`` makes a repeated one the same. Raises DomainError when it does not answer.

    Without fields it only asks what there is.
    """
    ask = urllib.request.Request(  # noqa: S310 - the address begins with HOST
        HOST + path, data=urllib.parse.urlencode(fields).encode() if fields else None,
        headers={"Authorization": f"Bearer {os.environ.get(KEY, '')}", **({"Idempotency-Key": key} if key else {})},
    )  # fmt: skip
    try:
        with urllib.request.urlopen(ask, timeout=PATIENCE) as answer:  # noqa: S310
            found: Mapping[str, Any] = json.loads(answer.read(1_000_000))
            return found
    except (urllib.error.URLError, TimeoutError, ValueError) as error:
        raise DomainError(_("The card company does not answer. Try again, or choose another way to pay.")) from error


class Cards(Plain):
    """Cards, on the company's own pages: no number of a card ever comes here."""

    method = Method.CARD
    capabilities = Capabilities(takes_part=True, tells_events=True, refunds_itself=True, starts_elsewhere=True)
    words = _l("You pay on the page of our card company. We never see the number of your card.")

    def __init__(self, call: Call = ask_stripe) -> None:
        """``call`` reaches the company."""
        self.call = call

    @override
    def is_open(self) -> bool:
        """Once both secrets are set up."""
        return bool(os.environ.get(KEY) and os.environ.get(SECRET))

    def start(self, bill: Bill) -> Instruction:
        """Open a page for what the order owes, as the database says."""
        if not self.is_open():
            raise DomainError(_("Cards are not taken here. Choose another way to pay."), field="method")
        key = new_id()
        made = self.call("checkout/sessions", {
            "mode": "payment", "client_reference_id": bill.code, "success_url": bill.link, "cancel_url": bill.link,
            "line_items[0][quantity]": "1", "line_items[0][price_data][currency]": bill.currency.lower(),
            "line_items[0][price_data][unit_amount]": str(bill.owed),
            "line_items[0][price_data][product_data][name]": bill.code,
        }, str(key))  # fmt: skip
        return Instruction(words=[_("You are sent to the page of our card company.")], go_to=str(made["url"]),
                           named=str(made["id"]))  # fmt: skip

    @override
    def started(self, bill: Bill, told: Instruction, key: uuid.UUID) -> None:
        """Keep what we asked for: only a payment of this page and sum will count."""
        session.add(CardSession(
            id=key, order_id=bill.order_id, session_ref=told.named, minor=bill.owed, currency=bill.currency,
            opened_at=clock.now(),
        ))  # fmt: skip

    @override
    def event(self, raw: bytes, headers: Mapping[str, str], now: dt.datetime) -> Sequence[Fact]:
        """The fact in a signed message. Raises Forbidden unless it is signed."""
        message = self.proved(raw, headers, now)
        if message.kind is None:
            return ()
        return [Fact(
            provider_ref=message.provider_ref, kind=message.kind, minor=message.minor, currency=message.currency,
            at=now, code=message.code or queries.code_behind(message.payment_ref),
        )]  # fmt: skip

    def proved(self, raw: bytes, headers: Mapping[str, str], now: dt.datetime) -> Message:
        """The message, once its signature over these very bytes is right."""
        secret = os.environ.get(SECRET, "")
        if not secret or not is_signed(secret, headers.get(HEADER, ""), raw, now):
            raise Forbidden(_("This message is not signed by the card company."))
        return read(raw)

    @override
    def refund(self, bill: Bill, minor: int, key: uuid.UUID, now: dt.datetime) -> Sequence[Fact]:
        """Ask the company to give it back, unless it was asked before; empty until the money has gone.

        Its own guard against asking twice holds for a day (docs.stripe.com/api/idempotent_requests), so what was made
        before is looked for by the key that we left with it.
        """
        paid = queries.payment_behind(bill.order_id)
        made = self._made_before(paid, key) or self.call(
            "refunds", {"payment_intent": paid, "amount": str(minor), "metadata[key]": str(key)}, str(key)
        )
        if made.get("status") != "succeeded":
            return ()
        return [Fact(provider_ref=str(made["id"]), kind=FactKind.REFUNDED, minor=minor, currency=bill.currency, at=now,
                     code=bill.code)]  # fmt: skip

    def _made_before(self, paid: str, key: uuid.UUID) -> Mapping[str, Any] | None:
        asked = urllib.parse.urlencode({"payment_intent": paid, "limit": "100"})
        found = self.call(f"refunds?{asked}", {}, "").get("data", ())
        same = [one for one in found if one.get("metadata", {}).get("key") == str(key)]
        return next((one for one in same if one.get("status") not in {"failed", "canceled"}), None)


def take_event(adapter: Cards, raw: bytes, headers: Mapping[str, str], now: dt.datetime) -> Outcome | None:
    """Take a message in, once: None when it was here before. Inserted first, so that two at once are one.

    A sum, currency or order other than we asked for changes nothing and is shown to finance.
    """
    message = adapter.proved(raw, headers, now)
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(event)
    row = {
        "id": message.id, "received_at": now, "outcome": Outcome.IGNORED, "kind": message.kind, "minor": message.minor,
        "provider_ref": message.provider_ref, "payment_ref": message.payment_ref, "code": message.code[:12],
        "currency": message.currency,
    }  # fmt: skip
    kept = session.execute(insert.on_conflict_do_nothing(index_elements=["id"]).returning(event.c.id), row)
    if kept.first() is None:
        return None
    outcome = _apply(message, now)
    session.execute(event.update().where(event.c.id == message.id).values(outcome=outcome))
    return outcome


def _apply(message: Message, now: dt.datetime) -> Outcome:
    if message.disputed:
        return _dispute(message, now)
    if message.kind is None:
        return Outcome.IGNORED
    if message.kind is FactKind.CAPTURED:
        asked = queries.session_behind(message.session_ref)
        if asked is None or (asked.minor, asked.currency, asked.code) != (
            message.minor, message.currency, message.code
        ):  # fmt: skip
            return Outcome.MISMATCH
        _learn(asked.order_id, message, now)
        for waiting in queries.waiting_behind(message.payment_ref):
            early = Message(id=waiting.id, kind=FactKind(waiting.kind), provider_ref=waiting.provider_ref,
                            minor=waiting.minor, currency=waiting.currency)  # fmt: skip
            _learn(asked.order_id, early, now)
            session.execute(event.update().where(event.c.id == waiting.id).values(outcome=Outcome.TAKEN))
        return Outcome.TAKEN
    paid = known(Method.CARD, FactKind.CAPTURED, message.payment_ref)
    if paid is None:
        return Outcome.WAITS
    _learn(holder_of(paid.order_id), message, now)
    return Outcome.TAKEN


def _learn(order_id: uuid.UUID, message: Message, now: dt.datetime) -> None:
    fact = Fact(
        provider_ref=message.provider_ref, kind=message.kind or FactKind.CAPTURED, minor=message.minor,
        currency=message.currency, at=now,
    )  # fmt: skip
    learn(None, order_id, Method.CARD, fact)


def _dispute(message: Message, now: dt.datetime) -> Outcome:
    paid = known(Method.CARD, FactKind.CAPTURED, message.payment_ref)
    if paid is None:
        return Outcome.WAITS
    found = order_of(paid.order_id)
    found.disputed_at = now
    audit.record(None, "order.disputed", found)
    return Outcome.TAKEN
