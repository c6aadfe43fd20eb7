"""The public shop: look, put into the basket, order, collect. No account, nothing about makers as persons."""

from __future__ import annotations

import contextlib
import uuid

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import public
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.orders import queries as orders
from marketplace.orders.models import OrderStep
from marketplace.orders.rules import MOST_PIECES, state_of
from marketplace.orders.service import place_order
from marketplace.products.models import Category, Origin
from marketplace.products.rules import CostCard, fairness
from marketplace.shop import queries
from marketplace.shop.forms import CheckoutForm

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
    wanted = request.form.get("quantity", 1, type=int)
    if key is None:
        return redirect(url_for("shop.page"))
    if request.form.get("add"):
        wanted += pieces.get(key, 0)
    if wanted <= 0:
        pieces.pop(key, None)
    else:
        pieces[key] = min(wanted, MOST_PIECES)
    _keep(pieces)
    flash(_("Your basket is up to date."))
    return redirect(url_for("shop.checkout"), 303)


def _checkout_page(form: CheckoutForm) -> str:
    pieces = basket()
    rows = [(row, pieces[row.id]) for row in queries.goods(list(pieces))]
    return render_template(
        "marketplace/shop/checkout.html",
        form=form,
        rows=rows,
        total=sum(row.price_minor * count for row, count in rows),
        currency=rows[0][0].currency if rows else "",
        places=form.place.choices,
        most=MOST_PIECES,
        count=_in_basket(),
    )


@bp.get("/basket")
@public
def checkout() -> ResponseReturnValue:
    """The basket and the order on one page."""
    form = CheckoutForm()
    form.offer(queries.places_with(basket()))
    return _checkout_page(form)


@bp.post("/order")
@public
@writes
def order() -> ResponseReturnValue:
    """Place the order: the pieces are reserved and the buyer gets a code. A second click gives the same order."""
    form, pieces = CheckoutForm(), basket()
    if not pieces and orders.exists(form.token.data or ""):
        return redirect(url_for("shop.receipt", token=form.token.data), 303)
    form.offer(queries.places_with(pieces))
    if not form.place.choices and pieces:
        form.form_errors.append(_("There are not enough pieces left in one place. Choose fewer."))
    if form.form_errors or not form.validate():
        return _checkout_page(form), 422
    try:
        place_order(form.to_new_order(pieces))
    except DomainError as refusal:
        form.refuse(refusal)
        return _checkout_page(form), 422
    session.pop("basket", None)
    return redirect(url_for("shop.receipt", token=form.token.data), 303)


@bp.get("/order/<token>")
@public
def receipt(token: str) -> ResponseReturnValue:
    """The order by its secret link: the code for the gate, where and until when. Made to be printed."""
    row = orders.by_token(token)
    state = state_of(OrderStep(row.step), paid=row.paid_minor, total=row.total_minor, refunded=row.refunded_minor)
    answer = render_template(
        "marketplace/shop/receipt.html", order=row, lines=orders.lines_of(row.id), state=state, count=_in_basket()
    )
    return answer, 200, {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
