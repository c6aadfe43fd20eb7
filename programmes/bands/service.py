"""Setting the band of a place."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _, show_date
from programmes.bands.models import PlaceBand
from programmes.bands.queries import band_on
from programmes.cancellations.models import CancelledPay
from programmes.catalogue.policies import can_manage, demand
from programmes.intakes.queries import intake_for
from programmes.pay.queries import bands_of
from programmes.places.queries import allocation_for
from programmes.registers.models import Attendance

LEAST = 5


def set_band(actor: Actor, allocation_id: uuid.UUID, band: str, from_on: dt.date, why: str) -> PlaceBand:
    """Pay a place by a band from a day on. Refused for a band without a rate, and under registers taken already."""
    place = allocation_for(actor, allocation_id)
    group = intake_for(actor, place.intake_id)
    demand(can_manage(actor, group.unit_id))
    if band and band not in bands_of(group.programme_id):
        raise DomainError(_("This programme has no rate for that band. Set one first."), field="band")
    if len(why.strip()) < LEAST:
        raise DomainError(_("Say why in a few words."), field="why")
    _refuse_paid(allocation_id, from_on)
    if band_on(allocation_id, from_on) == band:
        raise DomainError(_("The place is paid by that band already."), field="band")
    made = PlaceBand(
        allocation_id=place.id, person_id=place.person_id, band=band, from_on=from_on, why=why.strip(),
        set_by=actor.human_id, set_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "place_band.set", made, reason=why)
    session.flush()
    return made


def _refuse_paid(allocation_id: uuid.UUID, from_on: dt.date) -> None:
    """A band reaches no day whose register is taken: what was earned stays as it was earned."""
    days = [
        session.scalar(sa.select(sa.func.max(kind.held_on)).where(kind.allocation_id == allocation_id))
        for kind in (Attendance, CancelledPay)
    ]
    days.append(session.scalar(
        sa.select(sa.func.max(PlaceBand.from_on)).where(PlaceBand.allocation_id == allocation_id)
    ))  # fmt: skip
    last = max(filter(None, days), default=None)
    if last is not None and from_on <= last:
        words = _("Registers or bands up to %(day)s stand already. Begin on %(next)s or later.",
                  day=show_date(last), next=show_date(last + dt.timedelta(days=1)))  # fmt: skip
        raise DomainError(words, field="from_on")
