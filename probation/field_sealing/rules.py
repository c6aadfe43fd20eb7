"""Opening what a phone sealed. Bytes in, bytes out.

One throw-away P-256 key agrees with the server's (ECDH); HKDF-SHA-256 over it, salted with the operation's id, gives
the key of AES-256-GCM, and the id stands beside as additional data: a seal cannot be moved to another operation.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kernel.errors import DomainError
from kernel.i18n import _

INFO = b"throughcare field 1"
CURVE = ec.SECP256R1()
NONCE, SIDE = 12, 32


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """A closed envelope: which of our keys it is for, the throw-away key, the nonce, what is inside."""

    kid: str
    epk: Mapping[str, str]
    iv: bytes
    data: bytes


def _plain(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(SIDE, "big")).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    """Base64 of either alphabet, padded or not. Raises DomainError."""
    try:
        bare = text.replace("+", "-").replace("/", "_").rstrip("=")
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (ValueError, binascii.Error) as error:
        raise _broken() from error


def jwk_of(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """A public key as browsers take it."""
    numbers = key.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _plain(numbers.x), "y": _plain(numbers.y)}


def kid_of(key: ec.EllipticCurvePublicKey) -> str:
    """What a key is called: the thumbprint of its public half (RFC 7638), shortened."""
    canon = json.dumps({**jwk_of(key)}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canon.encode()).hexdigest()[:24]


def _public(epk: Mapping[str, str]) -> ec.EllipticCurvePublicKey:
    try:
        x, y = (int.from_bytes(bytes_of(str(epk[side])), "big") for side in ("x", "y"))
        return ec.EllipticCurvePublicNumbers(x, y, CURVE).public_key()
    except (KeyError, ValueError) as error:
        raise _broken() from error


def unseal(key: ec.EllipticCurvePrivateKey, op_id: uuid.UUID, sealed: Sealed) -> bytes:
    """What was sealed for this operation. Raises DomainError when a bit of it is not as the phone made it."""
    shared = key.exchange(ec.ECDH(), _public(sealed.epk))
    secret = HKDF(algorithm=hashes.SHA256(), length=32, salt=op_id.bytes, info=INFO).derive(shared)
    if len(sealed.iv) != NONCE:
        raise _broken()
    try:
        return AESGCM(secret).decrypt(sealed.iv, sealed.data, str(op_id).encode())
    except (InvalidTag, ValueError) as error:
        raise _broken() from error


def _broken() -> DomainError:
    return DomainError(
        _("The seal of this record does not open: it was changed, or sealed for another server. Keep it and tell your "
          "help desk."), field="sealed",
    )  # fmt: skip
