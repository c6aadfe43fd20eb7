"""The shop manager's products."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _, show_money
from marketplace.brand.queries import brands
from marketplace.products import queries
from marketplace.products.forms import PriceForm, ProductForm
from marketplace.products.models import Category, ProductState
from marketplace.products.service import add_product, card_of, list_product, set_price, withdraw_product

bp = Blueprint("products", __name__, url_prefix="/products")


@bp.get("")
@allows(Role.SHOP_MANAGER)
def page() -> ResponseReturnValue:
    """All products, in the shop or not."""
    found = queries.products_page(request.args.get("after", type=uuid.UUID))
    return render_template("marketplace/products/page.html", page=found, states=ProductState, shelves=Category)


@bp.get("/new")
@allows(Role.SHOP_MANAGER)
def new() -> ResponseReturnValue:
    """The form for a product."""
    form = ProductForm()
    form.offer(brands())
    return render_template("marketplace/products/new.html", form=form)


@bp.post("/new")
@allows(Role.SHOP_MANAGER)
@writes
def enter() -> ResponseReturnValue:
    """Enter a product."""
    form = ProductForm()
    form.offer(brands())
    if not form.validate():
        return render_template("marketplace/products/new.html", form=form), 422
    try:
        add_product(actor(), form.to_new_product())
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template("marketplace/products/new.html", form=form), 422
    flash(_("Entered. Put it into the shop when the first pieces have passed inspection."))
    return redirect(url_for("products.page"), 303)


def _price_page(product_id: uuid.UUID, form: PriceForm) -> str:
    row = queries.product_row(product_id)
    return render_template(
        "marketplace/products/price.html",
        form=form,
        product=row,
        page=queries.prices_page(product_id, request.args.get("after", type=uuid.UUID)),
        today_card=card_of(row),
    )


@bp.get("/<uuid:product_id>/price")
@allows(Role.SHOP_MANAGER)
def price(product_id: uuid.UUID) -> ResponseReturnValue:
    """What a product costs and cost, and a form for a new price."""
    form = PriceForm(None, **vars(card_of(queries.product_row(product_id))))
    return _price_page(product_id, form)


@bp.post("/<uuid:product_id>/price")
@allows(Role.SHOP_MANAGER)
@writes
def set_new_price(product_id: uuid.UUID) -> ResponseReturnValue:
    """Set a price from now on. Orders placed before keep theirs."""
    form = PriceForm()
    if not form.validate():
        return _price_page(product_id, form), 422
    try:
        changed = set_price(actor(), product_id, form.to_card(), form.reason.data)
    except NotFound:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return _price_page(product_id, form), 422
    flash(_("The price is now %(sum)s.", sum=show_money(changed.price_minor, changed.currency)))
    return redirect(url_for("products.price", product_id=product_id), 303)


@bp.post("/<uuid:product_id>/state")
@allows(Role.SHOP_MANAGER)
@writes
def change(product_id: uuid.UUID) -> ResponseReturnValue:
    """Put a product into the shop or take it out."""
    if request.form.get("state") == ProductState.LISTED:
        list_product(actor(), product_id)
        flash(_("It is in the shop."))
    else:
        withdraw_product(actor(), product_id)
        flash(_("It is out of the shop. Orders placed before go on."))
    return redirect(url_for("products.page"), 303)
