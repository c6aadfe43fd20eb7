"""What a checkpoint says, how it is signed and read, and who keeps it. Pure.

The text is a signed note with the lines of a transparency-log checkpoint: https://c2sp.org/signed-note and
https://c2sp.org/tlog-checkpoint. Ours names in lines of its own where each chain of the trail ended; the root is the
SHA-256 of these.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kernel.audit import Mark
from kernel.errors import DomainError
from kernel.i18n import _

Heads = Mapping[int, tuple[int, bytes]]
ED25519 = b"\x01"
KEY_ID = 4
_LANE = re.compile(r"lane (\d{1,3}) (\d{1,18}) ([0-9A-Za-z+/]{43}=)")
_SIGNED = re.compile(r"— (\S+) ([0-9A-Za-z+/]+={0,2})")


@dataclass(frozen=True, kw_only=True)
class Note:
    """A checkpoint as read: ``heads`` is lane → (seq, hash). ``body`` is what was signed, ``signatures`` by name."""

    origin: str
    rows: int
    made_at: dt.datetime
    heads: dict[int, tuple[int, bytes]]
    body: str
    signatures: tuple[tuple[str, bytes], ...]

    @property
    def marks(self) -> list[Mark]:
        """What the trail must still hold."""
        return [(lane, seq, digest) for lane, (seq, digest) in sorted(self.heads.items())]


def origin_of(key: Ed25519PublicKey) -> str:
    """The name that a server signs by: no two have the same."""
    return f"throughcare-{hashlib.sha256(key.public_bytes_raw()).hexdigest()[:12]}"


def _key_id(name: str, key: Ed25519PublicKey) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + key.public_bytes_raw()).digest()[:KEY_ID]


def public_line(key: Ed25519PublicKey) -> str:
    """The public key as witnesses note it down: name, key id, key."""
    name = origin_of(key)
    return f"{name}+{_key_id(name, key).hex()}+{base64.b64encode(ED25519 + key.public_bytes_raw()).decode()}"


def read_public_line(line: str) -> tuple[str, Ed25519PublicKey]:
    """(name, key) of such a line. Raises DomainError."""
    name, _sep, rest = line.strip().partition("+")
    key_id, _sep, coded = rest.partition("+")
    try:
        raw = base64.b64decode(coded, validate=True)
        key = Ed25519PublicKey.from_public_bytes(raw[1:])
    except (ValueError, binascii.Error):
        raise _no_key() from None
    if raw[:1] != ED25519 or _key_id(name, key).hex() != key_id:
        raise _no_key()
    return name, key


def _no_key() -> DomainError:
    return DomainError(_("This is no public key of a checkpoint. Copy its whole line again."), field="key")


def _lines(heads: Heads) -> list[str]:
    return [f"lane {lane} {seq} {base64.b64encode(digest).decode()}" for lane, (seq, digest) in sorted(heads.items())]


def _root(lanes: Sequence[str]) -> str:
    return base64.b64encode(hashlib.sha256("".join(f"{line}\n" for line in lanes).encode()).digest()).decode()


def written(heads: Heads, made_at: dt.datetime, key: Ed25519PrivateKey) -> str:
    """The signed text of a checkpoint. ``made_at`` is UTC."""
    public, lanes = key.public_key(), _lines(heads)
    name = origin_of(public)
    rows = sum(seq for seq, _digest in heads.values())
    body = "".join(f"{line}\n" for line in (name, str(rows), _root(lanes), f"at {made_at.isoformat()}", *lanes))
    mark = base64.b64encode(_key_id(name, public) + key.sign(body.encode())).decode()
    return f"{body}\n— {name} {mark}\n"


def read_note(text: str) -> Note:
    """A checkpoint as somebody kept it. Raises DomainError where it is not one, or contradicts itself."""
    body, gap, signed = text.replace("\r\n", "\n").strip().partition("\n\n")
    lines, signatures = body.split("\n"), [_SIGNED.fullmatch(line.strip()) for line in signed.split("\n")]
    lanes = [line for line in lines[3:] if line.startswith("lane ")]
    found = [_LANE.fullmatch(line) for line in lanes]
    try:
        made_at = dt.datetime.fromisoformat(next(line[3:] for line in lines[3:] if line.startswith("at ")))
        rows = int(lines[1])
        heads = {int(one[1]): (int(one[2]), base64.b64decode(one[3])) for one in found if one}
        marks = tuple((one[1], base64.b64decode(one[2], validate=True)) for one in signatures if one)
    except (ValueError, IndexError, StopIteration, binascii.Error):
        raise _not_one() from None
    agrees = lines[2] == _root(lanes) and rows == sum(seq for seq, _digest in heads.values())
    if not (gap and marks and all(found) and len(heads) == len(lanes) and agrees):
        raise _not_one()
    return Note(origin=lines[0], rows=rows, made_at=made_at, heads=heads, body=f"{body}\n", signatures=marks)


def _not_one() -> DomainError:
    words = _("This is not a whole checkpoint. Copy all of it, from “throughcare-” to the end of the signature.")
    return DomainError(words, field="text")


def is_signed(note: Note, key: Ed25519PublicKey) -> bool:
    """Whether the holder of this key signed the note."""
    name = origin_of(key)
    mine = [mark[KEY_ID:] for by, mark in note.signatures if by == name and mark[:KEY_ID] == _key_id(name, key)]
    try:
        for mark in mine:
            key.verify(mark, note.body.encode())
    except InvalidSignature:
        return False
    return bool(mine) and note.origin == name


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """A witness: an e-mail address, or a folder on something that the prison cannot rewrite."""

    name: str
    email: str = ""
    folder: str = ""


def read_keepers(text: str) -> tuple[Keeper, ...]:
    """The witnesses of a ``witnesses.toml``. Raises DomainError that names the entry to mend."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DomainError(_("witnesses.toml cannot be read: %(error)s", error=error)) from error
    entries = told.get("witness", [])
    if set(told) - {"witness"} or not isinstance(entries, list):
        raise DomainError(_("witnesses.toml holds nothing but [[witness]] entries."))
    found = tuple(_keeper(one, place) for place, one in enumerate(entries, 1))
    if len({one.name for one in found}) < len(found):
        raise DomainError(_("witnesses.toml: every [[witness]] needs a name of its own."))
    return found


def _keeper(told: Any, place: int) -> Keeper:
    known = isinstance(told, dict) and set(told) in ({"name", "email"}, {"name", "folder"})
    if not known or not all(isinstance(value, str) and value.strip() for value in told.values()):
        raise DomainError(
            _("witnesses.toml, witness %(place)d: give a name, and an email or a folder, in quotation marks.",
              place=place)
        )  # fmt: skip
    found = Keeper(**{key: value.strip() for key, value in told.items()})
    if found.email and "@" not in found.email:
        raise DomainError(_("witnesses.toml: “%(name)s” has no e-mail address.", name=found.name))
    if found.folder and not found.folder.startswith("/"):
        raise DomainError(_("witnesses.toml: write the whole path of “%(name)s”, from /.", name=found.name))
    return found
