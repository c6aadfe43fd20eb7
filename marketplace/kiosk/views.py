"""The page of one's own account, for a screen on the wing: opened by a code, gone after two minutes."""

from __future__ import annotations

import uuid

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import person_for, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows, public
from kernel.db import transaction
from kernel.http import writes
from kernel.i18n import _, speaking
from marketplace.kiosk import service
from marketplace.kiosk.queries import own_account
from marketplace.ledger.models import AccountRole, EntryKind

bp = Blueprint("kiosk", __name__)
OPENERS = (Role.CASE_MANAGER, Role.FINANCE_CLERK)
SECONDS = 120


@bp.post("/people/<uuid:person_id>/money/look")
@allows(*OPENERS)
@writes
def open_look(person_id: uuid.UUID) -> ResponseReturnValue:
    """A code for the person, shown once."""
    person = person_for(actor(), person_id)
    return render_template(
        "marketplace/kiosk/code.html", person=person, tabs=tabs_for(actor()), tab="money",
        code=service.open_look(actor(), person.id, request.form.get("pin", "")[:20]),
        address=url_for("kiosk.page", _external=True),
    )  # fmt: skip


@bp.get("/my-account")
@public
def page() -> ResponseReturnValue:
    """Ask for the code."""
    return render_template("marketplace/kiosk/ask.html", refused="")


@bp.post("/my-account")
@public
def show() -> ResponseReturnValue:
    """The account, in the person's language; the screen goes back to the question by itself."""
    with transaction():  # a wrong PIN is counted and kept too, so not @writes
        person_id = service.look(request.form.get("code", "")[:20], request.form.get("pin", "")[:20])
    if person_id is None:
        words = _(
            "Code or PIN is wrong, was used, is older than ten minutes, or was tried too often. Ask for a new one."
        )
        return render_template("marketplace/kiosk/ask.html", refused=words), 404
    own = own_account(person_id)
    with speaking(own.language):
        answer = make_response(
            render_template(
                "marketplace/kiosk/account.html", own=own, roles=AccountRole, kinds=EntryKind, today=clock.today()
            )
        )
    answer.headers["Refresh"] = f"{SECONDS}; url={url_for('kiosk.page')}"
    return answer
