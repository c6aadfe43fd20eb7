"""A phone of the field app, played in Python: it seals like the browser does and sends one thing at a time."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kernel.ids import new_id

HEADERS = {"X-Throughcare-Field": "1"}


def plain(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def loose(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def closed(jwk: dict[str, str], op_id: str, inside: bytes) -> tuple[dict[str, str], bytes, bytes]:
    """(throw-away public key, nonce, sealed bytes)."""
    server = ec.EllipticCurvePublicNumbers(loose(jwk["x"]), loose(jwk["y"]), ec.SECP256R1()).public_key()
    mine = ec.generate_private_key(ec.SECP256R1())
    secret = HKDF(
        algorithm=hashes.SHA256(), length=32, salt=uuid.UUID(op_id).bytes, info=b"throughcare field 1"
    ).derive(mine.exchange(ec.ECDH(), server))
    iv, numbers = new_id().bytes[:12], mine.public_key().public_numbers()
    epk = {
        "kty": "EC",
        "crv": "P-256",
        "x": plain(numbers.x.to_bytes(32, "big")),
        "y": plain(numbers.y.to_bytes(32, "big")),
    }
    return epk, iv, AESGCM(secret).encrypt(iv, inside, op_id.encode())


@dataclass
class Phone:
    """One device of whoever is signed in on ``client``."""

    client: Any
    id: str = field(default_factory=lambda: str(new_id()))
    token: str = ""
    pack: dict[str, Any] = field(default_factory=dict)
    seq: int = 0
    last: dict[str, str] = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        return {**HEADERS, "X-Field-Device": self.token}

    def register(self) -> Any:
        answer = self.client.post("/field/devices", json={"device_id": self.id, "label": "Blue phone"}, headers=HEADERS)
        self.token = (answer.json or {}).get("token", self.token)
        return answer

    def prepare(self, **over: Any) -> Any:
        body = {"pack_id": str(new_id()), "device_id": self.id, "date": None, "people": None, **over}
        answer = self.client.post("/field/packs", json=body, headers=self.headers())
        if answer.status_code in (200, 201):
            self.pack = answer.json
        return answer

    def bring_back(self) -> Any:
        return self.client.post(f"/field/packs/{self.pack['pack_id']}/return", json={}, headers=self.headers())
