"""Moving a visit on the route, and the route on paper."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.http import writes
from probation.day import queries as day
from probation.routes.documents import route_sheet
from probation.routes.queries import stops_of
from probation.routes.rules import in_route_order
from probation.routes.service import move_stop

bp = Blueprint("routes", __name__)
OFFICERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)


@bp.post("/my-day/route/<uuid:contact_id>")
@allows(*OFFICERS)
@writes
def move(contact_id: uuid.UUID) -> ResponseReturnValue:
    """Make a visit earlier or later on the way."""
    zone = day.zone_of(actor())
    move_stop(actor(), clock.today(zone), zone, contact_id, up=request.form.get("way") != "down")
    return redirect(url_for("day.page", _anchor=f"c-{contact_id}"), 303)


@bp.get("/my-day/route.pdf")
@allows(*OFFICERS)
def sheet() -> ResponseReturnValue:
    """Today's route on paper."""
    who = actor()
    zone = day.zone_of(who)
    today = clock.today(zone)
    visits = in_route_order(day.visits_between(who, *day.day_bounds(today, zone)), stops_of(who.human_id, today))
    owed = [one for one in day.owed_soon(who, today) if one.row.due_on and one.row.due_on <= today]
    return pdf_response(route_sheet(who.name, today, visits, owed), f"route-{today}.pdf")
