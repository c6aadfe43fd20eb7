"""Commands on reductions: set one, end one."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from probation.workload.models import Reduction, ReductionReason
from probation.workload.queries import loads

FULL = 100
LONGEST = dt.timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class NewReduction:
    """So many percent less for an officer between two days."""

    officer_id: uuid.UUID
    percent: int
    reason: ReductionReason
    begins_on: dt.date
    ends_on: dt.date


def _mine(actor: Actor, officer_id: uuid.UUID) -> None:
    if officer_id not in {key for key, _load in loads(actor, clock.now().date())}:
        raise NotFound(_("There is no such officer in your offices."))


def set_reduction(actor: Actor, new: NewReduction) -> Reduction:
    """Give an officer fewer points for a time. Nobody reduces their own."""
    _mine(actor, new.officer_id)
    if new.officer_id == actor.human_id:
        raise DomainError(_("Somebody else must reduce your points."), rule="Two humans", field="officer_id")
    if not 1 <= new.percent <= FULL:
        raise DomainError(_("Enter a percentage from 1 to 100."), field="percent")
    if not new.begins_on <= new.ends_on <= new.begins_on + LONGEST:
        raise DomainError(_("It ends after it begins, and within a year. Set it again after that."), field="ends_on")
    made = Reduction(
        officer_id=new.officer_id, percent=new.percent, reason=new.reason, begins_on=new.begins_on,
        ends_on=new.ends_on, set_by=actor.human_id, set_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "reduction.set", made)
    session.flush()
    return made


def end_reduction(actor: Actor, reduction_id: uuid.UUID) -> Reduction:
    """End a reduction with yesterday, or on its first day where it has not begun."""
    found = session.get(Reduction, reduction_id)
    if found is None:
        raise NotFound(_("There is no such reduction."))
    _mine(actor, found.officer_id)
    if found.officer_id == actor.human_id:
        raise DomainError(_("Somebody else must change your points."), rule="Two humans")
    found.ends_on = max(found.begins_on, clock.now().date() - dt.timedelta(days=1))
    audit.record(actor, "reduction.ended", found)
    return found
