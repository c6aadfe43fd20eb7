"""Making snapshots: read, seal, write whole, copy to every place, keep the record. One bad place stops no other."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import os
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casework.at_large.rules import gaps_by_prison
from casework.continuity import queries, rules
from casework.continuity.models import SealedSnapshot
from casework.continuity.rules import PLACE_MARK, NotSetUp, Place, Setup
from casework.seals.rules import fingerprint, seal, signer_of
from casework.snapshots.rules import Snapshot, to_bytes
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _

SETUP, KEY, SPOOL = "continuity.toml", "signing.key", "sealed"
"""Files of the continuity folder on the server, and the folder of what was made."""
TEMPLATE = """# Who can open the nightly snapshot, and where copies of it go. See docs/continuity.md.
keep = 30

# [[holder]]
# name = "Headquarters registry"
# key = "age1..."

# [[place]]
# name = "Stick in the vault"
# folder = "/media/vault"
"""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A snapshot that lies sealed on the server, before its row is written."""

    name: str
    made_at: dt.datetime
    day: dt.date
    people: int
    size: int
    sha256: str
    signer: str
    holders: dict[str, str]
    gaps: dict[str, dict[str, int]]


Places = dict[str, dict[str, Any]]
"""How each place stands, by name: ``ok``, ``words``, ``at``, ``newest``, ``kept``."""


def setup_of(folder: Path) -> Setup:
    """The setup in the continuity folder. Raises NotSetUp before the ceremony, DomainError for a faulty one."""
    if not (folder / SETUP).exists() or not (folder / KEY).exists():
        raise NotSetUp(
            _("No snapshot is made yet: nobody could open it. Hold the ceremony first: ./run continuity keys server")
        )
    return rules.read_setup((folder / SETUP).read_text("utf-8"))


