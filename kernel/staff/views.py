"""Accounts for the administrator; a first password, and one's own sessions, for everybody."""

from __future__ import annotations

import uuid
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows, public, signed_in
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.factors.queries import standing_of
from kernel.http import writes
from kernel.i18n import _
from kernel.staff import queries, service
from kernel.staff.forms import ActivateForm, CloseForm, GrantForm, NewAccountForm, SearchForm
from kernel.staff.rules import LIFE, Standing

bp = Blueprint("staff", __name__)
F = TypeVar("F", GrantForm, NewAccountForm)
HOURS = int(LIFE.total_seconds() // 3600)


def _offered(form: F) -> F:
    form.offer(queries.grantable_units(actor()), everywhere=actor().everywhere)
    return form


@bp.get("/staff")
@allows(Role.ADMINISTRATOR)
def listing() -> ResponseReturnValue:
    """Everybody with an account, by name."""
    found = queries.staff_page(actor(), after=request.args.get("after", type=uuid.UUID))
    return render_template("staff/listing.html", form=SearchForm(), found=found, asked="", Standing=Standing)


@bp.post("/staff/search")
@allows(Role.ADMINISTRATOR)
def search() -> ResponseReturnValue:
    """The same list, of those whose name or number matches."""
    form = SearchForm()
    asked = (form.asked.data or "") if form.validate() else ""
    found = queries.staff_page(actor(), asked, request.form.get("after", type=uuid.UUID))
    page = render_template("staff/listing.html", form=form, found=found, asked=asked, Standing=Standing)
    return page, 422 if form.errors else 200


@bp.get("/staff/new")
@allows(Role.ADMINISTRATOR)
def new() -> ResponseReturnValue:
    """The form for a new account."""
    return render_template("staff/new.html", form=_offered(NewAccountForm()))


@bp.post("/staff/new")
@allows(Role.ADMINISTRATOR)
@writes
def open_account() -> ResponseReturnValue:
    """Open the account and show its start code, once."""
    form = _offered(NewAccountForm())
    if form.add_or_remove_row():
        return render_template("staff/new.html", form=_offered(form))
    if not form.validate():
        return render_template("staff/new.html", form=form), 422
    command = form.to_new_account()
    try:
        code = service.open_account(actor(), command)
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template("staff/new.html", form=form), 422
    return _code_page(command.id, code)


def _code_page(account_id: uuid.UUID, code: str | None) -> ResponseReturnValue:
    """The page that shows a start code: the answer to the deed itself, so that it never stands in an address."""
    if code is None:
        flash(_("This account was open already. If you did not note its start code, give a new one."), "info")
        return redirect(url_for("staff.page", account_id=account_id), 303)
    member = queries.account_for(actor(), account_id)
    return render_template("staff/code.html", member=member, code=code, hours=HOURS)


@bp.get("/staff/<uuid:account_id>")
@allows(Role.ADMINISTRATOR)
def page(account_id: uuid.UUID) -> ResponseReturnValue:
    """One account: its roles, its standing, what can be done."""
    return _page(account_id, _offered(GrantForm()))


def _page(account_id: uuid.UUID, form: GrantForm) -> str:
    member = queries.account_for(actor(), account_id)
    own = member.human_id == actor().human_id
    last = queries.last_code(account_id)
    waits, factor = queries.something_waits(account_id), standing_of(account_id)
    return render_template(
        "staff/page.html", member=member, own=own, code=last, form=form, Standing=Standing, waits=waits, factor=factor
    )


@bp.post("/staff/<uuid:account_id>/roles")
@allows(Role.ADMINISTRATOR)
@writes
def grant(account_id: uuid.UUID) -> ResponseReturnValue:
    """Give one more role."""
    form = _offered(GrantForm())
    if not form.validate():
        return _page(account_id, form), 422
    try:
        service.grant(actor(), form.to_new_grant(account_id))
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(account_id, form), 422
    flash(_("The role is asked for. It counts once another administrator or a governor has confirmed it."))
    return redirect(url_for("staff.page", account_id=account_id), 303)


@bp.post("/staff/<uuid:account_id>/roles/<uuid:grant_id>/withdraw")
@allows(Role.ADMINISTRATOR)
@writes
def withdraw(account_id: uuid.UUID, grant_id: uuid.UUID) -> ResponseReturnValue:
    """Take a role away."""
    service.withdraw(actor(), account_id, grant_id)
    flash(_("The role is taken away. It counts from the next page on."))
    return redirect(url_for("staff.page", account_id=account_id), 303)


@bp.post("/staff/<uuid:account_id>/code")
@allows(Role.ADMINISTRATOR)
@writes
def give_code(account_id: uuid.UUID) -> ResponseReturnValue:
    """Give a fresh start code and show it, once."""
    return _code_page(account_id, service.give_code(actor(), account_id))


@bp.get("/staff/<uuid:account_id>/close")
@allows(Role.ADMINISTRATOR)
def ask_close(account_id: uuid.UUID) -> ResponseReturnValue:
    """Ask why before an account is closed."""
    return render_template("staff/close.html", member=queries.account_for(actor(), account_id), form=CloseForm())


@bp.post("/staff/<uuid:account_id>/close")
@allows(Role.ADMINISTRATOR)
@writes
def close(account_id: uuid.UUID) -> ResponseReturnValue:
    """Close an account and sign its owner out everywhere."""
    form = CloseForm()
    if not form.validate():
        return render_template("staff/close.html", member=queries.account_for(actor(), account_id), form=form), 422
    service.close_account(actor(), account_id, form.reason.data)
    flash(_("The account is closed. Whoever was signed in with it is signed out."))
    return redirect(url_for("staff.page", account_id=account_id), 303)


@bp.post("/staff/<uuid:account_id>/reopen")
@allows(Role.ADMINISTRATOR)
@writes
def reopen(account_id: uuid.UUID) -> ResponseReturnValue:
    """Open a closed account again and show its start code, once."""
    return _code_page(account_id, service.reopen_account(actor(), account_id))


@bp.get("/activate")
@public
def ask_password() -> ResponseReturnValue:
    """The page where somebody with a start code chooses their password."""
    return render_template("staff/activate.html", form=ActivateForm())


@bp.post("/activate")
@public
@writes
def activate() -> ResponseReturnValue:
    """Set the password, once for each code."""
    form = ActivateForm()
    if not form.validate():
        return render_template("staff/activate.html", form=form), 422
    try:
        service.activate(form.username.data, form.code.data, form.password.data)
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template("staff/activate.html", form=form), 422
    flash(_("Your password is set. Sign in with it."))
    return redirect(url_for("accounts.sign_in"), 303)


@bp.get("/my/sessions")
@signed_in
def my_sessions() -> ResponseReturnValue:
    """Where the reader is signed in now."""
    return render_template("staff/sessions.html", sessions=queries.sessions_of(actor()))


@bp.post("/my/sessions/end")
@signed_in
@writes
def end_session() -> ResponseReturnValue:
    """Sign one of the reader's browsers out."""
    service.end_session(actor(), request.form.get("ref", ""))
    flash(_("That browser is signed out."))
    return redirect(url_for("staff.my_sessions"), 303)
