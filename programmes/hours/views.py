"""Hours of work on a page: everybody's week, and one person's weeks."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework.public import person_for, tabs_for
from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.units.queries import unit_of
from programmes.catalogue.forms import prisons_of
from programmes.catalogue.policies import READERS, REGISTER_READERS
from programmes.hours.queries import hours_of
from programmes.limits.queries import all_limits, week_of_person, weeks_in
from programmes.limits.rules import DAY, hours_words, week_of

bp = Blueprint("hours", __name__)
WEEKS = 12
SIZE = 100


def _asked() -> tuple[uuid.UUID, dt.date]:
    """The prison and the Monday asked for: else the actor's first prison and this week."""
    scope = [uuid.UUID(one.value) for one in prisons_of(actor())]
    wanted = request.args.get("unit", type=uuid.UUID)
    unit_id = wanted if wanted in scope else next(iter(scope), None)
    if unit_id is None:
        raise NotFound(_("You look after no prison, so there are no hours."))
    try:
        return unit_id, week_of(dt.date.fromisoformat(request.args.get("week", "")))
    except ValueError:
        return unit_id, week_of(clock.today(unit_of(unit_id).zone))


@bp.get("/hours")
@allows(*REGISTER_READERS)
def page() -> ResponseReturnValue:
    """Everybody's hours in a week, over and near a limit first; ``near`` leaves the rest out."""
    unit_id, first = _asked()
    rows = weeks_in(actor(), unit_id, first)
    only, start = "near" in request.args, max(0, request.args.get("from", 0, type=int))
    shown = [one for one in rows if one.tone] if only else rows
    return render_template(
        "programmes/hours/page.html", rows=shown[start : start + SIZE], unit=unit_of(unit_id), first=first,
        last=first + DAY * 6, before=first - DAY * 7, after=first + DAY * 7, prisons=prisons_of(actor()), only=only,
        hours_words=hours_words, over=sum(one.tone == "bad" for one in rows), many=len(shown),
        near=sum(one.tone == "warn" for one in rows), more=start + SIZE if len(shown) > start + SIZE else None,
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/hours")
@allows(*READERS)
def person_page(person_id: uuid.UUID) -> ResponseReturnValue:
    """One person's hours of work and education, week by week."""
    who = actor()
    person = person_for(who, person_id)
    unit_id = person.establishment_id
    last = week_of(clock.today(person.zone))
    first = last - DAY * 7 * (WEEKS - 1)
    hours = hours_of([person.id], first - DAY * 14, last + DAY * 6)[person.id]
    known = all_limits()
    weeks = [week_of_person(person, unit_id or person.id, hours, last - DAY * 7 * n, known) for n in range(WEEKS)]
    return render_template(
        "programmes/hours/person.html", person=person, tabs=tabs_for(who), tab="programmes", weeks=weeks,
        hours_words=hours_words,
    )  # fmt: skip
