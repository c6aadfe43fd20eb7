"""Noting times at which the holder of a place does not come, and ending that."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from kernel import audit
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from programmes.exclusions.models import DayPart, PlaceExclusion
from programmes.places.models import Allocation, AllocationState
from programmes.places.service import changing, today_at

OPEN = tuple(state for state in AllocationState if state is not AllocationState.ENDED)


@dataclass(frozen=True, kw_only=True)
class NewExclusion:
    """Not on this weekday (0 is Monday) at this part of the day, from a day on."""

    id: uuid.UUID
    allocation_id: uuid.UUID
    weekday: int
    part: DayPart
    from_on: dt.date
    reason: str


def exclude(actor: Actor, new: NewExclusion) -> PlaceExclusion:
    """From that day on the person is not on the register of such sessions. The same id twice is one.

    Raises DomainError for a day that is over, since its registers are taken, and for a time that is noted already.
    """
    if known := session.get(PlaceExclusion, new.id):
        return known
    place = changing(actor, new.allocation_id, *OPEN)
    if new.from_on < today_at(place):
        raise DomainError(_("Choose today or a day to come: what is over stands in its registers."), field="from_on")
    same = sa.select(PlaceExclusion.id).where(
        PlaceExclusion.allocation_id == place.id, PlaceExclusion.weekday == new.weekday,
        PlaceExclusion.part == new.part, PlaceExclusion.until_on.is_(None),
    )  # fmt: skip
    if session.scalar(same):
        raise DomainError(_("This time is noted already. End that first."), field="weekday")
    made = PlaceExclusion(**vars(new))
    session.add(made)
    audit.record(actor, "place_exclusion.made", made, person_id=place.person_id, reason=new.reason)
    session.flush()
    return made


def end_exclusion(actor: Actor, exclusion_id: uuid.UUID) -> Allocation:
    """The person comes at that time again, from tomorrow on. Twice is once."""
    found = session.get(PlaceExclusion, exclusion_id)
    if found is None:
        raise NotFound(_("There is no such time."))
    place = changing(actor, found.allocation_id, *OPEN)
    if found.until_on is None:
        found.until_on = max(today_at(place), found.from_on)
        audit.record(actor, "place_exclusion.ended", found, person_id=place.person_id)
    return place
