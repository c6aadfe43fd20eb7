"""Check-ins on screen: going out, staying longer, all well; and what a supervisor notes."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import person_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _, show_moment
from probation.check_ins import service
from probation.check_ins.forms import GoingForm, LongerForm, ReachedForm
from probation.check_ins.queries import everybody_out, office_of, open_visit
from probation.day.queries import zone_of
from probation.places.queries import place_of

bp = Blueprint("check_ins", __name__)
OFFICERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)


def _person() -> uuid.UUID | None:
    return request.args.get("person", type=uuid.UUID)


def _page(form: BaseForm | None = None, status: int = 200) -> ResponseReturnValue:
    zone = zone_of(actor())
    soon = clock.local(clock.now() + dt.timedelta(hours=1), zone)
    place: Any = None
    if _person():
        place = place_of(person_for(actor(), _person()).id)  # type: ignore[arg-type]
    page = render_template(
        "probation/check_ins/page.html", out=open_visit(actor().human_id), zone=zone, now=clock.now(), failed=form,
        going=form if isinstance(form, GoingForm) else GoingForm(
            formdata=None, place=place.address if place else "", until=dt.time(soon.hour, soon.minute)),
        longer=form if isinstance(form, LongerForm) and not isinstance(form, GoingForm) else LongerForm(formdata=None),
        person=_person(),
    )  # fmt: skip
    return page, status


@bp.get("/my-day/out")
@allows(*OFFICERS)
def page() -> ResponseReturnValue:
    """Whether one is out, and until when."""
    return _page()


@bp.post("/my-day/out")
@allows(*OFFICERS)
@writes
def start() -> ResponseReturnValue:
    """Go out alone."""
    form, zone = GoingForm(), zone_of(actor())
    if not form.validate():
        return _page(form, 422)
    try:
        made = service.start(actor(), form.to_going(zone, office_of(actor()), _person()))
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, 422)
    flash(_("Noted. If you are not back by %(when)s, your supervisor sees it.", when=show_moment(made.due_at, zone)))
    return redirect(url_for("day.page"), 303)


@bp.post("/my-day/out/longer")
@allows(*OFFICERS)
@writes
def longer() -> ResponseReturnValue:
    """Stay out longer."""
    form, zone = LongerForm(), zone_of(actor())
    if not form.validate():
        return _page(form, 422)
    try:
        found = service.extend(actor(), form.due_at(zone))
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, 422)
    flash(_("Noted: back by %(when)s.", when=show_moment(found.due_at, zone)), "success")
    return redirect(url_for("day.page"), 303)


@bp.post("/my-day/out/well")
@allows(*OFFICERS)
@writes
def well() -> ResponseReturnValue:
    """All is well."""
    service.all_well(actor())
    flash(_("Good that you are back."), "success")
    return redirect(url_for("day.page"), 303)


def _board(form: ReachedForm | None = None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "probation/check_ins/board.html", out=everybody_out(actor()), now=clock.now(), failed=form,
        form=form or ReachedForm(formdata=None), may_end=actor().has(Role.PROBATION_SUPERVISOR),
    )  # fmt: skip
    return page, status


@bp.get("/supervision/out")
@allows(Role.PROBATION_SUPERVISOR, Role.INSPECTOR)
def board() -> ResponseReturnValue:
    """Who is out alone, those who should be back first."""
    return _board()


@bp.post("/supervision/out/<uuid:visit_id>/reached")
@allows(Role.PROBATION_SUPERVISOR)
@writes
def reached(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody who was not back was reached."""
    form = ReachedForm()
    if not form.validate():
        return _board(form, 422)
    service.reached(actor(), visit_id, form.words.data)
    flash(_("Noted: all is well."), "success")
    return redirect(url_for("check_ins.board"), 303)
