"""Pure decisions: which code is right at which moment, how a seed is sealed, who must have a second factor.

RFC 6238 for the codes of an app; OWASP ASVS 5.0 V6.5 for how often one counts. AES-256-GCM under a key of its own,
derived from the installation's secret (RFC 5869).
"""

from __future__ import annotations

import base64
import datetime as dt
import functools
import hashlib
import hmac
import os
import uuid
from collections.abc import Set as AbstractSet

import pyotp
import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kernel.authz import Role
from kernel.enums import LabelledEnum
from kernel.errors import DomainError
from kernel.fields import plain_digits
from kernel.i18n import _, _l
from kernel.staff.rules import plain_code

STEP, WINDOW = 30, 1
"""Seconds that a code of the app lives; steps that a phone's clock may be off on either side (RFC 6238, 5.2)."""
DIGITS = 6
HALF = dt.timedelta(minutes=10)
"""How long after the right password the second step may take, setting one up included."""
SEED_LIFE = dt.timedelta(minutes=10)
ON_CARD = {True: 10, False: 40}
"""Codes of a card beside an app, which is for emergencies; and of a card alone: some two weeks of signing in."""
TOLD_FROM = 3
"""Wrong codes of which their owner is told afterwards: fewer are slips of one's own."""
CODE_LETTERS = 12
"""Twelve letters of 32 are 60 bits (ASVS V6.5.4 asks for 20)."""
EVERYBODY = "all"
_NONCE = 12


class Way(LabelledEnum):
    """What the second step is done with."""

    APP = "app", _l("A code of an app on a phone")
    CARD = "card", _l("A code of a card on paper")


class Wanted(LabelledEnum):
    """What somebody wants to set up."""

    APP = "app", _l("An app on a phone")
    CARD = "card", _l("A card on paper alone, without a phone")
    CODES = "codes", _l("A new card beside the app I have")


class Proof(LabelledEnum):
    """What whoever sits there shows first, lest a passer-by at an open screen sets up their own phone."""

    CODE = "code", _l("A code of yours")
    PASSWORD = "password", _l("Your password")


def proof_for(way: Way, left: int) -> Proof:
    """A code where somebody has one. The password after the last code of a card alone."""
    return Proof.CODE if way is Way.APP or left else Proof.PASSWORD


def demanded_of(stated: str) -> frozenset[Role]:
    """The roles whose holders must have a second factor: "all", or roles by their names, or nobody when empty.

    Raises ValueError for a word that is no role: a slip of the pen must not leave the door open.
    """
    words = stated.replace(",", " ").split()
    if words == [EVERYBODY]:
        return frozenset(Role)
    unknown = [word for word in words if word not in set(Role)]
    if unknown:
        raise ValueError(f"THROUGHCARE_SECOND_FACTOR: {', '.join(unknown)} is no role. Write {EVERYBODY}, or some of: "
                         f"{' '.join(Role)}.")  # fmt: skip
    return frozenset(map(Role, words))


def must_have(demanded: AbstractSet[Role], held: AbstractSet[Role]) -> bool:
    """Whether somebody with these roles needs a second factor."""
    return not demanded.isdisjoint(held)


def step_at(now: dt.datetime) -> int:
    """The time step of a moment."""
    return int(now.timestamp()) // STEP


def code_at(seed: str, step: int) -> str:
    """What the app shows in a time step."""
    return str(pyotp.TOTP(seed).generate_otp(step))


def step_of_code(seed: str, typed: str, now: dt.datetime) -> int | None:
    """The time step whose code this is, of the present one and its neighbours; None when it is of none of them."""
    code, present = plain_digits(typed).replace(" ", "").encode(), step_at(now)
    steps = range(present - WINDOW, present + WINDOW + 1)
    right = [step for step in steps if hmac.compare_digest(code_at(seed, step).encode(), code)]
    return right[-1] if right else None


def is_of_app(typed: str) -> bool:
    """Whether what was typed looks like a code of the app, and not like one of the card."""
    plain = plain_digits(typed).replace(" ", "")
    return len(plain) == DIGITS and plain.isdecimal()


def in_fours(text: str) -> str:
    """A seed as people copy it: groups of four."""
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def address_of(seed: str, username: str) -> str:
    """What the app reads from the QR code (otpauth://)."""
    return pyotp.TOTP(seed).provisioning_uri(name=username, issuer_name="Throughcare")


def picture_of(address: str) -> str:
    """The QR code as a data address: drawn here, asked for nowhere."""
    return str(segno.make(address, error="m").png_data_uri(scale=5, border=3))


# ---- what is kept ---------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=8)
def _key(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"throughcare second factor " + purpose).derive(secret)


def key_id(secret: bytes) -> str:
    """The name of the key that seals seeds now; another one after the installation's secret was changed."""
    return hashlib.sha256(_key(secret, b"seed")).hexdigest()[:16]


def _bound(row_id: uuid.UUID, key: str) -> bytes:
    return f"second_factor|sealed|{row_id}|{key}".encode()


def seal(secret: bytes, row_id: uuid.UUID, seed: str) -> bytes:
    """A seed that only this installation can read again, in this row alone."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key(secret, b"seed")).encrypt(nonce, seed.encode(), _bound(row_id, key_id(secret)))


def unseal(secret: bytes, row_id: uuid.UUID, key: str, sealed: bytes) -> str:
    """The seed. Raises DomainError when it was sealed under another secret, for another row, or was changed."""
    try:
        opened = AESGCM(_key(secret, b"seed")).decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(row_id, key))
    except InvalidTag as broken:
        raise DomainError(
            _("This server's secret key is not the one your second step was set up under. Its keeper puts the old one "
              "back, or two colleagues take your second step off."), field="code",
        ) from broken  # fmt: skip
    return opened.decode()


def code_hash(secret: bytes, account_id: uuid.UUID, typed: str) -> bytes:
    """What is kept of a code of the card: a keyed hash, so that the database alone cannot be searched for codes."""
    return hmac.digest(_key(secret, b"card"), account_id.bytes + plain_code(plain_digits(typed)).encode(), "sha256")


def new_seed() -> str:
    """160 random bits in base 32 (RFC 4226, section 4, R6)."""
    return base64.b32encode(os.urandom(20)).decode()
