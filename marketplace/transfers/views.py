"""The shop's account: one writes it down, another confirms it."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.earnings.views import DESK
from marketplace.transfers import queries, service
from marketplace.transfers.forms import AccountForm
from marketplace.transfers.models import AccountState
from marketplace.transfers.rules import in_fours

bp = Blueprint("shop_account", __name__, url_prefix="/finance/bank/account")


def _page(form: AccountForm | None = None) -> str:
    return render_template(
        "marketplace/transfers/page.html", form=form or AccountForm(None), accounts=queries.accounts(),
        states=AccountState, in_fours=in_fours, me=actor().human_id, may_write=actor().has(Role.FINANCE_CLERK),
        may_decide=actor().has(Role.FINANCE_APPROVER),
    )  # fmt: skip


@bp.get("")
@allows(*DESK)
def page() -> ResponseReturnValue:
    """The account in use, those that wait, those before."""
    return _page()


@bp.post("")
@allows(Role.FINANCE_CLERK)
@writes
def write() -> ResponseReturnValue:
    """Write an account down."""
    form = AccountForm()
    if not form.validate():
        return _page(form), 422
    try:
        service.write_account(actor(), form.to_account())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form), 422
    flash(_("Written down. Buyers see it once a second person has confirmed it."))
    return redirect(url_for("shop_account.page"), 303)


@bp.post("/<uuid:account_id>")
@allows(Role.FINANCE_APPROVER)
@writes
def decide(account_id: uuid.UUID) -> ResponseReturnValue:
    """Use it from now on, or refuse it."""
    confirm = request.form.get("decision") == "confirm"
    service.decide_account(actor(), account_id, confirm=confirm)
    flash(_("Buyers pay to this account from now on.") if confirm else _("Refused. Nothing changes for buyers."))
    return redirect(url_for("shop_account.page"), 303)
