"""One click for each role: a page that exists in demo mode only."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.demo.queries import demo_staff
from casework.demo.rules import STAFF
from kernel.accounts import queries as accounts
from kernel.accounts import service
from kernel.accounts.views import enter
from kernel.authz import Role, public
from kernel.db import transaction
from kernel.errors import NotFound
from kernel.i18n import _

bp = Blueprint("demo", __name__, url_prefix="/demo")


def _only_in_demo() -> None:
    if not current_app.extensions["throughcare_settings"].demo:
        raise NotFound(_("There is no such page, or you may not know of it."))


@bp.get("")
@public
def page() -> ResponseReturnValue:
    """The demo's sign-ins: one card for each role, further people of a role below."""
    _only_in_demo()
    first: dict[Role, tuple[str, str, Role, str | None]] = {}
    more = []
    for row in demo_staff():
        one = (row.username, row.name, Role(row.role), row.place)
        if first.setdefault(one[2], one) is not one:
            more.append(one)
    return render_template("casework/demo/page.html", staff=list(first.values()), more=more)


@bp.post("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Sign in as one of the demo's staff, without a password. Refused outside demo mode."""
    _only_in_demo()
    username = request.form.get("username", "")
    account = accounts.account_by_name(username) if username in {name for name, *_rest in STAFF} else None
    if account is None:
        raise NotFound(_("The demo has no such sign-in."))
    with transaction():  # the session row must be there before its cookie is
        token = service.begin_session(account, request.user_agent.string)
    enter(token)
    return redirect(url_for("home.page"))
