"""Counting a place, and moving pieces to another one."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from kernel.units.models import UnitKind
from kernel.units.queries import establishments
from marketplace.stock.queries import shelf_row
from marketplace.stocktakes import queries, service
from marketplace.stocktakes.forms import MoveForm, TakeForm

bp = Blueprint("stocktakes", __name__, url_prefix="/stock")


@bp.get("/takes")
@allows(Role.SHOP_MANAGER)
def page() -> ResponseReturnValue:
    """Places to count, and the counts so far."""
    found = queries.takes_page(actor(), request.args.get("after", type=uuid.UUID))
    return render_template("marketplace/stocktakes/page.html", page=found, places=queries.places(actor()))


@bp.get("/takes/<uuid:take_id>")
@allows(Role.SHOP_MANAGER)
def take(take_id: uuid.UUID) -> ResponseReturnValue:
    """One count, shelf by shelf."""
    row = queries.take_row(actor(), take_id)
    return render_template("marketplace/stocktakes/take.html", take=row, lines=queries.lines_of(take_id))


def _sheet(unit_id: uuid.UUID, form: TakeForm, wrong: DomainError | None = None) -> str:
    """The sheet does not say what the books say: whoever counts writes down what is there."""
    return render_template(
        "marketplace/stocktakes/sheet.html", shelves=queries.shelves_at(actor(), unit_id), form=form, unit_id=unit_id,
        typed=request.form, wrong=wrong,
    )  # fmt: skip


@bp.get("/takes/at/<uuid:unit_id>")
@allows(Role.SHOP_MANAGER)
def sheet(unit_id: uuid.UUID) -> ResponseReturnValue:
    """The sheet to count with."""
    return _sheet(unit_id, TakeForm(None))


@bp.post("/takes/at/<uuid:unit_id>")
@allows(Role.SHOP_MANAGER)
@writes
def count(unit_id: uuid.UUID) -> ResponseReturnValue:
    """Put what was counted into the books."""
    form, shelves = TakeForm(), queries.shelves_at(actor(), unit_id)
    if not form.validate():
        return _sheet(unit_id, form), 422
    try:
        made = service.write_down(actor(), form.to_take(unit_id, shelves, request.form))
    except DomainError as refusal:
        form.refuse(refusal)
        return _sheet(unit_id, form, refusal), 422
    flash(_("Counted. The shop offers what is free."))
    return redirect(url_for("stocktakes.take", take_id=made.id), 303)


def _move(stock_id: uuid.UUID, form: MoveForm) -> str:
    return render_template("marketplace/stocktakes/move.html", shelf=shelf_row(actor(), stock_id), form=form)


def _move_form() -> MoveForm:
    form = MoveForm()
    form.offer(establishments(actor(), UnitKind.PRISON, UnitKind.WORKSHOP_SITE))
    return form


@bp.get("/<uuid:stock_id>/move")
@allows(Role.SHOP_MANAGER)
def ask_move(stock_id: uuid.UUID) -> ResponseReturnValue:
    """Ask how many pieces go where."""
    return _move(stock_id, _move_form())


@bp.post("/<uuid:stock_id>/move")
@allows(Role.SHOP_MANAGER)
@writes
def move(stock_id: uuid.UUID) -> ResponseReturnValue:
    """Move free pieces to another place."""
    form = _move_form()
    shelf_row(actor(), stock_id)
    if not form.validate():
        return _move(stock_id, form), 422
    try:
        service.move_pieces(actor(), form.to_move(stock_id))
    except DomainError as refusal:
        form.refuse(refusal)
        return _move(stock_id, form), 422
    flash(_("Moved. Both shelves show it."))
    return redirect(url_for("stock.shelf", stock_id=stock_id), 303)
