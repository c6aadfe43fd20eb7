"""One workshop on a page: its groups, tools, accidents, and whom it works for."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import actor, allows
from kernel.units.queries import unit_of
from programmes.accidents.queries import accidents_page
from programmes.catalogue.policies import REGISTER_READERS, REGISTER_TAKERS
from programmes.intakes.queries import running_intakes
from programmes.private_work.queries import works_of_workshop
from programmes.tools.models import ToolState
from programmes.tools.queries import tools_of, workshop_for
from programmes.tools.service import states_of

bp = Blueprint("workshop_page", __name__)


@bp.get("/workshops/<uuid:workshop_id>")
@allows(*REGISTER_READERS)
def page(workshop_id: uuid.UUID) -> ResponseReturnValue:
    """Everything about one workshop, each part with its own page."""
    who = actor()
    room = workshop_for(who, workshop_id)
    unit = unit_of(room.unit_id)
    groups = running_intakes(who, room.unit_id, clock.today(unit.zone))
    return render_template(
        "programmes/workshop_page/page.html", room=room, unit=unit, states=ToolState,
        groups=[one for one in groups if one.workshop_id == room.id], sums=states_of(tools_of(who, room.id)),
        accidents=accidents_page(who, room.id, None).rows[:5], works=works_of_workshop(room.id),
        taking=who.has(*REGISTER_TAKERS),
    )  # fmt: skip
