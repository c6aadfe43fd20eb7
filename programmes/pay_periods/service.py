"""Freezing pay: lines go into a run once, and the ledger hears of them then."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from casework.public import EarningsDue
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from kernel.ids import new_id
from kernel.units.queries import unit_of
from programmes.catalogue.policies import can_manage, demand
from programmes.pay_periods.models import FrozenLine, PayPeriod
from programmes.pay_periods.queries import Due, dues_until, last_run


@dataclass(frozen=True, kw_only=True)
class NewRun:
    """A run to freeze. ``seen`` is the sum that was looked at before; None freezes whatever is due."""

    unit_id: uuid.UUID
    last_on: dt.date
    seen: int | None = None
    id: uuid.UUID = field(default_factory=new_id)


def freeze(actor: Actor, new: NewRun) -> PayPeriod:
    """Freeze every open line of a prison up to a day and announce it. The same id twice is one run.

    Raises Conflict when something changed since the preview, DomainError when there is nothing to pay.
    """
    demand(can_manage(actor, new.unit_id))
    existing = session.get(PayPeriod, new.id)
    if existing:
        return existing
    _check(new)
    dues = [due for due in dues_until(new.unit_id, new.last_on).values() if due.parts is not None]
    if not dues:
        raise DomainError(_("Nothing is due up to that day, so there is no run."), field="last_on")
    if new.seen is not None and new.seen != sum(due.minor for due in dues):
        raise Conflict(_("A register changed since you looked. Look at the sums again, then freeze them."))
    made = PayPeriod(
        id=new.id, unit_id=new.unit_id, last_on=new.last_on, frozen_by=actor.human_id, frozen_at=clock.now()
    )
    session.add(made)
    audit.record(actor, "pay_period.frozen", made)
    for due in dues:
        _freeze_person(actor, made, due)
    session.flush()
    return made


def _check(new: NewRun) -> None:
    if new.last_on > clock.today(unit_of(new.unit_id).zone):
        raise DomainError(_("This day lies ahead. Freeze pay up to a day that is over."), field="last_on")
    last = last_run(new.unit_id)
    if last is not None and new.last_on <= last:
        raise DomainError(_("A run up to that day or a later one is frozen. Choose a later day."), field="last_on")


def _freeze_person(actor: Actor, run: PayPeriod, due: Due) -> None:
    for line in due.lines:
        minor = (due.parts or {})[line.id]
        made = FrozenLine(id=line.id, period_id=run.id, person_id=line.person_id, paid_minor=minor)
        session.add(made)
        audit.record(actor, "pay_line.frozen", made)
        if minor:
            _announce(actor, line, minor)


def _announce(actor: Actor, row: Any, minor: int) -> None:
    gross = row.minor
    less = {"taken_off": gross - minor} if minor != gross else {}
    events.publish(
        EarningsDue(
            person_id=row.person_id,
            kind="wage",
            source=row.source,
            source_id=row.source_id,
            minor=minor,
            currency=row.currency,
            earned_on=row.earned_on,
            explain={**row.explain, **less},
            by=actor,
        )
    )
