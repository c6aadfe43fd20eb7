"""The coordinator's day on one page."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import actor, allows
from programmes.catalogue.policies import REGISTER_READERS, REGISTER_TAKERS, can_manage_catalogue
from programmes.day.queries import (
    UNCHECKED_DAYS,
    days_now,
    groups_with_waiting,
    on_closed_days,
    sessions_today,
    shut_today,
    unmarked,
    worked_unchecked,
)
from programmes.pay.queries import open_exceptions
from programmes.workshop_page.queries import watch_of

bp = Blueprint("programmes_day", __name__)


@bp.get("/programmes/today")
@allows(*REGISTER_READERS)
def page() -> ResponseReturnValue:
    """Today's sessions, registers nobody took, free seats and who waits, what a human must settle."""
    who = actor()
    days = days_now(who)
    today = min(days.values(), default=clock.today())
    groups = groups_with_waiting(who, days)
    managing = can_manage_catalogue(who)
    rows, late = sessions_today(who, days), unmarked(who, days)
    listed = {row.session_id for row in rows}
    return render_template(
        "programmes/day/page.html",
        today=today,
        rows=rows,
        late=[row for row in late if row.session_id not in listed],
        asked_for={row.session_id for row in late},
        groups=groups,
        empty=[one for one in groups if one.waiting and one.taken < one.capacity],
        exceptions=open_exceptions(who) if managing else [],
        unchecked=worked_unchecked(who, today - dt.timedelta(days=UNCHECKED_DAYS)),
        managing=managing,
        shut=shut_today(who, days),
        misplaced=on_closed_days(who, days),
        watch=watch_of(who),
        takes=who.has(*REGISTER_TAKERS),
    )
