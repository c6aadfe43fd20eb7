"""The sealed file: a header in clear, a body for its holders alone, a signature over every byte. Bytes in, bytes out.

The body is in the age format (X25519) to two holders or more; the signature is Ed25519 over the SHA-512 of all that
stands before it. It is checked before anything is parsed, so a file in which one bit differs is refused whole.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kernel.errors import DomainError
from kernel.i18n import _

MAGIC = b"throughcare-snapshot-1\n"
CONTEXT = b"throughcare snapshot signature 1\0"
SIGNATURE, SIZE = 64, 4
FEWEST = 2
SECRET, SIGNER, TRUSTS = "AGE-SECRET-KEY-", "tcsign1", "# trusts: "


@dataclass(frozen=True)
class Recipient:
    """A holder of a key that opens snapshots: its name and its public half (``age1…``)."""

    name: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Header:
    """What stands in clear on a snapshot: nothing about anybody inside."""

    made_at: dt.datetime
    signer: str
    sealed_to: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class KeyFile:
    """A holder's key: the secret half, and the servers whose signature is trusted."""

    name: str
    secret: str
    trusts: tuple[str, ...]

    @property
    def recipient(self) -> Recipient:
        """The public half."""
        return Recipient(self.name, str(pyrage.x25519.Identity.from_str(self.secret).to_public()))


def fingerprint(public: str) -> str:
    """Sixteen signs in groups of four, to be compared by eye or read out on the telephone."""
    found = hashlib.sha256(public.encode()).hexdigest()[:16]
    return " ".join(found[at : at + 4] for at in range(0, 16, 4))


def signer_of(key: Ed25519PrivateKey) -> str:
    """The public half of a server's signing key, as people copy it."""
    return SIGNER + base64.urlsafe_b64encode(key.public_key().public_bytes_raw()).decode().rstrip("=")


def _public(signer: str) -> Ed25519PublicKey:
    begin, mark, rest = signer.strip().partition(SIGNER)
    try:
        return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(rest + "=") if mark and not begin else b"")
    except (ValueError, binascii.Error) as error:
        raise DomainError(
            _("“%(key)s” is not a server's public key. It begins with %(begin)s and has 50 signs.",
              key=signer[:60], begin=SIGNER)
        ) from error  # fmt: skip


def check_recipients(recipients: Sequence[Recipient]) -> None:
    """At least two different holders, each with a public key. Raises DomainError naming the one that is wrong."""
    for one in recipients:
        if one.key.startswith(SECRET):
            raise DomainError(
                _("The key of “%(name)s” is a secret key. It must never lie on the server: it is spent now. Make a new "
                  "pair on another machine and give the server only the part that begins with age1.", name=one.name)
            )  # fmt: skip
        try:
            pyrage.x25519.Recipient.from_str(one.key)
        except pyrage.RecipientError as error:
            raise DomainError(
                _("The key of “%(name)s” is not a public key. Copy the line that begins with age1 again.",
                  name=one.name)
            ) from error  # fmt: skip
    if len({one.key for one in recipients}) < FEWEST:
        raise DomainError(
            _("A snapshot needs two different holders at least, so that one lost key loses nothing. Add another one.")
        )


def seal(body: bytes, recipients: Sequence[Recipient], key: Ed25519PrivateKey, made_at: dt.datetime) -> bytes:
    """The file that only the holders can open. Raises DomainError for fewer than two of them."""
    check_recipients(recipients)
    told = {
        "made_at": made_at.isoformat(),
        "signer": signer_of(key),
        "sealed_to": [[one.name, fingerprint(one.key)] for one in recipients],
    }
    head = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    sealed = pyrage.encrypt(body, [pyrage.x25519.Recipient.from_str(one.key) for one in recipients])
    before: bytes = MAGIC + len(head).to_bytes(SIZE, "big") + head + sealed
    return before + key.sign(CONTEXT + hashlib.sha512(before).digest())


def _is_signed(data: bytes, signer: str) -> bool:
    try:
        _public(signer).verify(data[-SIGNATURE:], CONTEXT + hashlib.sha512(data[:-SIGNATURE]).digest())
    except InvalidSignature:
        return False
    return True


def _parts(data: bytes) -> tuple[Header, bytes]:
    """Header and sealed body of a file whose signature was checked, or is about to be. Raises ValueError."""
    start = len(MAGIC) + SIZE
    end = start + int.from_bytes(data[len(MAGIC) : start], "big")
    told: dict[str, Any] = json.loads(data[start:end])
    header = Header(
        made_at=dt.datetime.fromisoformat(told["made_at"]),
        signer=str(told["signer"]),
        sealed_to=tuple((str(name), str(mark)) for name, mark in told["sealed_to"]),
    )
    return header, data[end:-SIGNATURE]


