"""Signing in and out, the first-run ceremony, the language."""

from __future__ import annotations

import datetime as dt

import flask_login
from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from kernel import clock, i18n
from kernel.accounts import queries, service
from kernel.accounts.forms import FirstRunForm, SignInForm
from kernel.authz import Actor, Role, actor, public, signed_in
from kernel.db import transaction
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.factors.service import Passed, after_password
from kernel.http import safe_next, writes
from kernel.i18n import _

bp = Blueprint("accounts", __name__)
login = flask_login.LoginManager()
login.session_protection = None
_TOUCH_EVERY = dt.timedelta(minutes=1)
HALF = "half"
"""Where the browser's cookie holds the token of a half session: never where a session's would be."""


class SignedIn(flask_login.UserMixin):  # type: ignore[misc]
    """flask-login's view of a session row: its id is the session's secret token, never the account's."""

    def __init__(self, token: str, found: Actor) -> None:
        """Carry the token and the actor it stands for."""
        self.id = token
        self.actor = found


@login.user_loader  # type: ignore[untyped-decorator]
def load(token: str) -> SignedIn | None:
    """The live session behind this token; None once it was ended, has expired or lay idle."""
    found = queries.signed_in_actor(token)
    if found is None:
        return None
    who, seen_at = found
    if clock.now() - seen_at > _TOUCH_EVERY:
        with transaction():
            service.touch(token)
    return SignedIn(token, who)


def who() -> Actor | None:
    """The actor of this request, or None for a visitor: what ``kernel.web`` asks before each view."""
    if "_user_id" not in session:
        return None
    user = flask_login.current_user
    return user.actor if user.is_authenticated else None


def demanded() -> frozenset[Role]:
    """The roles whose holders must have a second factor in this installation."""
    return current_app.extensions["throughcare_second_factor"]  # type: ignore[no-any-return]


def enter(token: str) -> None:
    """Carry a fresh session token in this browser's cookie, with nothing left of what was there before."""
    chosen = session.get("locale")
    session.clear()
    found = load(token)
    if found is None:
        raise Forbidden(_("Sign in again."))
    flask_login.login_user(found)
    session["locale"] = chosen or found.actor.locale or i18n.choose_locale()


def hold_half(token: str) -> None:
    """Carry the token of a half session, which opens the second step and nothing else."""
    chosen = session.get("locale")
    session.clear()
    session[HALF] = token
    if chosen:
        session["locale"] = chosen


def go_inside(passed: Passed) -> ResponseReturnValue:
    """On from the right password: inside, or to the second step."""
    if not passed.half:
        enter(passed.token)
        return redirect(safe_next())
    hold_half(passed.token)
    return redirect(url_for("factors.ask_code", next=request.form.get("next") or None))


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The sign-in page; on a fresh installation, the way to the first-run ceremony."""
    if not queries.any_account():
        return redirect(url_for("accounts.first_run"))
    return render_template("accounts/sign_in.html", form=SignInForm())


@bp.post("/sign-in")
@public
def check_sign_in() -> ResponseReturnValue:
    """Check the password. A wrong name and a wrong password get the same answer, and both are counted."""
    form, passed = SignInForm(), None
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    with transaction():  # a refusal is kept too, so not @writes
        try:
            found = service.check_password(form.username.data, form.password.data, network=request.remote_addr or "")
            passed = after_password(found, request.user_agent.string, demanded()) if found else None
        except Forbidden as refusal:
            form.refuse(refusal)
    if passed is None:
        if not form.errors:
            form.refuse(DomainError(_("The user name or the password is not right."), field="password"))
        return render_template("accounts/sign_in.html", form=form), 422
    return go_inside(passed)


@bp.post("/sign-out")
@signed_in
@writes
def sign_out() -> ResponseReturnValue:
    """End the session on the server and tell the browser to forget what it holds."""
    service.sign_out(actor(), flask_login.current_user.id)
    flask_login.logout_user()
    session.clear()
    flash(_("You are signed out."))
    response = redirect(url_for("accounts.sign_in"))
    # Not "storage": sealed visits of the field that wait there must outlive a sign-out. unsent.js wipes the rest.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.get("/first-run")
@public
def first_run() -> ResponseReturnValue:
    """The first account is opened by whoever holds the code that the server printed when it started."""
    if queries.any_account():
        raise NotFound(_("This installation has its first account already."))
    return render_template("accounts/first_run.html", form=FirstRunForm())


@bp.post("/first-run")
@public
@writes
def finish_first_run() -> ResponseReturnValue:
    """Open the administrator's account. Works once, and only with the printed code."""
    if queries.any_account():
        raise NotFound(_("This installation has its first account already."))
    form = FirstRunForm()
    if not form.validate():
        return render_template("accounts/first_run.html", form=form), 422
    try:
        form.check_code(current_app.extensions["throughcare_first_run_code"])
        service.open_account(None, form.to_new_account())
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template("accounts/first_run.html", form=form), 422
    flash(_("The first account is open. Sign in with it."))
    return redirect(url_for("accounts.sign_in"))


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    """Show this browser's pages in another language from now on."""
    wanted = request.form.get("locale", "")
    if wanted in i18n.LOCALES:
        session["locale"] = wanted
    return redirect(safe_next("shop.page" if not who() else "home.page"))
