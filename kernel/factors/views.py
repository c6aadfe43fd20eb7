"""The second step at sign-in, and the page where everybody sets up their own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.accounts.models import Account
from kernel.accounts.views import HALF, demanded, enter, who
from kernel.authz import Actor, actor, actor_or_none, public, set_actor, signed_in
from kernel.db import in_transaction
from kernel.db import session as rows
from kernel.errors import DomainError, Forbidden
from kernel.factors import queries, service
from kernel.factors.forms import CodeForm, ProvenForm, WantedForm
from kernel.factors.rules import TOLD_FROM, Proof, Wanted, Way, address_of, in_fours, must_have, picture_of
from kernel.http import keeps, safe_next
from kernel.i18n import _, ngettext
from kernel.present import demo_mode

bp = Blueprint("factors", __name__)
FEW = 3


def secret() -> bytes:
    """What seeds and cards are bound to: this installation's own key."""
    return str(current_app.secret_key).encode()


def _network() -> str:
    return request.remote_addr or ""


def _again() -> ResponseReturnValue:
    """Back to the password: there is no half session, or its time is over."""
    session.pop(HALF, None)
    return redirect(url_for("accounts.sign_in", next=request.values.get("next") or None))


# ---- signing in -----------------------------------------------------------------------------------------------------


@bp.get("/sign-in/code")
@public
def ask_code() -> ResponseReturnValue:
    """The second step of signing in; for whoever must have a factor and has none, the way to set one up."""
    half = queries.half_of(session.get(HALF, ""))
    if half is None:
        return _again()
    if queries.factor_of(half.account_id) is None:
        return redirect(url_for("factors.new", next=request.args.get("next")))
    return render_template("factors/code.html", form=CodeForm())


@bp.post("/sign-in/code")
@public
def check_code() -> ResponseReturnValue:
    """Take a code of the app or of the card. Every wrong one gets the same answer, and is counted."""
    form, passed, token = CodeForm(), None, session.get(HALF, "")
    if queries.half_of(token) is None:
        flash(_("The second step took too long. Sign in again."), "info")
        return _again()
    if form.validate():
        try:
            passed = in_transaction(  # a refusal is kept too, so not @writes
                lambda: service.pass_half(token, form.code.data, network=_network(), secret=secret())
            )
        except DomainError as refusal:
            form.refuse(refusal)
        if passed:
            enter(passed.token)
            _tell_of_wrong(passed)
            _tell_of_card(passed)
            return redirect(safe_next())
        if not form.errors:
            sentence = _("That code is not right, or was used already. Wait for the next one.")
            form.refuse(DomainError(sentence, field="code"))
    return render_template("factors/code.html", form=form), 422


def _tell_of_wrong(passed: service.Passed) -> None:
    if passed.wrong >= TOLD_FROM:
        said = ngettext(
            "Before this, %(num)s wrong code was typed after your password.",
            "Before this, %(num)s wrong codes were typed after your password.", passed.wrong,
        )  # fmt: skip
        flash(said, "warning")
        advice = _("If it was not you, somebody knows it: have a start code given to you now and choose another one.")
        flash(advice, "warning")


def _tell_of_card(passed: service.Passed) -> None:
    if passed.way is not Way.CARD:
        return
    left = ngettext(
        "You signed in with a code of your card; strike it out. %(num)s is left.",
        "You signed in with a code of your card; strike it out. %(num)s are left.", passed.left,
    )  # fmt: skip
    advice = _("Set a new card up: choose your name at the top of the page, then “My sign-in”.")
    flash(left, "info")
    if passed.left <= FEW:
        flash(advice, "info")


# ---- one's own ------------------------------------------------------------------------------------------------------


@bp.get("/my/sign-in")
@signed_in
def page() -> ResponseReturnValue:
    """How the reader's own sign-in stands, and how to make it safer."""
    return _page(ProvenForm())


def _page(form: ProvenForm) -> str:
    found = queries.standing_of(actor().account_id)
    proof = queries.proof_of(found)
    form.offer(with_app=found is not None and found.way is Way.APP)
    form.ask_for(proof)
    return render_template(
        "factors/page.html", form=form, found=found, proof=proof, Proof=Proof, Way=Way, few=FEW,
        must=must_have(demanded(), actor().roles),
    )  # fmt: skip


