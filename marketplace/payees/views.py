"""Payees of an account, money to them, and what the bank has still to send."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.earnings.service import request_payout
from marketplace.earnings.views import DESK
from marketplace.estates.queries import open_estate
from marketplace.ledger import queries as books
from marketplace.payees import queries, service
from marketplace.payees.forms import PayeeForm, SendForm
from marketplace.payees.models import PayeeState
from marketplace.payees.rules import account_ending, in_fours
from marketplace.standing.queries import account_row

bp = Blueprint("payees", __name__, url_prefix="/finance")


def _page(ledger_account_id: uuid.UUID, form: PayeeForm | None = None, send: SendForm | None = None) -> str:
    account = account_row(ledger_account_id)
    rows, holdings = queries.payees_of(account.owner_id), books.holdings_of(account.owner_id)
    form, send = form or PayeeForm(None), send or SendForm(None)
    form.offer(rows)
    send.offer(holdings)
    send.offer_payees(rows)
    return render_template(
        "marketplace/payees/page.html", account=account, rows=rows, form=form, send=send, states=PayeeState,
        now=clock.now(), ending=account_ending, estate=open_estate(account.owner_id),
    )  # fmt: skip


@bp.get("/accounts/<uuid:ledger_account_id>/payees")
@allows(*DESK)
def page(ledger_account_id: uuid.UUID) -> ResponseReturnValue:
    """Whom money may be sent to from an account."""
    return _page(ledger_account_id)


@bp.post("/accounts/<uuid:ledger_account_id>/payees")
@allows(Role.FINANCE_CLERK)
@writes
def write(ledger_account_id: uuid.UUID) -> ResponseReturnValue:
    """Write down a payee, or a change of one."""
    form, account = PayeeForm(), account_row(ledger_account_id)
    form.offer(queries.payees_of(account.owner_id))
    if not form.validate():
        return _page(ledger_account_id, form), 422
    try:
        service.write_payee(actor(), form.to_payee(account.owner_id))
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(ledger_account_id, form), 422
    flash(_("Written down. A second person confirms it; money goes there 72 hours later."))
    return redirect(url_for("payees.page", ledger_account_id=ledger_account_id), 303)


@bp.post("/accounts/<uuid:ledger_account_id>/send")
@allows(Role.FINANCE_CLERK)
@writes
def send(ledger_account_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for money to a payee; a second human approves it."""
    form, account = SendForm(), account_row(ledger_account_id)
    form.offer(books.holdings_of(account.owner_id))
    form.offer_payees(queries.payees_of(account.owner_id))
    if not form.validate():
        return _page(ledger_account_id, send=form), 422
    try:
        asked = request_payout(actor(), form.to_new_payout())
        service.direct(actor(), asked, uuid.UUID(form.payee.data), account.number)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(ledger_account_id, send=form), 422
    flash(_("Asked for. It is paid when a second person has approved it."))
    return redirect(url_for("payees.page", ledger_account_id=ledger_account_id), 303)


@bp.post("/payees/<uuid:payee_id>")
@allows(Role.FINANCE_APPROVER)
@writes
def decide(payee_id: uuid.UUID) -> ResponseReturnValue:
    """Confirm or refuse a payee that somebody else wrote down."""
    approve = request.form.get("decision") == "approve"
    service.decide_payee(actor(), payee_id, approve=approve)
    flash(_("Confirmed. Money goes there in 72 hours.") if approve else _("Refused. Nothing changes."))
    return redirect(url_for("payees.waiting"), 303)


@bp.post("/payees/<uuid:payee_id>/end")
@allows(Role.FINANCE_CLERK, Role.FINANCE_APPROVER)
@writes
def end(payee_id: uuid.UUID) -> ResponseReturnValue:
    """Stop a payee at once."""
    service.end_payee(actor(), payee_id, request.form.get("reason", "")[:300])
    flash(_("Ended. No money goes there any more."))
    return redirect(url_for("payees.waiting"), 303)


@bp.get("/payees")
@allows(*DESK)
def waiting() -> ResponseReturnValue:
    """Payees that wait for a second person, and payments that the bank has still to send."""
    return render_template(
        "marketplace/payees/waiting.html", page=queries.waiting_page(request.args.get("after", type=uuid.UUID)),
        to_send=queries.to_send_page(request.args.get("sent_after", type=uuid.UUID)), shown=in_fours,
    )  # fmt: skip


@bp.post("/payees/sent/<uuid:payout_id>")
@allows(Role.FINANCE_CLERK)
@writes
def sent(payout_id: uuid.UUID) -> ResponseReturnValue:
    """Note that the bank has sent a payment."""
    service.note_sent(actor(), payout_id, request.form.get("reference", "")[:60])
    flash(_("Noted as sent."))
    return redirect(url_for("payees.waiting"), 303)
