"""Making snapshots: read, seal, write whole, copy to every place, keep the record. One bad place stops no other."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.at_large.rules import gaps_by_prison
from casework.continuity import queries, rules
from casework.continuity.models import SealedSnapshot
from casework.continuity.rules import PLACE_MARK, NotSetUp, Place, PlaceState, Setup
from casework.seals.rules import fingerprint, seal, signer_of
from casework.seals.service import new_signing_key, signing_key, write_whole
from casework.snapshots.rules import Held, Snapshot, to_bytes
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
"""How each place stands, by name: ``state`` (a ``PlaceState``), ``newest`` (a file name), ``kept`` (how many)."""


def setup_of(folder: Path) -> Setup:
    """The setup in the continuity folder. Raises NotSetUp before the ceremony, DomainError for a faulty one."""
    if not (folder / SETUP).exists() or not (folder / KEY).exists():
        raise NotSetUp(
            _("No snapshot is made yet: nobody could open it. Hold the ceremony first (docs/continuity.md).")
        )
    return rules.read_setup((folder / SETUP).read_text("utf-8"))


def set_up(folder: Path) -> str:
    """Make the server's signing key and an empty setup beside it; its public half. Raises Conflict when it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    signer = new_signing_key(folder / KEY)
    if not (folder / SETUP).exists():
        (folder / SETUP).write_text(TEMPLATE, "utf-8")
    return signer


def _clear(folder: Path, keep: int) -> None:
    """Let go of what is beyond ``keep``, and of halves that a killed process left."""
    names = [entry.name for entry in folder.iterdir()]
    for name in (*rules.surplus(names, keep), *(n for n in names if n.endswith(".tcs.part"))):
        (folder / name).unlink(missing_ok=True)


def make(folder: Path) -> Made:
    """Read who is inside, seal it, and lay it whole into the continuity folder. Writes nothing to the database.

    Raises DomainError when the setup does not allow it.
    """
    setup, key = setup_of(folder), signing_key(folder / KEY)
    service, zone = queries.service_place()
    now = clock.now().replace(microsecond=0)
    day = clock.local(now, zone).date()
    taken = Snapshot(made_at=now, day=day, service=service, people=tuple(queries.inside(None, day)))
    data = seal(to_bytes(taken), setup.holders, key, now)
    (folder / SPOOL).mkdir(parents=True, exist_ok=True)
    if (folder / SPOOL / rules.file_name(now)).exists():
        raise Conflict(_("Another snapshot was made this very second. That one counts."))
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


def _snapshots(folder: Path) -> list[str]:
    return rules.ours([entry.name for entry in folder.iterdir()]) if folder.is_dir() else []


def copy_out(folder: Path) -> Places:
    """Bring the newest snapshot to every place that lacks it, and say how each stands. No place stops another."""
    setup, newest = setup_of(folder), next(iter(_snapshots(folder / SPOOL)), "")
    return {place.name: _copy(place, folder / SPOOL / newest, setup.keep) for place in setup.places if newest}


def copy_to(folder: Path, target: Path) -> None:
    """Bring the newest snapshot to one folder named by hand. Raises DomainError that says why it cannot be."""
    try:
        _put(folder / SPOOL / _snapshots(folder / SPOOL)[0], target)
    except OSError as error:
        raise DomainError(_("%(folder)s: %(why)s", folder=target, why=state_of(error).label)) from error


def _put(source: Path, target: Path) -> None:
    data = source.read_bytes()
    there = target / source.name
    if not there.exists() or there.read_bytes() != data:
        write_whole(there, data)
    if there.read_bytes() != data:
        raise OSError(errno.EIO, "read back differently")


def _copy(place: Place, source: Path, keep: int) -> dict[str, Any]:
    state, kept = PlaceState.WRITTEN, 0
    try:
        if not (place.folder / PLACE_MARK).exists():
            raise FileNotFoundError(errno.ENOENT, PLACE_MARK)
        _put(source, place.folder)
        _clear(place.folder, keep)
        kept = len(_snapshots(place.folder))
    except OSError as error:
        state = state_of(error)
    return {"state": state.value, "newest": source.name if state is PlaceState.WRITTEN else "", "kept": kept}


def state_of(error: OSError) -> PlaceState:
    """What is wrong with a place."""
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return PlaceState.ABSENT
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return PlaceState.FULL
    return PlaceState.LOCKED if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM} else PlaceState.FAILED


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
    failed = [name for name, place in night.places.items() if place["state"] != PlaceState.WRITTEN]
    return {"made": night.made.name if night.made else "", "failed": failed}


def roll_of(actor: Actor, prison_id: uuid.UUID, day: dt.date, *, everybody: bool = False) -> list[Held]:
    """Who is inside one prison, for the roll on paper; the printing leaves its row in the trail.

    Whom the actor may know of, or ``everybody`` for the keeper of the server.
    """
    audit.event(actor, audit.Kind.WRITE, "roll.printed", subject_kind="unit", subject_id=prison_id)
    return list(queries.inside(None if everybody else actor, day, prison_id=prison_id))
