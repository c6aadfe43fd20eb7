"""Registering, seeing and revoking devices."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
import time
import uuid

from kernel import audit, clock
from kernel.audit.models import Kind
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import Conflict, Forbidden, NotFound
from kernel.i18n import _
from probation.field_devices import rules
from probation.field_devices.models import FieldDevice
from probation.field_devices.rules import Allowance, Token

SEEN_EVERY = dt.timedelta(minutes=1)
SET = 60
"""A clock that moved by so many seconds was set by somebody; less is the way of the answer."""


_calls: dict[object, Allowance] = {}
_counting = threading.Lock()
REMEMBERED = 10_000


def wait_before(caller: object) -> int:
    """Count a call of somebody: 0, or how many seconds they wait first. Each process counts by itself and forgets."""
    now = time.monotonic()
    with _counting:
        if len(_calls) > REMEMBERED:
            _calls.clear()
        _calls[caller], wait = _calls.get(caller, Allowance(rules.BURST, now)).after_call(now)
    return wait


def _tell(actor: Actor, action: str, device_id: uuid.UUID) -> None:
    audit.event(actor, Kind.ACCESS, action, subject_kind="field_device", subject_id=device_id)


def register(actor: Actor, device_id: uuid.UUID, label: str) -> Token:
    """The token of a device, new or renewed; the token before it ends.

    Raises Conflict for a device of another account, Forbidden for a revoked one.
    """
    now, token = clock.now(), Token(device_id, secrets.token_urlsafe(32))
    found = session.get(FieldDevice, device_id)
    if found is None:
        found = FieldDevice(
            id=device_id, account_id=actor.account_id, human_id=actor.human_id, label=label, token_hash=token.hash,
            first_seen_at=now, renewed_at=now, seen_at=now,
        )  # fmt: skip
        session.add(found)
    if found.account_id != actor.account_id:
        raise Conflict(_("This device is registered to another account. Register it anew under its own number."))
    if found.revoked_at is not None:
        raise Forbidden(_("This device was revoked. What it still keeps is sealed: hand the sealed file to your help "
                          "desk, and register the device anew."))  # fmt: skip
    found.token_hash, found.renewed_at, found.seen_at, found.label = token.hash, now, now, label or found.label
    _tell(actor, "field_device.registered", device_id)
    session.flush()
    return token


def note_seen(device_id: uuid.UUID, clock_offset: int | None = None) -> None:
    """Remember that a device was here and how far its clock is off, at most once a minute unless it was set."""
    found = session.get_one(FieldDevice, device_id)
    moved = clock_offset is not None and abs(clock_offset - found.clock_offset) >= SET
    if moved or clock.now() - found.seen_at >= SEEN_EVERY:
        found.seen_at = clock.now()
        found.clock_offset = found.clock_offset if clock_offset is None else clock_offset
        session.flush()


def revoke(actor: Actor, device_id: uuid.UUID) -> FieldDevice:
    """End a device: one's own, or any as a supervisor. What it sends after this is refused and kept sealed."""
    found = session.get(FieldDevice, device_id)
    if found is None or not (found.human_id == actor.human_id or actor.has(Role.PROBATION_SUPERVISOR)):
        raise NotFound(_("There is no such device, or you may not know of it."))
    if found.revoked_at is None:
        found.revoked_at, found.revoked_by = clock.now(), actor.human_id
        _tell(actor, "field_device.revoked", device_id)
        session.flush()
    return found
