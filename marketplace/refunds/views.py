"""Asking for a refund at the desk, deciding it in finance."""

from __future__ import annotations

import uuid

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.db import after_commit
from kernel.errors import Conflict, DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.bank_lines.queries import account_for
from marketplace.bank_lines.rules import seal
from marketplace.card_refunds.queries import open_refund, with_the_company
from marketplace.card_refunds.service import ask_one
from marketplace.desk.forms import pieces_in
from marketplace.earnings.views import DESK
from marketplace.orders import queries as orders
from marketplace.orders.models import Method
from marketplace.orders.rules import amounts_of
from marketplace.payments.queries import main_method
from marketplace.refunds import queries, service
from marketplace.refunds.forms import RefundForm
from marketplace.transfers.rules import checked_iban

bp = Blueprint("refunds", __name__)


def _asking(form: RefundForm, order_id: uuid.UUID) -> str:
    row, off = orders.order_row(actor(), order_id), queries.taken_off(order_id)
    form.amount.currency = row.currency
    lines = [(line, line.quantity - off.get(line.seq, (0, 0))[0]) for line in orders.lines_of(order_id)]
    return render_template(
        "marketplace/refunds/ask.html", form=form, order=row, lines=lines, money=amounts_of(row),
        by_bank=main_method(order_id) is Method.BANK,
    )  # fmt: skip


def _account(form: RefundForm) -> bytes | None:
    """The account that was typed, sealed; None where none was."""
    if not form.iban.data:
        return None
    try:
        return seal(str(current_app.secret_key).encode(), checked_iban(form.iban.data))
    except ValueError as wrong:
        raise DomainError(str(wrong), field="iban") from wrong


@bp.get("/desk/orders/<uuid:order_id>/refund")
@allows(Role.SHOP_MANAGER)
def ask(order_id: uuid.UUID) -> ResponseReturnValue:
    """Ask why the money goes back."""
    return _asking(RefundForm(None), order_id)


@bp.post("/desk/orders/<uuid:order_id>/refund")
@allows(Role.SHOP_MANAGER)
@writes
def request_one(order_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for a refund; finance decides."""
    form = RefundForm()
    orders.order_row(actor(), order_id)
    if not form.validate():
        return _asking(form, order_id), 422
    try:
        account = _account(form) or account_for(order_id)
        service.request_refund(actor(), form.to_refund(order_id, pieces_in(request.form), account))
    except DomainError as refusal:
        form.refuse(refusal)
        return _asking(form, order_id), 422
    flash(_("Asked for. The buyer gets the money when finance has approved it."))
    return redirect(url_for("desk.order", order_id=order_id), 303)


def _ask_company(refund_id: uuid.UUID) -> None:
    """Ask at once, when the decision is kept; what is not answered is asked again by the job."""
    ask_one(refund_id)


@bp.get("/finance/refunds")
@allows(*DESK)
def page() -> ResponseReturnValue:
    """The refunds that wait for a second person."""
    found = queries.waiting_page(request.args.get("after", type=uuid.UUID))
    return render_template("marketplace/refunds/page.html", page=found, asked=with_the_company())


@bp.post("/finance/refunds/<uuid:refund_id>")
@allows(Role.FINANCE_APPROVER)
@writes
def decide(refund_id: uuid.UUID) -> ResponseReturnValue:
    """Give the money back, or refuse."""
    approve = request.form.get("decision") == "approve"
    service.decide_refund(actor(), refund_id, approve=approve)
    after_commit(lambda: _ask_company(refund_id))
    flash(_("The money goes back. The books are corrected.") if approve else _("Refused. Nothing was paid."))
    return redirect(url_for("refunds.page"), 303)


@bp.post("/finance/refunds/<uuid:refund_id>/ask")
@allows(*DESK)
@writes
def ask_again(refund_id: uuid.UUID) -> ResponseReturnValue:
    """Ask the card company again, once this is answered for."""
    if open_refund(refund_id) is None:
        raise Conflict(_("The money of this refund has gone, or nobody approved it."))
    after_commit(lambda: _ask_company(refund_id))
    flash(_("The card company is asked again. What it says stands here."))
    return redirect(url_for("refunds.page"), 303)
