"""The calendar of an establishment: the year at a glance, what was chosen, days of its own."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import actor, allows, signed_in
from kernel.calendars import queries, service
from kernel.calendars.forms import DAY_NAMES, CalendarForm, OwnDaysForm
from kernel.calendars.rules import known_years, parts_of, year_of
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _, current_locale
from kernel.units.models import ESTABLISHMENTS, Unit
from kernel.units.queries import establishments, unit_of

bp = Blueprint("calendars", __name__)
FIRST_YEAR, LAST_YEAR = 1990, 2200


@bp.get("/calendars")
@signed_in
def listing() -> ResponseReturnValue:
    """The establishments in reach; the only one opens at once."""
    found = establishments(actor())
    if len(found) == 1:
        return redirect(url_for("calendars.page", unit_id=found[0].id))
    chosen = queries.calendars_of([one.id for one in found])
    return render_template("calendars/listing.html", found=found, chosen=chosen, names=DAY_NAMES)


def _unit(unit_id: uuid.UUID) -> Unit:
    unit = unit_of(unit_id)
    if unit.kind not in ESTABLISHMENTS or not actor().covers(unit_id):
        raise NotFound(_("There is no such establishment in your care."))
    return unit


def _page(unit_id: uuid.UUID, choosing: CalendarForm | None = None, noting: OwnDaysForm | None = None) -> str:
    unit, calendar = _unit(unit_id), queries.calendar_of(unit_id)
    today = clock.today(unit.zone)
    year = min(max(request.args.get("year", today.year, type=int), FIRST_YEAR), LAST_YEAR)
    months = list(year_of(calendar, year, current_locale().first_week_day))
    days = [day for weeks in months for week in weeks for day in week if day is not None]
    refused: Any = choosing or noting
    if choosing is None:
        choosing = CalendarForm(None)
        choosing.offer(queries.choice_of(unit_id))
    return render_template(
        "calendars/page.html", unit=unit, calendar=calendar, year=year, months=months, today=today,
        special=[day for day in days if day.words], estimated=any(day.estimated for day in days),
        own=queries.own_days(unit_id, year), names=DAY_NAMES, first=current_locale().first_week_day,
        may_set=actor().has(*service.SETTERS), choosing=choosing, noting=noting or OwnDaysForm(None), refused=refused,
        known=known_years(calendar.country) if calendar.country else None, parts=parts_of(calendar.country),
    )  # fmt: skip


@bp.get("/calendars/<uuid:unit_id>")
@signed_in
def page(unit_id: uuid.UUID) -> ResponseReturnValue:
    """One year of an establishment, and for those who may, the forms to change it."""
    return _page(unit_id)


@bp.post("/calendars/<uuid:unit_id>")
@allows(*service.SETTERS)
@writes
def choose(unit_id: uuid.UUID) -> ResponseReturnValue:
    """Choose the country and the working weekdays."""
    _unit(unit_id)
    form = CalendarForm()
    form.offer(queries.choice_of(unit_id))
    if not form.validate():
        return _page(unit_id, choosing=form), 422
    try:
        service.set_calendar(actor(), form.to_calendar(unit_id))
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(unit_id, choosing=form), 422
    flash(_("The calendar is saved. Sessions and deadlines that are planned already stay where they are."))
    return redirect(url_for("calendars.page", unit_id=unit_id))


@bp.post("/calendars/<uuid:unit_id>/days")
@allows(*service.SETTERS)
@writes
def note(unit_id: uuid.UUID) -> ResponseReturnValue:
    """Close or open days."""
    _unit(unit_id)
    form = OwnDaysForm()
    if not form.validate():
        return _page(unit_id, noting=form), 422
    try:
        made = service.note_days(actor(), form.to_days(unit_id))
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(unit_id, noting=form), 422
    flash(_("Noted. Sessions that are planned for these days already are shown on their group's page."))
    return redirect(url_for("calendars.page", unit_id=unit_id, year=made.first_on.year))


@bp.post("/calendars/days/<uuid:day_id>/take-back")
@allows(*service.SETTERS)
@writes
def take_back(day_id: uuid.UUID) -> ResponseReturnValue:
    """These days are again what the calendar says."""
    found = service.take_back(actor(), day_id)
    flash(_("Taken back."))
    return redirect(url_for("calendars.page", unit_id=found.unit_id, year=found.first_on.year))
