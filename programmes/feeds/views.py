"""The calendar behind an address, and the pages on which addresses are made and withdrawn."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import actor, allows, public
from kernel.errors import NotFound
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue.policies import MANAGERS, REGISTER_TAKERS
from programmes.feeds import queries, service
from programmes.feeds.documents import calendar_ics

bp = Blueprint("feeds", __name__)


@bp.get("/feeds/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """The sessions behind an address, for whoever holds it: calendar programmes cannot sign in."""
    address = queries.address_behind(token)
    if address is None:
        raise NotFound(_("There is no such calendar. Ask for a new address."))
    rows = queries.sessions_behind(address, clock.today())
    answer = Response(calendar_ics(rows, address.made_at), mimetype="text/calendar")
    answer.last_modified = queries.changed_last(address, rows)
    answer.headers["Cache-Control"] = "private, max-age=900"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.add_etag()
    return answer.make_conditional(request)


def _own(secret: str = "") -> str:
    found = queries.open_address(human_id=actor().human_id)
    address = url_for("feeds.feed", token=secret, _external=True) if secret else ""
    return render_template("programmes/feeds/page.html", found=found, address=address, room=None)


@bp.get("/my/calendar")
@allows(*REGISTER_TAKERS)
def own() -> ResponseReturnValue:
    """Whether there is an address for one's own sessions."""
    return _own()


@bp.post("/my/calendar")
@allows(*REGISTER_TAKERS)
@writes
def make_own() -> ResponseReturnValue:
    """Make or renew it; it is shown this once."""
    return _own(service.make_own(actor()))


@bp.post("/my/calendar/withdraw")
@allows(*REGISTER_TAKERS)
@writes
def withdraw_own() -> ResponseReturnValue:
    """The address stops working."""
    service.withdraw_own(actor())
    flash(_("The address does not work any more."))
    return redirect(url_for("feeds.own"))


def _room(workshop_id: uuid.UUID, secret: str = "") -> str:
    room = service.managed_workshop(actor(), workshop_id)
    address = url_for("feeds.feed", token=secret, _external=True) if secret else ""
    found = queries.open_address(workshop_id=workshop_id)
    return render_template("programmes/feeds/page.html", found=found, address=address, room=room)


@bp.get("/workshops/<uuid:workshop_id>/calendar")
@allows(*MANAGERS)
def of_workshop(workshop_id: uuid.UUID) -> ResponseReturnValue:
    """Whether there is an address for the sessions of a workshop."""
    return _room(workshop_id)


@bp.post("/workshops/<uuid:workshop_id>/calendar")
@allows(*MANAGERS)
@writes
def make_for_workshop(workshop_id: uuid.UUID) -> ResponseReturnValue:
    """Make or renew it; it is shown this once."""
    return _room(workshop_id, service.make_for_workshop(actor(), workshop_id))


@bp.post("/workshops/<uuid:workshop_id>/calendar/withdraw")
@allows(*MANAGERS)
@writes
def withdraw_of_workshop(workshop_id: uuid.UUID) -> ResponseReturnValue:
    """The address stops working."""
    service.withdraw_of_workshop(actor(), workshop_id)
    flash(_("The address does not work any more."))
    return redirect(url_for("feeds.of_workshop", workshop_id=workshop_id))
