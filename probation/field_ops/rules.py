"""What an operation means before anything is written. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from probation.field_ops.models import OpKind
from probation.field_packs.rules import SCHEMA
from probation.field_sealing.rules import Sealed

ACCEPTED = range(max(1, SCHEMA - 2), SCHEMA + 1)
"""Versions of the app that are understood: this one and the two before it."""
LARGEST = 256 * 1024
HELD_FOR = dt.timedelta(days=5)
"""What waits longer for the one before it is looked at by a human."""
TRUSTED = dt.timedelta(minutes=5)
"""A device's clock that is off by less is taken at its word."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """An operation as it travels: who it is from and what it follows in clear, what it says sealed."""

    op_id: uuid.UUID
    device_id: uuid.UUID
    seq: int
    schema: int
    pack_id: uuid.UUID
    lane: str
    after: uuid.UUID | None
    device_clock: dt.datetime
    sealed: Sealed
    to_supervisor: bool
    raw: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Inside:
    """What the seal held."""

    op_id: uuid.UUID
    kind: OpKind
    order_id: uuid.UUID | None
    occurred_at: dt.datetime
    tz: str
    payload: Mapping[str, Any]
    pack_id: uuid.UUID
    digest: str


def digest_of(body: Mapping[str, Any]) -> str:
    """What the same content is known by, however often it was sealed."""
    canon = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canon.encode()).hexdigest()


def id_of(text: object) -> uuid.UUID | None:
    """The key a text is, or None: what is refused may say anything."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def offset_of(device_clock: dt.datetime, now: dt.datetime) -> int:
    """Seconds by which a device's clock is behind ours; negative when it is ahead."""
    return round((now - device_clock).total_seconds())


def corrected(moment: dt.datetime, offset: int) -> dt.datetime:
    """When something was by our clock: a clock that is off by minutes or hours is set right."""
    return moment if abs(offset) < TRUSTED.total_seconds() else moment + dt.timedelta(seconds=offset)


@dataclass(frozen=True, kw_only=True)
class FromField:
    """An operation ready to become a record: who wrote it, about whom, when by our clock, how far the other was off."""

    op_id: uuid.UUID
    human_id: uuid.UUID
    order_id: uuid.UUID | None
    occurred_at: dt.datetime
    offset: int
