"""The coordinator's day on one page."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import actor, allows
from programmes.catalogue.policies import REGISTER_READERS
from programmes.day.queries import sessions_today, unmarked
from programmes.intakes.queries import intakes_page
from programmes.pay.queries import open_exceptions

bp = Blueprint("programmes_day", __name__)


@bp.get("/programmes/today")
@allows(*REGISTER_READERS)
def page() -> ResponseReturnValue:
    """Today's sessions with seats and register, what was never marked, groups with seats, pay that waits."""
    who, today = actor(), clock.today()
    groups = intakes_page(who, on=today).rows
    return render_template(
        "programmes/day/page.html", today=today, rows=sessions_today(who, today), late=unmarked(who, today), groups=groups,
        exceptions=open_exceptions(who),
    )  # fmt: skip
