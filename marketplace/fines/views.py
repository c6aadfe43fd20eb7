"""Fines and damages, by account."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.earnings.views import DESK
from marketplace.fines import queries, service
from marketplace.fines.forms import FineForm
from marketplace.standing.queries import account_row

bp = Blueprint("fines", __name__, url_prefix="/finance")


def _page(refused: str = "") -> str:
    found = queries.fines_page(request.args.get("after", type=uuid.UUID))
    return render_template("marketplace/fines/page.html", page=found, refused=refused)


@bp.get("/fines")
@allows(*DESK)
def page() -> ResponseReturnValue:
    """Fines and damages, the newest first."""
    return _page()


def _asking(ledger_account_id: uuid.UUID, form: FineForm) -> str:
    account = account_row(ledger_account_id)
    form.amount.currency = account.currency
    return render_template("marketplace/fines/new.html", account=account, form=form)


@bp.get("/accounts/<uuid:ledger_account_id>/fine")
@allows(Role.FINANCE_CLERK)
def ask_fine(ledger_account_id: uuid.UUID) -> ResponseReturnValue:
    """Ask what the decision says."""
    return _asking(ledger_account_id, FineForm(None))


@bp.post("/accounts/<uuid:ledger_account_id>/fine")
@allows(Role.FINANCE_CLERK)
@writes
def ask(ledger_account_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for a fine to be taken; a second human decides."""
    form, account = FineForm(), account_row(ledger_account_id)
    if not form.validate():
        return _asking(ledger_account_id, form), 422
    try:
        service.ask(actor(), form.to_fine(account.owner_id, account.currency))
    except DomainError as refusal:
        form.refuse(refusal)
        return _asking(ledger_account_id, form), 422
    flash(_("Asked for. It is taken when a second person has approved it."))
    return redirect(url_for("fines.page"), 303)


@bp.post("/fines/<uuid:fine_id>")
@allows(Role.FINANCE_APPROVER)
@writes
def decide(fine_id: uuid.UUID) -> ResponseReturnValue:
    """Take it, or refuse."""
    approve = request.form.get("decision") == "approve"
    try:
        service.decide(actor(), fine_id, approve=approve)
    except DomainError as refusal:
        return _page(str(refusal)), refusal.status
    flash(_("Taken.") if approve else _("Refused. Nothing was taken."))
    return redirect(url_for("fines.page"), 303)
