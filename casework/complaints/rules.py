"""Codes, locks and envelopes: pure. The sealing itself is age, as a library does it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from dataclasses import asdict, dataclass

import pyrage
from pyrage import passphrase, x25519

from kernel.throttling import network_key

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which are misread from paper."""
GROUPS, GROUP = 4, 4
ANSWER_DAYS = 14
MOST_A_DAY = 40
"""Letters from one network in one day. A whole prison may write from one machine; a flood would bury what it writes."""
SHORTEST_PHRASE = 20
DEMO_PHRASE = "river lamp oak seventeen"
"""What opens the letters of the demo, where everything is invented."""


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """What somebody wrote, for the inspector alone."""

    words: str
    who: str = ""
    where: str = ""


class WrongPhrase(Exception):
    """A pass phrase that does not open the lock."""


def new_code() -> str:
    """Eighty random bits as a person can copy them: ABCD-EFGH-JKLM-NPQR."""
    signs = "".join(secrets.choice(LETTERS) for _n in range(GROUPS * GROUP))
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def receipt_of(code: str) -> str:
    """What is stored of a code, so that the code itself is nowhere: case, blanks and dashes do not matter."""
    plain = "".join(sign for sign in code.upper() if sign in LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest()


def throttle_key(network: str, day: dt.date, secret: bytes) -> bytes:
    """Under which key a network is counted on a day: without the server's secret nobody can tell whose it is."""
    return network_key("letters", network, day, secret)


def new_lock(phrase: str) -> tuple[str, bytes]:
    """(the public half, the private half under the pass phrase)."""
    pair = x25519.Identity.generate()
    return str(pair.to_public()), passphrase.encrypt(str(pair).encode(), phrase)


def seal(complaint: Complaint, recipient: str) -> bytes:
    """Close the envelope. Short and long letters look alike up to the next 4 KB."""
    plain = json.dumps(asdict(complaint), ensure_ascii=False).encode()
    padded = plain + b" " * (-len(plain) % 4096)
    return bytes(pyrage.encrypt(padded, [x25519.Recipient.from_str(recipient)]))


class Key:
    """The private half in hand, for the length of one request."""

    def __init__(self, wrapped: bytes, phrase: str) -> None:
        """Take the private half out from under its pass phrase. Raises WrongPhrase."""
        try:
            self._identity = x25519.Identity.from_str(passphrase.decrypt(wrapped, phrase).decode())
        except pyrage.DecryptError as wrong:
            raise WrongPhrase from wrong

    def open(self, sealed: bytes) -> Complaint:
        """Read one envelope."""
        return Complaint(**json.loads(pyrage.decrypt(sealed, [self._identity])))
