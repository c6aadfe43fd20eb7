"""The calendar behind an address, and the page on which an officer makes or withdraws it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows, public
from kernel.errors import NotFound
from kernel.http import writes
from kernel.i18n import _
from probation.agendas import queries, service
from probation.agendas.documents import agenda_ics

bp = Blueprint("agendas", __name__)
OFFICERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)


@bp.get("/agenda/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """The appointments behind an address, for whoever holds it: calendar programmes cannot sign in."""
    address = queries.address_behind(token)
    if address is None:
        raise NotFound(_("There is no such calendar. Ask for a new address."))
    answer = Response(agenda_ics(queries.appointments_behind(address)), mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, max-age=900"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.add_etag()
    return answer.make_conditional(request)


def _page(secret: str = "") -> str:
    address = url_for("agendas.feed", token=secret, _external=True) if secret else ""
    return render_template("probation/agendas/page.html", found=queries.open_address(actor().human_id), address=address)


@bp.get("/my/agenda")
@allows(*OFFICERS)
def own() -> ResponseReturnValue:
    """Whether there is an address for one's own appointments."""
    return _page()


@bp.post("/my/agenda")
@allows(*OFFICERS)
@writes
def make() -> ResponseReturnValue:
    """Make or renew it; it is shown this once."""
    return _page(service.make(actor()))


@bp.post("/my/agenda/withdraw")
@allows(*OFFICERS)
@writes
def withdraw() -> ResponseReturnValue:
    """The address stops working."""
    service.withdraw(actor())
    flash(_("The address does not work any more."))
    return redirect(url_for("agendas.own"), 303)
