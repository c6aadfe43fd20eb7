"""Planning a change of a place, taking it back, and letting it happen on its day."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from programmes.checks.rules import held_back
from programmes.places.models import Allocation, AllocationState, EndReason
from programmes.places.service import changing, end_place, resume_place, suspend_place, today_at
from programmes.planned.models import ChangeKind, ChangeState, PlannedChange
from programmes.planned.queries import planned_until

OPEN = tuple(state for state in AllocationState if state is not AllocationState.ENDED)
FROM = {
    ChangeKind.SUSPEND: (AllocationState.ACTIVE, AllocationState.PENDING),
    ChangeKind.RESUME: (AllocationState.SUSPENDED,),
    ChangeKind.END: OPEN,
}
"""Where a place must stand for a change to happen."""


@dataclass(frozen=True, kw_only=True)
class NewChange:
    """What happens on which day; ``paid`` for a suspension, ``end_reason`` for an end."""

    id: uuid.UUID
    allocation_id: uuid.UUID
    kind: ChangeKind
    on_date: dt.date
    words: str
    paid: bool = False
    end_reason: EndReason | None = None


def plan(actor: Actor, new: NewChange) -> PlannedChange:
    """Plan a change for a day to come. The same id twice is one; one of each kind may be planned at a time."""
    if known := session.get(PlannedChange, new.id):
        return known
    place = changing(actor, new.allocation_id, *OPEN)
    if new.on_date <= today_at(place):
        raise DomainError(_("Choose a day to come. What happens today is done on the place's page."), field="on_date")
    if new.kind is ChangeKind.END and new.end_reason is None:
        raise DomainError(_("Choose why the place ends."), field="end_reason")
    same = sa.select(PlannedChange.id).where(
        PlannedChange.allocation_id == place.id, PlannedChange.kind == new.kind,
        PlannedChange.state == ChangeState.PLANNED,
    )  # fmt: skip
    if session.scalar(same):
        raise DomainError(_("This is planned already for another day. Take that back first."), field="kind")
    ends = new.end_reason.value if new.kind is ChangeKind.END and new.end_reason else ""
    made = PlannedChange(**{**vars(new), "end_reason": ends, "made_by": actor.human_id})
    session.add(made)
    audit.record(actor, "planned_change.made", made, person_id=place.person_id, reason=new.words)
    session.flush()
    return made


def take_back(actor: Actor, change_id: uuid.UUID) -> Allocation:
    """Take a planned change back before its day. Twice is once."""
    found = session.get(PlannedChange, change_id)
    if found is None:
        raise NotFound(_("There is no such change."))
    place = changing(actor, found.allocation_id, *AllocationState)
    if found.state is ChangeState.PLANNED:
        found.state = ChangeState.CANCELLED
        audit.record(actor, "planned_change.cancelled", found, person_id=place.person_id)
    return place


def due_now() -> list[uuid.UUID]:
    """What is due by the clock of its own prison, in order."""
    ahead = planned_until(clock.today() + dt.timedelta(days=1))
    return [key for key, day, zone in ahead if day <= clock.today(zone)]


def happen(change_id: uuid.UUID) -> bool:
    """Let a change happen; missed where the place does not stand so that it could. Safe to repeat."""
    found = session.get_one(PlannedChange, change_id)
    if found.state is not ChangeState.PLANNED:
        return False
    place = session.get_one(Allocation, found.allocation_id)
    held = found.kind is ChangeKind.RESUME and held_back(place)
    possible = place.state in FROM[found.kind] and not held
    if possible:
        _do(place, found)
    found.state = ChangeState.DONE if possible else ChangeState.MISSED
    audit.record(None, f"planned_change.{found.state.value}", found, person_id=place.person_id)
    return possible


def _do(place: Allocation, change: PlannedChange) -> None:
    if change.kind is ChangeKind.SUSPEND:
        suspend_place(None, place, reason=change.words, paid=change.paid)
    elif change.kind is ChangeKind.RESUME:
        resume_place(None, place)
    else:
        reason = EndReason(change.end_reason)
        end_place(None, place, reason=reason, words=change.words, on=change.on_date)