def _refuse_strangers(data: bytes) -> None:
    if not data.startswith(MAGIC):
        raise DomainError(
            _("This is not a snapshot, or its first signs were changed. Choose a file whose name ends in .tcs; if it "
              "is one, take the copy from another place.")
        )  # fmt: skip


def _broken() -> DomainError:
    return DomainError(
        _("This snapshot was changed or damaged after it was made, so nothing of it is read. Take the copy from "
          "another place, or the one of the night before.")
    )  # fmt: skip


def checked(data: bytes) -> Header:
    """The header of a file that is as its own signer left it. Whether that signer is trusted is the reader's to know.

    Raises DomainError when one bit differs.
    """
    _refuse_strangers(data)
    try:
        header, _sealed = _parts(data)
        whole = _is_signed(data, header.signer)
    except (ValueError, KeyError, TypeError, DomainError) as error:
        raise _broken() from error
    if not whole:
        raise _broken()
    return header


def opened(data: bytes, key: KeyFile) -> tuple[Header, bytes]:
    """Header and body, for a holder who trusts the signer. Raises DomainError: broken, not trusted, another's."""
    _refuse_strangers(data)
    if not key.trusts:
        raise DomainError(
            _("The key file of “%(name)s” names no server it trusts. Add the server's public key, as written down at "
              "the ceremony: ./run continuity keys trust KEYFILE %(begin)s…", name=key.name, begin=SIGNER)
        )  # fmt: skip
    if not any(_is_signed(data, signer) for signer in key.trusts):
        header = checked(data)
        raise DomainError(
            _("This snapshot is whole, but was signed by %(signer)s, which the key file of “%(name)s” does not trust. "
              "Compare with the fingerprint written down at the ceremony. Only if it is the same: ./run continuity "
              "keys trust KEYFILE %(key)s", signer=fingerprint(header.signer), name=key.name, key=header.signer)
        )  # fmt: skip
    header, sealed = _parts(data)
    mine = fingerprint(key.recipient.key)
    if mine not in {mark for _name, mark in header.sealed_to}:
        holders = "; ".join(f"{name} ({mark})" for name, mark in header.sealed_to)
        raise DomainError(
            _("This snapshot is sealed for other keys: %(holders)s. Yours is %(name)s (%(mine)s). Ask one of these "
              "holders to open it.", holders=holders, name=key.name, mine=mine)
        )  # fmt: skip
    return header, bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(key.secret)]))


def new_key(name: str, trusts: Sequence[str]) -> KeyFile:
    """A fresh key for a holder. Raises DomainError when one of ``trusts`` is no server's public key."""
    for signer in trusts:
        _public(signer)
    return KeyFile(name=name, secret=str(pyrage.x25519.Identity.generate()), trusts=tuple(trusts))


def key_text(key: KeyFile, day: dt.date) -> str:
    """A key file: age's own identity format, with the trusted servers as comments."""
    lines = [f"# Throughcare continuity key of {key.name}", f"# made {day}", f"# public key: {key.recipient.key}"]
    return "\n".join([*lines, *(TRUSTS + signer for signer in key.trusts), key.secret, ""])


def trusting(text: str, signer: str) -> str:
    """The text of a key file that trusts one more server. Raises DomainError when ``signer`` is none."""
    _public(signer)
    line = TRUSTS + signer.strip()
    return text if line in text.splitlines() else f"{line}\n{text}"


def read_key(text: str) -> KeyFile:
    """The key in a key file. Raises DomainError that says what is missing."""
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines()]
    secrets = [line for line in lines if line.startswith(SECRET)]
    named = [line.partition(" key of ")[2] for line in lines if line.startswith("# ") and " key of " in line]
    try:
        key = KeyFile(
            name=next(iter(named), ""),
            secret=secrets[0],
            trusts=tuple(line.removeprefix(TRUSTS).strip() for line in lines if line.startswith(TRUSTS)),
        )
        key.recipient  # noqa: B018 - a secret that cannot be read raises here
    except (IndexError, pyrage.IdentityError) as error:
        raise DomainError(
            _("This is not a key file: it needs one whole line that begins with %(begin)s. Use the file that was made "
              "with ./run continuity keys holder.", begin=SECRET)
        ) from error  # fmt: skip
    return key
