"""Arranging the route of a day."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from kernel.authz import Actor
from kernel.db import session
from kernel.errors import NotFound
from kernel.i18n import _
from probation.day.queries import day_bounds, visits_between
from probation.routes.models import DayRoute
from probation.routes.queries import stops_of
from probation.routes.rules import in_route_order, moved


def move_stop(actor: Actor, day: dt.date, zone: str, contact_id: uuid.UUID, *, up: bool) -> None:
    """Make one of the actor's visits of a day earlier or later on the way. Raises NotFound for any other."""
    visits = in_route_order(visits_between(actor, *day_bounds(day, zone)), stops_of(actor.human_id, day))
    stops = [str(one.id) for one in visits]
    if str(contact_id) not in stops:
        raise NotFound(_("This visit is not on your route of today."))
    arranged = moved(stops, str(contact_id), up=up)
    found = session.scalar(sa.select(DayRoute).where(DayRoute.officer_id == actor.human_id, DayRoute.on == day))
    if found is None:
        session.add(DayRoute(officer_id=actor.human_id, on=day, stops=arranged))
    else:
        found.stops = arranged
    session.flush()
