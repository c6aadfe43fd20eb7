"""The funds for others on one page: collections beside payments."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.earnings.views import DESK
from marketplace.funds import queries, service
from marketplace.funds.forms import FundPaymentForm

bp = Blueprint("funds", __name__, url_prefix="/finance/funds")


def _page(form: FundPaymentForm | None = None, refused: str = "") -> str:
    funds, shown = queries.funds(), form or FundPaymentForm(None)
    shown.offer(funds)
    found = queries.payments_page(request.args.get("after", type=uuid.UUID))
    return render_template("marketplace/funds/page.html", funds=funds, form=shown, page=found, refused=refused)


@bp.get("")
@allows(*DESK)
def page() -> ResponseReturnValue:
    """Each fund month by month, and the payments."""
    return _page()


@bp.post("")
@allows(Role.FINANCE_CLERK)
@writes
def ask() -> ResponseReturnValue:
    """Ask for a payment; a second human decides."""
    form = FundPaymentForm()
    form.offer(queries.funds())
    if not form.validate():
        return _page(form), 422
    try:
        service.ask(actor(), form.to_payment())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form), 422
    flash(_("Asked for. It is paid when a second person has approved it."))
    return redirect(url_for("funds.page"), 303)


@bp.post("/<uuid:fund_payment_id>")
@allows(Role.FINANCE_APPROVER)
@writes
def decide(fund_payment_id: uuid.UUID) -> ResponseReturnValue:
    """Hand it on, or refuse."""
    approve = request.form.get("decision") == "approve"
    try:
        service.decide(actor(), fund_payment_id, approve=approve)
    except DomainError as refusal:
        return _page(refused=str(refusal)), refusal.status
    flash(_("Handed on.") if approve else _("Refused. Nothing was paid."))
    return redirect(url_for("funds.page"), 303)
