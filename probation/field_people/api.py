"""``GET /field/people``: what "choose people" shows before a pack is made. Names only; who goes along is noted then."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import Forbidden
from kernel.i18n import _, show_days
from probation.day.queries import day_bounds, zone_of
from probation.field_devices.api import HEADER, OFFICERS, paced, stamp
from probation.field_people.queries import may_be_visited

bp = Blueprint("field_people", __name__)


@bp.get("/field/people")
@allows(*OFFICERS)
@paced
def people() -> ResponseReturnValue:
    """The officer's own people, today's route first."""
    if request.headers.get(HEADER) != "1":
        raise Forbidden(_("Only the field app may read here."))
    zone = zone_of(actor())
    today = clock.today(zone)

    def told(row: Any) -> dict[str, Any]:
        return {
            "order_id": str(row.id), "name": row.known_as or row.name, "number": row.number,
            "at": row.at.isoformat() if row.at else None,
            "due": _("Contact due %(when)s", when=show_days(row.due_on, today)) if row.due_on else "",
        }  # fmt: skip

    rows = may_be_visited(actor(), *day_bounds(today, zone))
    return jsonify({"zone": zone, "people": [told(row) for row in rows], **stamp()})
