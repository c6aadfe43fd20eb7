"""Making checkpoints, handing them to witnesses outside, and holding the trail against what they kept."""

from __future__ import annotations

import contextlib
import errno
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casework.checkpoints import queries, rules
from casework.checkpoints.models import Checkpoint, Reached, Witness
from casework.checkpoints.rules import Keeper
from casework.continuity.rules import PLACE_MARK
from casework.seals.service import new_signing_key, signing_key, write_whole
from kernel import audit, clock, jobs, outlets
from kernel.authz import Actor, Role
from kernel.db import in_transaction, session, table_of
from kernel.errors import Conflict, DomainError
from kernel.i18n import _, _l

FOLDER, KEY, SETUP = "checkpoints", "signing.key", "witnesses.toml"
CHECK = "checkpoints.check"
KEEPERS = (Role.INSPECTOR, Role.GOVERNOR, Role.ADMINISTRATOR)
TEMPLATE = """# Who keeps the checkpoints of the audit trail, away from this server. See docs/checkpoints.md.

# [[witness]]
# name = "Inspectorate"
# email = "trail@inspectorate.example"

# [[witness]]
# name = "Stick of the governor"
# folder = "/media/governor"
"""
_witness = table_of(Witness)


def key_in(place: Path) -> Ed25519PrivateKey:
    """The key that checkpoints are signed with; made, with an empty list of witnesses, when there is none."""
    place.mkdir(parents=True, exist_ok=True)
    if not (place / KEY).exists():
        with contextlib.suppress(Conflict):  # somebody else made it this moment
            new_signing_key(place / KEY)
    if not (place / SETUP).exists():
        (place / SETUP).write_text(TEMPLATE, "utf-8")
    return signing_key(place / KEY)


def keepers_in(place: Path) -> tuple[Keeper, ...]:
    """The witnesses that are set up. Raises DomainError for a faulty list."""
    return rules.read_keepers((place / SETUP).read_text("utf-8")) if (place / SETUP).exists() else ()


def make(place: Path) -> uuid.UUID:
    """A checkpoint of this moment; the newest one when nothing has happened since."""
    heads, last = audit.heads(), queries.newest()
    if last is not None and last.rows == sum(seq for seq, _digest in heads.values()):
        return uuid.UUID(str(last.id))
    now = clock.now().replace(microsecond=0)
    text = rules.written(heads, now, key_in(place))
    made = Checkpoint(made_at=clock.now(), rows=rules.read_note(text).rows, text=text)
    session.add(made)
    session.flush()
    return made.id


def hand_out(place: Path) -> list[dict[str, Any]]:
    """Bring the newest checkpoint to every witness that lacks it; how it went. Nothing is locked meanwhile."""
    newest = queries.newest()
    held = {row.name: row for row in queries.witnesses()}
    if newest is None:
        return []
    session.rollback()  # no transaction stays open while a stick or a mail server takes its time
    found = []
    for keeper in keepers_in(place):
        before = held.get(keeper.name)
        if before is None or before.newest_id != newest.id:
            state = _lay(keeper, newest) if keeper.folder else _send(keeper, newest)
            there = newest.id if state in {Reached.KEPT, Reached.SENT} else before and before.newest_id
            found.append({"name": keeper.name, "state": state, "tried_at": clock.now(), "newest_id": there})
    return found


def _lay(keeper: Keeper, newest: Any) -> Reached:
    target = Path(keeper.folder) / f"checkpoint-{newest.made_at:%Y%m%dT%H%M%SZ}.txt"
    try:
        if not (target.parent / PLACE_MARK).exists():
            return Reached.ABSENT
        write_whole(target, newest.text.encode())
        return Reached.KEPT if target.read_bytes() == newest.text.encode() else Reached.FAILED
    except OSError as error:
        return Reached.ABSENT if error.errno in {errno.ENOENT, errno.ENOTDIR} else Reached.FAILED


def _send(keeper: Keeper, newest: Any) -> Reached:
    way = outlets.mail_way(_l("Checkpoint of the audit trail"))
    if way is None:
        return Reached.NO_WAY
    try:
        way.send(uuid.uuid5(newest.id, keeper.email), keeper.email, newest.text)
    except (outlets.NotSent, OSError):
        return Reached.FAILED
    return Reached.SENT


def note(place: Path, told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Write down how it went with the witnesses; those who are none any more go."""
    for row in told:
        where = _witness.c.name == row["name"]
        if not session.execute(sa.update(_witness).where(where).values(**row)).rowcount:  # type: ignore[attr-defined]
            session.execute(_witness.insert(), row)
    session.execute(sa.delete(_witness).where(_witness.c.name.not_in([one.name for one in keepers_in(place)])))
    return {"reached": sum(row["state"] in {Reached.KEPT, Reached.SENT} for row in told)}


def now(place: Path) -> uuid.UUID:
    """Make a checkpoint now and bring it to every witness; its id."""
    made = in_transaction(lambda: make(place))
    told = hand_out(place)
    in_transaction(lambda: note(place, told))
    return made


def held_against(marks: Sequence[Sequence[Any]], told: Callable[[int, int], object]) -> dict[str, Any]:
    """What comes of holding the trail against the marks of ``begin_check``: rows, the first bad one, those unmet."""
    proof = audit.verify([(lane, seq, bytes.fromhex(digest)) for lane, seq, digest in marks], told)
    return {"rows": proof.rows, "bad": proof.first_bad, "unmet": proof.unmet}


def public_line(place: Path) -> str:
    """The public key that witnesses note down; empty before the first checkpoint."""
    return rules.public_line(signing_key(place / KEY).public_key()) if (place / KEY).exists() else ""


def begin_check(actor: Actor, text: str, place: Path) -> uuid.UUID:
    """Hold the whole trail against a checkpoint that somebody kept. Raises DomainError for one that is not ours."""
    kept, ours = rules.read_note(text), public_line(place)
    if not ours or not rules.is_signed(kept, rules.read_public_line(ours)[1]):
        words = _("This checkpoint was not signed by this server. Check it with the key that was noted down with it.")
        raise DomainError(words, field="text")
    marks = [[lane, seq, digest.hex()] for lane, seq, digest in kept.marks]
    return jobs.enqueue(actor, CHECK, {"marks": marks, "rows": kept.rows})
