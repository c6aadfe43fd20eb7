"""A phone of the field app, played in Python: it seals like the browser does and sends one thing at a time."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kernel import clock
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

    def write(self, kind: str, order_id: str | None, payload: dict[str, Any], **over: Any) -> dict[str, Any]:
        """An operation as it lies in the outbox, sealed."""
        op_id = over.pop("op_id", None) or str(new_id())
        self.seq += 1
        inside = {
            "op_id": op_id, "kind": kind, "order_id": order_id, "pack_id": self.pack["pack_id"],
            "occurred_at": over.pop("occurred_at", clock.now().isoformat()), "tz": "Europe/Paris", "payload": payload,
        }  # fmt: skip
        lane = hashlib.sha256(f"{self.pack['pack_id']}{order_id}".encode()).hexdigest()
        epk, iv, data = closed(self.pack["seal"]["jwk"], op_id, json.dumps(inside).encode())
        after = over.pop("after", self.last.get(lane))
        self.last[lane] = op_id
        sealed = {"kid": self.pack["seal"]["kid"], "epk": epk, "iv": plain(iv), "data": plain(data)}
        return {
            "op_id": op_id, "device_id": self.id, "seq": self.seq, "schema": 1, "pack_id": self.pack["pack_id"],
            "lane": lane, "after": after, "device_clock": clock.now().isoformat(), "sealed": sealed, **over,
        }  # fmt: skip

    def visit(self, order_id: object, *, op: dict[str, Any] | None = None, **over: Any) -> dict[str, Any]:
        """A visit in the outbox; ``over`` are fields of the visit, ``op`` of the envelope."""
        payload = {
            "id": str(new_id()), "order_id": str(order_id), "kind": "home", "outcome": "complied",
            "occurred_at": clock.now().isoformat(), "note": "Seen at the door", **over,
        }  # fmt: skip
        return self.write("contact.create", str(order_id), payload, **(op or {}))

    def send(self, operation: dict[str, Any]) -> Any:
        return self.client.post("/field/ops", json=operation, headers=self.headers())

    def photograph(self, op_id: str, picture: bytes) -> tuple[str, bytes]:
        """(hash, body) of a sealed photograph."""
        epk, iv, data = closed(self.pack["seal"]["jwk"], op_id, picture)
        head = {"op_id": op_id, "kid": self.pack["seal"]["kid"], "epk": epk, "iv": plain(iv)}
        body = json.dumps(head).encode() + b"\n" + data
        return hashlib.sha256(body).hexdigest(), body

    def put(self, sha256: str, body: bytes) -> Any:
        headers = {**self.headers(), "Content-Type": "application/octet-stream"}
        return self.client.put(f"/field/blobs/{sha256}", data=body, headers=headers)