def signing_key(folder: Path) -> Ed25519PrivateKey:
    """The key this server signs with. Raises DomainError when the file holds none."""
    try:
        key = serialization.load_pem_private_key((folder / KEY).read_bytes(), None)
    except ValueError as error:
        raise DomainError(_("%(file)s holds no signing key. Restore it from the backup.", file=KEY)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise DomainError(_("%(file)s holds no signing key. Restore it from the backup.", file=KEY))
    return key


def new_signing_key(folder: Path) -> str:
    """Make the server's signing key and an empty setup beside it; its public half. Raises Conflict when there is one."""
    folder.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    try:
        write_new(folder / KEY, pem)
    except FileExistsError as error:
        raise Conflict(
            _("This server has a signing key already, and every holder trusts it. It is %(key)s. To begin anew, move "
              "%(file)s away first; every holder must then trust the new one.",
              key=signer_of(signing_key(folder)), file=folder / KEY)
        ) from error  # fmt: skip
    if not (folder / SETUP).exists():
        (folder / SETUP).write_text(TEMPLATE, "utf-8")
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


def _clear(folder: Path, keep: int) -> None:
    """Let go of what is beyond ``keep``, and of halves that a killed process left."""
    names = [entry.name for entry in folder.iterdir()]
    for name in (*rules.surplus(names, keep), *(n for n in names if n.endswith(".tcs.part"))):
        (folder / name).unlink(missing_ok=True)


def make(folder: Path) -> Made:
    """Read who is inside, seal it, and lay it whole into the continuity folder. Writes nothing to the database.

    Raises DomainError when the setup does not allow it.
    """
    setup, key = setup_of(folder), signing_key(folder)
    service, zone = queries.service_place()
    now = clock.now().replace(microsecond=0)
    day = clock.local(now, zone).date()
    taken = Snapshot(made_at=now, day=day, service=service, people=tuple(queries.inside(None, day)))
    data = seal(to_bytes(taken), setup.holders, key, now)
    (folder / SPOOL).mkdir(parents=True, exist_ok=True)
    write_whole(folder / SPOOL / rules.file_name(now), data)
    _clear(folder / SPOOL, setup.keep)
    return Made(
        name=rules.file_name(now), made_at=now, day=day, people=len(taken.people), size=len(data),
        sha256=hashlib.sha256(data).hexdigest(), signer=fingerprint(signer_of(key)),
        holders={one.name: fingerprint(one.key) for one in setup.holders}, gaps=_gaps(taken),
    )  # fmt: skip


def _gaps(taken: Snapshot) -> dict[str, dict[str, int]]:
    ids = {name: str(key) for name, key in queries.prisons().values()}
    found: dict[str, Counter[str]] = gaps_by_prison(taken.people, taken.day)
    return {ids[name]: dict(counts) for name, counts in found.items() if name in ids}


def copy_out(folder: Path) -> Places:
    """Bring the newest snapshot to every place that lacks it, and say how each stands. No place stops another."""
    setup = setup_of(folder)
    spool = folder / SPOOL
    newest = next(iter(rules.ours(os.listdir(spool))), "") if spool.is_dir() else ""
    return {place.name: _copy(place, spool / newest, setup.keep) for place in setup.places if newest}


def copy_to(folder: Path, target: Path) -> None:
    """Bring the newest snapshot to one folder named by hand. Raises DomainError that says why it cannot be."""
    spool = folder / SPOOL
    try:
        _put(spool / rules.ours(os.listdir(spool))[0], target)
    except OSError as error:
        raise DomainError(_words(error)) from error


def _put(source: Path, target: Path) -> None:
    data = source.read_bytes()
    there = target / source.name
    if not there.exists() or there.read_bytes() != data:
        write_whole(there, data)
    if there.read_bytes() != data:
        raise OSError(errno.EIO, "read back differently")


def _copy(place: Place, source: Path, keep: int) -> dict[str, Any]:
    ok, words, kept = True, _("Written and read back."), 0
    try:
        if not (place.folder / PLACE_MARK).exists():
            raise FileNotFoundError(errno.ENOENT, PLACE_MARK)
        _put(source, place.folder)
        _clear(place.folder, keep)
        kept = len(rules.ours(os.listdir(place.folder)))
    except OSError as error:
        ok, words = False, _words(error)
    return {"ok": ok, "words": words, "newest": source.name if ok else "", "kept": kept}


def _words(error: OSError) -> str:
    """What is wrong with a place, and what to do."""
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return _("Not there, or without its file “%(mark)s”. Put the stick in or mount the share; in the right folder, "
                 "make an empty file of that name.", mark=PLACE_MARK)  # fmt: skip
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return _("Full. Make room or put in another stick; old snapshots are removed by themselves.")
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return _("Cannot be written to. Look at the stick's lock and at the rights of the folder.")
    return _("Writing failed (%(error)s). Try another stick or share.", error=os.strerror(error.errno or errno.EIO))


@dataclass(frozen=True, kw_only=True)
class Night:
    """What one turn of the nightly job did, to be written down: a new snapshot or none, and how the places stand."""

    made: Made | None
    places: Places


def tonight(folder: Path, *, at_once: bool = False) -> Night:
    """Make tonight's snapshot if it is due (or ``at_once``) and bring the newest to every place. Raises DomainError."""
    last = queries.newest()
    _service, zone = queries.service_place()
    newest = clock.local(last.made_at, zone) if last else None
    due = at_once or rules.is_due(newest, clock.local(clock.now(), zone))
    made = make(folder) if due else None
    return Night(made=made, places=copy_out(folder))


def settle(actor: Actor | None, night: Night) -> dict[str, Any]:
    """Write down what a night brought: a row for a new snapshot, else the changed state of the places."""
    if night.made:
        made = vars(night.made) | {"places": night.places}
        row = SealedSnapshot(**made)
        session.add(row)
        audit.record(actor, "snapshot.sealed", row)
    else:
        last = queries.newest()
        found = session.get(SealedSnapshot, last.id) if last else None
        if found and found.places != night.places:
            found.places = night.places
            audit.record(actor, "snapshot.copied", found)
    return {
        "made": night.made.name if night.made else "",
        "failed": [n for n, p in night.places.items() if not p["ok"]],
    }


def roll_of(actor: Actor | None, prison_id: uuid.UUID, day: dt.date) -> Iterator[Any]:
    """Who is inside one prison, for the roll on paper; the printing leaves its row in the trail."""
    audit.event(actor, audit.Kind.WRITE, "roll.printed", subject_kind="unit", subject_id=prison_id)
    return queries.inside(actor, day, prison_id=prison_id)
