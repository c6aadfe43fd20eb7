"""Keys and sealed files on disc: secrets only their owner reads, files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casework.seals.rules import signer_of
from kernel.errors import Conflict, DomainError
from kernel.i18n import _


def signing_key(path: Path) -> Ed25519PrivateKey:
    """The key a server signs with. Raises DomainError when the file holds none."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise DomainError(_("%(file)s holds no signing key. Restore it from the backup.", file=path.name))
    return key


def new_signing_key(path: Path) -> str:
    """Make a server's signing key; its public half. Raises Conflict when there is one."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    try:
        write_new(path, pem)
    except FileExistsError as error:
        raise Conflict(
            _("This server has a signing key already, and the holders trust it: %(key)s. To begin anew, move %(file)s "
              "away first; every holder must then trust the new one.", key=signer_of(signing_key(path)), file=path)
        ) from error  # fmt: skip
    return signer_of(key)


def write_new(path: Path, content: bytes) -> None:
    """A secret file that only its owner can read. Raises FileExistsError instead of replacing one."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_whole(path: Path, content: bytes) -> None:
    """The file is there whole or not at all, whatever happens half way; what stood there before stays until then."""
    half = path.with_name(f"{path.name}.part")
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    with contextlib.suppress(OSError):  # some sticks and shares cannot do this for a folder
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
