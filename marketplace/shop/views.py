"""The public shop: look, put into the basket, order, collect. No account, nothing about makers as persons."""

from __future__ import annotations

import contextlib
import uuid

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import public
from kernel.http import writes
from kernel.i18n import _
from marketplace.orders.rules import MOST_PIECES
from marketplace.products.models import Category, Origin
from marketplace.products.rules import CostCard, fairness
from marketplace.shop import queries

bp = Blueprint("shop", __name__, url_prefix="/shop")


def basket() -> dict[uuid.UUID, int]:
    """Pieces by product in this browser's basket. What does not read as a basket is dropped."""
    found: dict[uuid.UUID, int] = {}
    for key, count in session.get("basket", {}).items():
        with contextlib.suppress(ValueError):
            found[uuid.UUID(key)] = max(1, min(MOST_PIECES, int(count)))
    return found


def _keep(pieces: dict[uuid.UUID, int]) -> None:
    session["basket"] = {str(key): count for key, count in pieces.items()}


def _in_basket() -> int:
    return sum(basket().values())


@bp.get("")
@public
def page() -> ResponseReturnValue:
    """The shelves, by category or by words."""
    words, category = request.args.get("q", "").strip()[:80], request.args.get("category", "")
    after = request.args.get("after", type=uuid.UUID)
    wanted = category if category in set(Category) else ""
    return render_template(
        "marketplace/shop/page.html",
        page=queries.shelf(words, wanted, after),
        words=words,
        category=wanted,
        categories=list(Category),
        brand=queries.brand_words(),
        count=_in_basket(),
    )


@bp.get("/product/<uuid:product_id>")
@public
def product(product_id: uuid.UUID) -> ResponseReturnValue:
    """One product: what it is, what it costs, what the price pays for."""
    row = queries.listed(product_id)
    card = CostCard(
        materials=row.materials_minor, labour=row.labour_minor, overhead=row.overhead_minor, margin=row.margin_minor
    )
    return render_template(
        "marketplace/shop/product.html",
        product=row,
        origin=Origin(row.origin),
        parts=fairness(card),
        most=min(row.free, MOST_PIECES),
        count=_in_basket(),
    )


@bp.post("/basket")
@public
@writes
def put() -> ResponseReturnValue:
    """Put pieces into the basket, or change how many there are; none takes the product out."""
    pieces = basket()
    key = request.form.get("product", type=uuid.UUID)
    typed = request.form.get("quantity", "1").strip()
    if key is None:
        return redirect(url_for("shop.page"))
    if not typed.isdecimal():
        flash(_("Enter a whole number of pieces, such as 2. Your basket is as it was."), "warning")
        return redirect(url_for("checkout.page"), 303)
    wanted = int(typed[:9])
    if request.form.get("add"):
        wanted += pieces.get(key, 0)
    if wanted <= 0:
        pieces.pop(key, None)
    else:
        pieces[key] = min(wanted, MOST_PIECES)
    _keep(pieces)
    flash(_("Your basket is up to date."))
    return redirect(url_for("checkout.page"), 303)
