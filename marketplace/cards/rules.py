"""Proving that a message is Stripe's, and reading the few figures in it that count. Pure.

Signature: https://docs.stripe.com/webhooks#verify-manually (scheme v1, HMAC-SHA256 over "time.body").
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kernel.errors import DomainError
from kernel.i18n import _
from marketplace.payments.models import FactKind

FRESH = 300
"""Seconds that a message may be old, or ahead."""
SCHEME = "v1"
NAME = 90


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message: its name, and the fact in it if any. ``disputed``: the buyer asked the bank for the money."""

    id: str
    kind: FactKind | None = None
    provider_ref: str = ""
    payment_ref: str = ""
    session_ref: str = ""
    code: str = ""
    minor: int = 0
    currency: str = ""
    disputed: bool = False


def signature(secret: str, moment: str, raw: bytes) -> str:
    """What a message of this moment is signed with."""
    return hmac.new(secret.encode(), moment.encode() + b"." + raw, hashlib.sha256).hexdigest()


def is_signed(secret: str, header: str, raw: bytes, now: dt.datetime) -> bool:
    """Whether the company signed exactly these bytes within the last five minutes. Compared in constant time."""
    pairs = [part.strip().partition("=") for part in header.split(",")]
    moment = next((value for key, _eq, value in pairs if key == "t"), "")
    if not (moment.isascii() and moment.isdecimal() and len(moment) < 12):  # noqa: PLR2004
        return False
    if abs(now.timestamp() - int(moment)) > FRESH:
        return False
    wanted = signature(secret, moment, raw).encode()
    given = [value.encode("ascii", "replace") for key, _eq, value in pairs if key == SCHEME]
    return sum(hmac.compare_digest(wanted, one) for one in given) > 0


def read(raw: bytes) -> Message:
    """The message in these bytes. Raises DomainError when it is none; what we do not know is a message without fact."""
    try:
        body = json.loads(raw)
        thing = body.get("data", {}).get("object", {})
        name = str(body["id"])
    except (ValueError, KeyError, AttributeError) as error:
        raise DomainError(_("This is no message of the card company.")) from error
    if not 0 < len(name) <= NAME:
        raise DomainError(_("This is no message of the card company."))
    reader = {
        "checkout.session.completed": _paid,
        "checkout.session.async_payment_succeeded": _paid,
        "refund.created": _given_back,
        "refund.updated": _given_back,
        "charge.dispute.created": _disputed,
    }.get(str(body.get("type")))
    return reader(name, thing) if reader and isinstance(thing, dict) else Message(id=name)


def _paid(name: str, thing: Mapping[str, Any]) -> Message:
    if thing.get("payment_status") != "paid":
        return Message(id=name)
    ref = _text(thing, "payment_intent")
    return Message(
        id=name, kind=FactKind.CAPTURED, provider_ref=ref, payment_ref=ref, session_ref=_text(thing, "id"),
        code=_text(thing, "client_reference_id"), minor=_whole(thing, "amount_total"), currency=_currency(thing),
    )  # fmt: skip


def _given_back(name: str, thing: Mapping[str, Any]) -> Message:
    if thing.get("status") != "succeeded":
        return Message(id=name)
    return Message(
        id=name, kind=FactKind.REFUNDED, provider_ref=_text(thing, "id"), payment_ref=_text(thing, "payment_intent"),
        minor=_whole(thing, "amount"), currency=_currency(thing),
    )  # fmt: skip


def _disputed(name: str, thing: Mapping[str, Any]) -> Message:
    return Message(id=name, payment_ref=_text(thing, "payment_intent"), disputed=True)


def _text(thing: Mapping[str, Any], key: str) -> str:
    value = thing.get(key)
    return value[:NAME] if isinstance(value, str) else ""


def _whole(thing: Mapping[str, Any], key: str) -> int:
    value = thing.get(key)
    return value if type(value) is int else 0


def _currency(thing: Mapping[str, Any]) -> str:
    return _text(thing, "currency").upper()[:3]
