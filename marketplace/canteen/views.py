"""Purchases at the canteen, by account."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _, show_money
from marketplace.canteen import service
from marketplace.canteen.forms import PurchaseForm
from marketplace.canteen.rules import ORDER
from marketplace.ledger.models import AccountRole
from marketplace.ledger.queries import holdings_of
from marketplace.standing.queries import account_row

bp = Blueprint("canteen", __name__, url_prefix="/finance")


def _page(ledger_account_id: uuid.UUID, form: PurchaseForm) -> str:
    account = account_row(ledger_account_id)
    form.amount.currency = account.currency
    held = [row for row in holdings_of(account.owner_id) if row.role in ORDER and row.currency == account.currency]
    return render_template(
        "marketplace/canteen/page.html", account=account, form=form, roles=AccountRole,
        held=sorted(held, key=lambda row: ORDER.index(AccountRole(row.role))),
    )  # fmt: skip


@bp.get("/accounts/<uuid:ledger_account_id>/canteen")
@allows(Role.FINANCE_CLERK)
def ask(ledger_account_id: uuid.UUID) -> ResponseReturnValue:
    """Ask what was bought."""
    return _page(ledger_account_id, PurchaseForm(None))


@bp.post("/accounts/<uuid:ledger_account_id>/canteen")
@allows(Role.FINANCE_CLERK)
@writes
def buy(ledger_account_id: uuid.UUID) -> ResponseReturnValue:
    """Pay for it."""
    form, account = PurchaseForm(), account_row(ledger_account_id)
    if not form.validate():
        return _page(ledger_account_id, form), 422
    try:
        parts = service.buy(actor(), form.to_purchase(account.owner_id, account.currency))
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(ledger_account_id, form), 422
    flash(_("Paid: %(sums)s.", sums=" + ".join(show_money(one, account.currency) for one in parts)))
    return redirect(url_for("finance.account", number=account.number), 303)
