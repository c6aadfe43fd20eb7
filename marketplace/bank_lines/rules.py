"""Matching a line to an order, and sealing the payer's account. Pure.

Exact reference, then short code; sum and name only ever suggest. AES-256-GCM under a key of its own (RFC 5869).
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from rapidfuzz import fuzz

from marketplace.bank_lines.models import Outcome
from marketplace.orders.models import GIVEN_UP, OrderStep
from marketplace.orders.rules import Amounts
from marketplace.transfers.rules import CODE, folded, is_reference

KEPT_DAYS = dt.timedelta(days=60)
"""How long a payer's account is kept after the line is settled: returns and late refunds are over by then."""
ALIKE = 85
_RF = re.compile(rf"RF(\d\d)([A-Z0-9]{{{CODE}}})")
_PURPOSE, _NONCE, _BOUND = b"throughcare payer account", 12, b"payer"


def references_in(text: str) -> list[str]:
    """Codes of orders behind the references with right check digits in a text, however it is spaced or typed."""
    plain = folded(text)
    found = [match for n in range(len(plain)) if (match := _RF.match(plain, n))]
    return list(dict.fromkeys(one.group(2) for one in found if is_reference(one.group(0))))


def codes_in(text: str) -> list[str]:
    """What may be the short code of an order in a text: six signs in one, or three and three."""
    words = [folded(word) for word in re.split(r"[^0-9A-Za-z]+", text) if word]
    pairs = [one + two for one, two in pairwise(words) if len(one) == len(two) == CODE // 2]
    return list(dict.fromkeys([*(word for word in words if len(word) == CODE), *pairs]))


def outcome_of(minor: int, step: OrderStep, money: Amounts) -> Outcome:
    """What a line of this sum is for the order that it names."""
    if step in GIVEN_UP:
        return Outcome.LATE
    if not money.owed:
        return Outcome.DUPLICATE
    if minor < money.owed:
        return Outcome.PART
    return Outcome.OVER if minor > money.owed else Outcome.EXACT


def suggestion(minor: int, debtor: str, waiting: Iterable[Any]) -> Any:
    """The one order of this very sum whose buyer is named like the payer, or None. Only a person may follow it."""
    name = debtor.casefold()
    alike = [
        row.id for row in waiting
        if row.owed == minor and name and fuzz.token_sort_ratio(name, row.buyer.casefold()) >= ALIKE
    ]  # fmt: skip
    return alike[0] if len(alike) == 1 else None


def parts_refusal(minor: int, parts: Sequence[tuple[str, int]]) -> bool:
    """Whether a division is none: a sum that is not positive, an order named twice, or parts that are not the whole."""
    codes = [code for code, _part in parts]
    return any(part <= 0 for _code, part in parts) or len(set(codes)) < len(codes) or sum(p for _c, p in parts) != minor


def _key(secret: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret))


def seal(secret: bytes, account: str) -> bytes | None:
    """An account number that only this installation can read again; None for none."""
    if not account:
        return None
    nonce = os.urandom(_NONCE)
    return nonce + _key(secret).encrypt(nonce, account.encode(), _BOUND)


def unseal(secret: bytes, sealed: bytes) -> str:
    """The account number. Raises cryptography's InvalidTag for another secret or changed bytes."""
    return _key(secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], _BOUND).decode()
