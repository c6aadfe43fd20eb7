"""The shelves, what came and went, and counting them."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.stock import queries, service
from marketplace.stock.forms import CountForm
from marketplace.stock.models import MoveKind

bp = Blueprint("stock", __name__, url_prefix="/stock")


@bp.get("")
@allows(Role.SHOP_MANAGER)
def page() -> ResponseReturnValue:
    """Every shelf with what lies there and what is promised."""
    found = queries.shelves_page(actor(), request.args.get("after", type=uuid.UUID))
    return render_template("marketplace/stock/page.html", page=found)


def _shelf(stock_id: uuid.UUID, form: CountForm) -> str:
    row = queries.shelf_row(actor(), stock_id)
    if form.low_at.data is None and not form.is_submitted():
        form.low_at.data = row.low_at
    moves = queries.moves_page(stock_id, request.args.get("after", type=uuid.UUID))
    return render_template("marketplace/stock/shelf.html", form=form, shelf=row, page=moves, kinds=MoveKind)


@bp.get("/<uuid:stock_id>")
@allows(Role.SHOP_MANAGER)
def shelf(stock_id: uuid.UUID) -> ResponseReturnValue:
    """One shelf, its moves, and a form to count it."""
    return _shelf(stock_id, CountForm(None))


@bp.post("/<uuid:stock_id>")
@allows(Role.SHOP_MANAGER)
@writes
def count(stock_id: uuid.UUID) -> ResponseReturnValue:
    """Write down what was counted."""
    form = CountForm()
    queries.shelf_row(actor(), stock_id)
    if not form.validate():
        return _shelf(stock_id, form), 422
    try:
        service.count(
            actor(), stock_id, form.counted.data, reason=form.reason.data or "", low_at=form.low_at.data,
            key=uuid.UUID(form.key.data),
        )  # fmt: skip
    except DomainError as refusal:
        form.refuse(refusal)
        return _shelf(stock_id, form), 422
    flash(_("Counted. The shop offers what is free."))
    return redirect(url_for("stock.page"), 303)
