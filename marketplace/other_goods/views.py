"""Choosing other pieces together with the buyer."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import Conflict, DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.orders import queries as orders
from marketplace.orders.rules import MOST_PIECES, amounts_of
from marketplace.other_goods.forms import OtherForm
from marketplace.other_goods.queries import to_choose
from marketplace.other_goods.service import give_other, to_exchange

bp = Blueprint("other_goods", __name__)


def _page(order_id: uuid.UUID, form: OtherForm) -> str:
    row = orders.order_row(actor(), order_id)
    return render_template(
        "marketplace/other_goods/page.html", form=form, order=row, money=amounts_of(row), most=MOST_PIECES,
        goods=to_choose(row.place_id, row.currency), lines=orders.lines_of(order_id), typed=request.form,
    )  # fmt: skip


@bp.get("/desk/orders/<uuid:order_id>/other")
@allows(Role.SHOP_MANAGER)
def choose(order_id: uuid.UUID) -> ResponseReturnValue:
    """What the buyer can have instead; back to the order where nothing is to be exchanged."""
    orders.order_row(actor(), order_id)
    try:
        to_exchange(order_id)
    except Conflict as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for("desk.order", order_id=order_id), 303)
    return _page(order_id, OtherForm(None))


@bp.post("/desk/orders/<uuid:order_id>/other")
@allows(Role.SHOP_MANAGER)
@writes
def give(order_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the chosen pieces; the money of the old order pays them."""
    form = OtherForm()
    orders.order_row(actor(), order_id)
    if not form.validate():
        return _page(order_id, form), 422
    try:
        link = url_for("checkout.order", token=form.token.data, _external=True)
        made = give_other(actor(), order_id, form.to_goods(request.form, link))
    except (DomainError, ValueError) as refusal:
        form.refuse(refusal if isinstance(refusal, DomainError) else DomainError(_("Load the page again.")))
        return _page(order_id, form), 422
    flash(_("Kept. The money pays for these pieces now."))
    return redirect(url_for("desk.order", order_id=made.id), 303)
