"""Reading devices."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.authz import Actor
from kernel.db import session, table_of
from probation.field_devices.models import FieldDevice
from probation.field_devices.rules import Standing, Token, ends_at

device = table_of(FieldDevice)
_MINE = (
    sa.select(device)
    .where(device.c.human_id == sa.bindparam("human_id", type_=device.c.id.type))
    .order_by(device.c.seen_at.desc(), device.c.id)
    .limit(50)
)


def device_row(device_id: uuid.UUID) -> Any | None:
    """A device as it stands."""
    return session.execute(sa.select(device).where(device.c.id == device_id)).first()


def devices_of(human_id: uuid.UUID) -> Sequence[Any]:
    """The devices somebody has registered, last used first."""
    return session.execute(_MINE, {"human_id": human_id}).all()


def standing_of(actor: Actor, token: Token | None) -> Standing:
    """What a token is worth in the hand of whoever is signed in."""
    row = device_row(token.device_id) if token else None
    if token is None or row is None:
        return Standing.FORGED
    if row.account_id != actor.account_id:
        return Standing.ANOTHER
    if row.revoked_at is not None:
        return Standing.REVOKED
    over = clock.now() >= ends_at(row.renewed_at, row.seen_at)
    return Standing.EXPIRED if over or row.token_hash != token.hash else Standing.GOOD
