"""The shop manager's desk: what to pack, who stands at the gate."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.desk.forms import HandOverForm, pieces_in
from marketplace.desk.service import hand_over, pay_and_hand_over
from marketplace.orders import queries as orders
from marketplace.orders.models import Method, OrderStep
from marketplace.orders.rules import OrderState, amounts_of, difference, state_of
from marketplace.orders.service import cancel, pack
from marketplace.other_goods.queries import in_place_of
from marketplace.receipts.models import ReceiptKind
from marketplace.receipts.queries import papers_of
from marketplace.refunds.models import RefundState
from marketplace.refunds.queries import refunds_of
from marketplace.shipping.rules import country_name
from marketplace.stock.queries import shelf

bp = Blueprint("desk", __name__, url_prefix="/desk")


@bp.get("")
@allows(Role.SHOP_MANAGER)
def page() -> ResponseReturnValue:
    """Orders that wait, the oldest first, and the shelves that run low."""
    who = actor()
    found = orders.open_page(who, after=request.args.get("after", type=uuid.UUID))
    now = clock.now()
    odd = [(row, *difference(row, now)) for row in orders.odd_money(who)]
    low = shelf(who, low_only=True, limit=10)
    return render_template("marketplace/desk/page.html", page=found, low=low, odd=odd)


@bp.get("/picking")
@allows(Role.SHOP_MANAGER)
def picking() -> ResponseReturnValue:
    """What to take from the shelves, to be printed."""
    return render_template("marketplace/desk/picking.html", rows=orders.picking(actor()))


@bp.get("/find")
@allows(Role.SHOP_MANAGER)
def find() -> ResponseReturnValue:
    """From a pick-up code to its order."""
    found = orders.by_code(actor(), request.args.get("code", "")[:20])
    if found is None:
        flash(_("No order here has that code. Ask the buyer to read it again."), "warning")
        return redirect(url_for("desk.page"))
    return redirect(url_for("desk.order", order_id=found.id))


def _order_page(order_id: uuid.UUID, form: HandOverForm) -> str:
    row, kept = orders.order_row(actor(), order_id), orders.promised(order_id)
    form.amount.currency = row.currency
    money, given_back = amounts_of(row), refunds_of(order_id)
    return render_template(
        "marketplace/desk/order.html",
        form=form,
        order=row,
        lines=[(line, kept.get(line.stock_id, 0)) for line in orders.lines_of(order_id)],
        money=money,
        owed=money.owed,
        state=state_of(row),
        method=Method(row.method),
        refunds=given_back,
        refund_states=RefundState,
        papers=papers_of(order_id),
        kinds=ReceiptKind,
        country=country_name(row.country),
        refundable=money.kept
        and row.step != OrderStep.CLOSED
        and not any(one.state == "requested" for one in given_back),
        is_open=row.step in {OrderStep.PLACED, OrderStep.READY, OrderStep.PARTLY},
        can_leave=money.is_paid or row.method == Method.INVOICE,
        instead=in_place_of(order_id) if state_of(row) is OrderState.REFUNDED else None,
    )


@bp.get("/orders/<uuid:order_id>")
@allows(Role.SHOP_MANAGER)
def order(order_id: uuid.UUID) -> ResponseReturnValue:
    """One order at the desk."""
    return _order_page(order_id, HandOverForm())


@bp.post("/orders/<uuid:order_id>/pack")
@allows(Role.SHOP_MANAGER)
@writes
def packed(order_id: uuid.UUID) -> ResponseReturnValue:
    """The pieces are packed."""
    who = actor()
    orders.order_row(who, order_id)
    pack(who, order_id)
    flash(_("Packed. It waits at the gate."))
    return redirect(url_for("desk.page"), 303)


@bp.post("/orders/<uuid:order_id>/hand-over")
@allows(Role.SHOP_MANAGER)
@writes
def handed_over(order_id: uuid.UUID) -> ResponseReturnValue:
    """Money taken (where any is owed), goods given, in one deed. A second click changes nothing."""
    who, form = actor(), HandOverForm()
    row = orders.order_row(who, order_id)
    try:
        pieces = pieces_in(request.form)
        if amounts_of(row).is_paid or row.method == Method.INVOICE:
            hand_over(who, order_id, row.zone, pieces, form.payment_key() if pieces else None)
        elif form.validate():
            method = Method(form.method.data or Method.CASH)
            pay_and_hand_over(
                who, order_id, form.amount.data or 0, form.payment_key(), row.zone, method, form.code.data or "", pieces
            )
        else:
            return _order_page(order_id, form), 422
    except DomainError as refusal:
        form.refuse(refusal)
        return _order_page(order_id, form), 422
    flash(_("Handed over. The makers' shares are on their way."))
    return redirect(url_for("desk.order", order_id=order_id), 303)


@bp.post("/orders/<uuid:order_id>/cancel")
@allows(Role.SHOP_MANAGER)
@writes
def cancelled(order_id: uuid.UUID) -> ResponseReturnValue:
    """The buyer does not want it any more: the pieces are free again."""
    who = actor()
    orders.order_row(who, order_id)
    cancel(who, order_id, request.form.get("reason", "")[:300])
    flash(_("Cancelled. The pieces are back in the shop."))
    return redirect(url_for("desk.page"), 303)
