"""The count of a prison at any moment, and the people behind each figure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.counts import queries
from casework.counts.forms import MomentForm
from casework.home.queries import Stat
from kernel import clock
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import NotFound
from kernel.forms import moment_of
from kernel.i18n import _
from kernel.units.models import Unit
from kernel.units.queries import unit_of

bp = Blueprint("counts", __name__)
READERS = (Role.RECORDS_OFFICER, Role.GOVERNOR, Role.INSPECTOR)
LAST_MINUTE = dt.time(23, 59)


def place_words() -> dict[str, str]:
    """Where somebody can be, in words, in the order of the columns."""
    return {
        "inside": _("Inside"), "court": _("At court"), "hospital": _("In hospital"), "leave": _("Temporary release"),
        "way": _("On the way here"), "at_large": _("Escaped, not counted"),
    }  # fmt: skip


def _prison(prison_id: uuid.UUID) -> Unit:
    if not actor().covers(prison_id):
        raise NotFound(_("There is no such prison in your care."))
    return unit_of(prison_id)


def _moment(form: MomentForm, zone: str) -> dt.datetime:
    """What was asked for, else now. A day without an hour is its end; the future is now."""
    now = clock.now()
    if form.on.data is None:
        local = clock.local(now, zone)
        form.on.process_data(local.date())
        form.hour.data = local.time().replace(second=0, microsecond=0)
        return now
    form.hour.data = form.hour.data or LAST_MINUTE
    asked = moment_of(form.on.data, form.hour.data, zone) + dt.timedelta(seconds=59)
    return min(asked, now)


def _asked(zone: str) -> tuple[MomentForm, dt.datetime, dict[str, Any]]:
    """The form, the moment, and what an address must carry to mean it again."""
    form = MomentForm(formdata=request.args)
    at = _moment(form, zone)
    if "on-day" not in request.args or form.on.data is None:
        return form, at, {}
    day = form.on.data
    return form, at, {
        "on-day": day.day, "on-month": day.month, "on-year": day.year, "hour": f"{form.hour.data:%H:%M}"
    }  # fmt: skip


@bp.get("/prisons/<uuid:prison_id>/count")
@allows(*READERS)
def page(prison_id: uuid.UUID) -> ResponseReturnValue:
    """How many, wing by wing, and where they were."""
    prison = _prison(prison_id)
    form, at, here = _asked(prison.zone)
    wings: dict[uuid.UUID | None, dict[str, int]] = defaultdict(dict)
    names: dict[uuid.UUID | None, str] = {}
    totals: dict[str, int] = defaultdict(int)
    for row in queries.figures(prison_id, at):
        wings[row.wing_id][row.place] = row.people
        names[row.wing_id] = row.name or ""
        totals[row.place] += row.people
    counted = sum(people for place, people in totals.items() if place != "at_large")
    return render_template(
        "casework/counts/page.html", prison=prison, form=form, at=at, here=here, wings=wings, names=names,
        totals=totals, counted=counted, words=place_words(),
    )  # fmt: skip


@bp.get("/prisons/<uuid:prison_id>/count/people")
@allows(*READERS)
def people(prison_id: uuid.UUID) -> ResponseReturnValue:
    """The people behind one figure."""
    prison = _prison(prison_id)
    _form, at, here = _asked(prison.zone)
    words = place_words()
    place = request.args.get("place", "") if request.args.get("place", "") in words else ""
    wing = request.args.get("wing", "")
    wing_id = request.args.get("wing", default=None, type=uuid.UUID) if wing != "none" else None
    after = request.args.get("after", default=None, type=uuid.UUID)
    found = queries.people_at(
        actor(), prison_id, at, place=place, wing_id=wing_id, unplaced=wing == "none", after=after
    )
    here |= {"place": place or None, "wing": wing or None}
    return render_template(
        "casework/counts/people.html", prison=prison, found=found, at=at, here=here, words=words, place=place,
        hidden=_hidden(found, prison_id, at, here),
    )  # fmt: skip


def _hidden(found: Any, prison_id: uuid.UUID, at: dt.datetime, here: dict[str, Any]) -> bool:
    """Whether the whole list is shown and is shorter than its figure: some files are closed to this reader."""
    if found.after or request.args.get("after"):
        return False
    place, wing = here["place"], here["wing"]
    figure: int = sum(
        row.people
        for row in queries.figures(prison_id, at)
        if (row.place == place if place else row.place != "at_large")
        and (not wing or str(row.wing_id or "none") == wing)
    )
    return bool(len(found.rows) < figure)


@bp.get("/late-back")
@allows(*READERS)
def late() -> ResponseReturnValue:
    """People who should be back."""
    after = request.args.get("after", default=None, type=uuid.UUID)
    found = queries.late_page(actor(), clock.now(), after)
    return render_template("casework/counts/late.html", found=found, kind="late")


@bp.get("/arriving")
@allows(*READERS)
def arriving() -> ResponseReturnValue:
    """People on the way here."""
    after = request.args.get("after", default=None, type=uuid.UUID)
    return render_template("casework/counts/late.html", found=queries.arriving_page(actor(), after), kind="arriving")


def out_stats(who: Actor) -> list[Stat]:
    """The numbers of the home page: on the way here, and not back in time."""
    return [
        Stat(number=queries.count_late(who, clock.now()), label=_("Out and not back in time"),
             href=url_for("counts.late"), tone="danger"),
        Stat(number=queries.count_arriving(who), label=_("Transfers to acknowledge"), href=url_for("counts.arriving"),
             tone="warning"),
    ]  # fmt: skip