@bp.post("/my/sign-in")
@public
@keeps
def begin() -> ResponseReturnValue:
    """Begin to set something up, after a proof; in a half session the password has just been it."""
    me = _setting_up()
    if me is None:
        return _again()
    form = ProvenForm() if actor_or_none() else WantedForm()
    try:
        if form.validate() and _is_proven(me, form):
            codes = service.begin(me, form.wanted.data, secret())
            return _begun(me, form.wanted.data, codes)
    except DomainError as refusal:
        form.refuse(refusal)
    again = _page(form) if isinstance(form, ProvenForm) else _new_page(me, CodeForm(formdata=None), wanted=form)
    return again, 422


def _is_proven(me: Actor, form: WantedForm) -> bool:
    if not isinstance(form, ProvenForm) or demo_mode():  # in the demo nobody has a password to show
        return True
    if service.prove_self(me, form.proof.data, network=_network(), secret=secret()):
        return True
    form.refuse(DomainError(_("That is not right."), field="proof"))
    return False


def _begun(me: Actor, wanted: Wanted, codes: list[str]) -> ResponseReturnValue:
    if wanted is Wanted.CODES:
        return render_template(
            "factors/card.html", codes=codes, go_on=url_for("factors.page"), name=me.name, **_moment()
        )
    if wanted is Wanted.CARD:
        return _new_page(me, CodeForm(formdata=None), codes=codes)
    return redirect(url_for("factors.new", next=request.values.get("next") or None), 303)


def _setting_up() -> Actor | None:
    """Who may set a factor up here: whoever is signed in, or knew the password and must have a factor first."""
    me = actor_or_none() or queries.half_actor(session.get(HALF, ""))
    in_half = me is not None and actor_or_none() is None
    return None if in_half and queries.factor_of(me.account_id) else me  # type: ignore[union-attr]


def _moment() -> dict[str, Any]:
    """The wall clock that the reader sees on the phone too."""
    return {"now": clock.now(), "zone": clock.home_zone()}


def _new_page(me: Actor, form: CodeForm, *, codes: list[str] | None = None, wanted: WantedForm | None = None) -> str:
    seed = service.seed_begun(me, secret())
    address = address_of(seed, rows.get_one(Account, me.account_id).username) if seed else ""
    chosen = wanted or WantedForm(formdata=None)
    chosen.offer(with_app=False)
    return render_template(
        "factors/new.html", form=wanted if wanted and wanted.errors else form, code=form, wanted=chosen,
        codes=codes or [], name=me.name, begun=queries.begun_by(me), seed=in_fours(seed),
        picture=picture_of(address) if seed else "", **_moment(),
    )  # fmt: skip


@bp.get("/my/sign-in/new")
@public
def new() -> ResponseReturnValue:
    """What is being set up: the code for the app, or the choice for whoever must have a factor and has none."""
    me = _setting_up()
    if me is None:
        return _again()
    if actor_or_none() and queries.begun_by(me) is None:
        return redirect(url_for("factors.page"))
    return _new_page(me, CodeForm())


@bp.post("/my/sign-in/new")
@public
def confirm() -> ResponseReturnValue:
    """Let it count, by its first code; what was there before ends, and this browser gets a fresh session."""
    form, me = CodeForm(), _setting_up()
    if me is None:
        return _again()
    if not form.validate():
        return _new_page(me, form), 422
    browser = request.user_agent.string
    try:
        passed, codes = in_transaction(lambda: service.confirm(me, form.code.data, browser=browser, secret=secret()))
    except Forbidden:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return _new_page(me, form), 422
    enter(passed.token)
    set_actor(who())
    if codes:
        flash(_("Your app counts from now on."))
        return render_template("factors/card.html", codes=codes, go_on=safe_next(), name=me.name, **_moment())
    flash(_("Your card counts from now on. Strike out each code you have used."))
    return redirect(safe_next("factors.page"), 303)
