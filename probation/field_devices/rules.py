"""How long a device may write, and the token it shows. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import uuid
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from kernel.enums import LabelledEnum
from kernel.i18n import _l

IDLE, ABSOLUTE = dt.timedelta(hours=12), dt.timedelta(days=7)
"""A device that nobody used for half a day, or that was registered a week ago, signs in again."""
SALT = "field device"


BURST, PER_SECOND = 600, 10.0
"""Calls that a device may make at once, and how many more come in each second: a full day's queue goes through without
a pause, a phone gone mad does not keep others waiting."""


@dataclass(frozen=True)
class Allowance:
    """What a device has left at a moment, in calls; moments are seconds of any clock that only goes forward."""

    left: float
    at: float

    def after_call(self, now: float) -> tuple[Allowance, int]:
        """(what is left, 0) where the call may be made, else (what there is, whole seconds until one may be made)."""
        left = min(BURST, self.left + (now - self.at) * PER_SECOND)
        if left < 1:
            return Allowance(left, now), math.ceil((1 - left) / PER_SECOND)
        return Allowance(left - 1, now), 0


class Standing(LabelledEnum):
    """What a token is worth."""

    GOOD = "good", _l("In use")
    EXPIRED = "device_expired", _l("Ended: sign in again on it")
    REVOKED = "device_revoked", _l("Revoked")
    FORGED = "forged_device", _l("Not one of ours")
    ANOTHER = "another_account", _l("Belongs to another account")


@dataclass(frozen=True)
class Token:
    """The device a token names and the secret in it."""

    device_id: uuid.UUID
    secret: str

    @property
    def hash(self) -> bytes:
        """What of the secret is kept."""
        return hashlib.sha256(self.secret.encode()).digest()


def signed(key: str, token: Token) -> str:
    """The token as the device carries it."""
    return str(URLSafeSerializer(key, salt=SALT).dumps([token.device_id.hex, token.secret]))


def read_token(key: str, text: str) -> Token | None:
    """The token behind a text that we signed, or None."""
    try:
        device, secret = URLSafeSerializer(key, salt=SALT).loads(text)
        return Token(uuid.UUID(device), secret)
    except (BadData, ValueError, TypeError):
        return None


def ends_at(renewed_at: dt.datetime, seen_at: dt.datetime) -> dt.datetime:
    """When a token ends if it is not used again."""
    return min(seen_at + IDLE, renewed_at + ABSOLUTE)
