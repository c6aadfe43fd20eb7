"""The finance desk: it works by account number."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _
from marketplace.earnings import queries
from marketplace.earnings.forms import PayoutForm
from marketplace.earnings.service import decide_payout, request_payout
from marketplace.ledger import queries as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.refunds.queries import waiting_count

bp = Blueprint("finance", __name__)
READERS = (Role.FINANCE_CLERK, Role.FINANCE_APPROVER, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR)
DESK = (Role.FINANCE_CLERK, Role.FINANCE_APPROVER, Role.GOVERNOR, Role.INSPECTOR)


@bp.get("/finance")
@allows(*DESK)
def page() -> ResponseReturnValue:
    """The proof of this moment, and the payouts that wait for a second person."""
    waiting = queries.payouts_page(request.args.get("after", type=uuid.UUID))
    return render_template(
        "marketplace/finance/page.html",
        proofs=books.proof(),
        page=waiting,
        roles=AccountRole,
        held=queries.held_total(),
        refunds=waiting_count(),
        stuck=queries.stuck_lines(),
    )


def _payable(holdings: Sequence[Any]) -> Sequence[Any]:
    """What may leave in cash for the person themselves: what is left to heirs goes to a confirmed recipient alone."""
    return [row for row in holdings if row.role != AccountRole.ESTATE]


def _account_page(number: str, form: PayoutForm) -> str:
    owner = books.owner_by_number(number)
    if owner is None:
        raise NotFound(_("No account has that number. Look at it again."))
    holdings = books.holdings_of(owner)
    form.offer(_payable(holdings))
    return render_template(
        "marketplace/finance/account.html",
        number=holdings[0].number,
        holdings=holdings,
        held=queries.promised_of(owner),
        page=books.lines_page(owner, request.args.get("after", type=uuid.UUID)),
        roles=AccountRole,
        kinds=EntryKind,
        form=form,
    )


@bp.get("/finance/account")
@allows(*DESK)
def account() -> ResponseReturnValue:
    """An account by its number: balances and lines, no name and no case file."""
    return _account_page(request.args.get("number", "")[:20], PayoutForm())


@bp.post("/finance/account")
@allows(Role.FINANCE_CLERK)
@writes
def ask_payout() -> ResponseReturnValue:
    """Ask for a payout; a second human approves it."""
    number, form = request.args.get("number", "")[:20], PayoutForm()
    owner = books.owner_by_number(number)
    form.offer(_payable(books.holdings_of(owner)) if owner else [])
    if not form.validate():
        return _account_page(number, form), 422
    try:
        request_payout(actor(), form.to_new_payout())
    except DomainError as refusal:
        form.refuse(refusal)
        return _account_page(number, form), 422
    flash(_("Asked for. It is paid when a second person has approved it."))
    return redirect(url_for("finance.account", number=number), 303)


@bp.post("/finance/payouts/<uuid:payout_id>")
@allows(Role.FINANCE_APPROVER)
@writes
def decide(payout_id: uuid.UUID) -> ResponseReturnValue:
    """Approve or refuse a payout that somebody else asked for."""
    approve = request.form.get("decision") == "approve"
    decide_payout(actor(), payout_id, approve=approve)
    flash(_("Paid out.") if approve else _("Refused. Nothing was paid."))
    return redirect(url_for("finance.page"), 303)
