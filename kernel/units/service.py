"""Opening units."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kernel import audit
from kernel.authz import Actor
from kernel.db import session
from kernel.units.models import ESTABLISHMENTS, Unit, UnitKind


@dataclass(frozen=True, kw_only=True)
class NewUnit:
    """A unit to open under ``parent_id``. ``zone`` is an IANA name; wings take their prison's."""

    code: str
    name: str
    kind: UnitKind
    parent_id: uuid.UUID | None = None
    zone: str = ""
    address: str = ""


def open_unit(actor: Actor | None, new: NewUnit) -> Unit:
    """Open a unit. A prison or office is its own establishment; what lies under it belongs to it."""
    parent = session.get(Unit, new.parent_id) if new.parent_id else None
    made = Unit(
        code=new.code,
        name=new.name,
        kind=new.kind,
        parent_id=new.parent_id,
        zone=new.zone or (parent.zone if parent else "UTC"),
        address=new.address,
    )
    made.establishment_id = made.id if new.kind in ESTABLISHMENTS else parent.establishment_id if parent else None
    session.add(made)
    audit.record(actor, "unit.opened", made)
    session.flush()
    return made
