"""The server's sealing keys: files only their owner reads, beside the other keys. A new one each month.

None is thrown away: an outbox may be weeks late, so every key that was ever given out goes on opening.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kernel import clock
from kernel.errors import DomainError
from kernel.i18n import _
from probation.field_sealing.rules import CURVE, kid_of

FOLDER = "field-keys"
NEW_AFTER = dt.timedelta(days=30)


class UnknownKey(DomainError):
    """Sealed for a key that this server does not have: another installation's, or its folder of keys is not whole."""


def _read(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


@functools.lru_cache(maxsize=64)
def _kept(path: Path) -> ec.EllipticCurvePrivateKey:
    return _read(path)


def _write(folder: Path, name: str, key: ec.EllipticCurvePrivateKey) -> None:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    half = folder / f".{name}.part"
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    half.replace(folder / name)


def newest_key(var: Path) -> ec.EllipticCurvePrivateKey:
    """The key that packs are given now; made when there is none or the last is a month old.

    File names begin with the day. Two processes may make one in the same moment: both are kept and both open.
    """
    folder = var / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = sorted(path.name for path in folder.glob("*.pem"))
    since = (clock.now() - NEW_AFTER).date().isoformat()
    if names and names[-1][:10] > since:
        return _kept(folder / names[-1])
    key = ec.generate_private_key(CURVE)
    _write(folder, f"{clock.now().date().isoformat()}-{kid_of(key.public_key())}.pem", key)
    return key


def key_called(var: Path, kid: str) -> ec.EllipticCurvePrivateKey:
    """The key an envelope is for. Raises UnknownKey when this server does not have it."""
    found = [path for path in (var / FOLDER).glob("*.pem") if path.stem.endswith(f"-{kid}")] if kid.isalnum() else []
    if not found:
        raise UnknownKey(
            _("This record was sealed for a key that this server does not have. Keep it and tell your help desk."),
            field="sealed",
        )
    return _kept(found[0])
