"""The shop manager's products: the list, one product, what is said of it, what it costs."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _, show_money
from marketplace.brand.queries import brands
from marketplace.listings.models import Channel
from marketplace.products import queries
from marketplace.products.forms import DetailsForm, PriceForm, ProductForm
from marketplace.products.models import Category, Origin, ProductState
from marketplace.products.service import add_product, card_of, change_product, set_price
from marketplace.publishing.models import ReviewState

bp = Blueprint("products", __name__, url_prefix="/products")


@bp.get("")
@allows(Role.SHOP_MANAGER)
def page() -> ResponseReturnValue:
    """All products, or those of one state."""
    asked = request.args.get("state", "")
    state = ProductState(asked) if asked in set(ProductState) else None
    found = queries.products_page(request.args.get("after", type=uuid.UUID), state)
    return render_template(
        "marketplace/products/page.html", page=found, states=ProductState, shelves=Category, state=state,
        counts=queries.counts(),
    )  # fmt: skip


@bp.get("/<uuid:product_id>")
@allows(Role.SHOP_MANAGER)
def one(product_id: uuid.UUID) -> ResponseReturnValue:
    """One product: where it stands, what it still needs, who looked at it."""
    row = queries.product_row(product_id)
    looks = queries.looks(product_id)
    mine = bool(looks) and actor().human_id in {looks[0].written_by, looks[0].asked_by}
    return render_template(
        "marketplace/products/one.html", product=row, state=ProductState(row.state), looks=looks, is_mine=mine,
        has=queries.readiness(product_id), family=queries.family(product_id), states=ReviewState, doors=Channel,
        origin=Origin(row.origin), shelf=Category(row.category), product_states=ProductState,
    )  # fmt: skip


def _form_page(form: DetailsForm, product_id: uuid.UUID | None = None) -> str:
    row = queries.product_row(product_id) if product_id else None
    return render_template("marketplace/products/new.html", form=form, product=row)


def _offered(form: DetailsForm, product_id: uuid.UUID | None = None) -> DetailsForm:
    form.offer(brands(), [one for one in queries.parents() if one[0] != product_id])
    return form


@bp.get("/new")
@allows(Role.SHOP_MANAGER)
def new() -> ResponseReturnValue:
    """The form for a product."""
    return _form_page(_offered(ProductForm()))


@bp.post("/new")
@allows(Role.SHOP_MANAGER)
@writes
def enter() -> ResponseReturnValue:
    """Enter a product."""
    form = ProductForm()
    _offered(form)
    if not form.validate():
        return _form_page(form), 422
    try:
        made = add_product(actor(), form.to_new_product())
    except DomainError as refusal:
        form.refuse(refusal)
        return _form_page(form), 422
    flash(_("Entered as a draft. Add photographs and languages, then offer it to a second person."))
    return redirect(url_for("products.one", product_id=made.id), 303)


@bp.get("/<uuid:product_id>/edit")
@allows(Role.SHOP_MANAGER)
def edit(product_id: uuid.UUID) -> ResponseReturnValue:
    """A form filled with what is said of a product."""
    row = queries.product_row(product_id)
    given = {"brand": str(row.brand_id), "variant_of": str(row.variant_of_id or ""),
             "tax_percent": row.tax_permille / 10, "ship_blocks": ", ".join(row.ship_blocks)}  # fmt: skip
    form = DetailsForm(None, obj=row, data=None, **given)
    for name, value in given.items():
        form[name].data = value
    return _form_page(_offered(form, product_id), product_id)


@bp.post("/<uuid:product_id>/edit")
@allows(Role.SHOP_MANAGER)
@writes
def change(product_id: uuid.UUID) -> ResponseReturnValue:
    """Change what is said of a product. Other words need a second look again."""
    queries.product_row(product_id)
    form = DetailsForm()
    _offered(form, product_id)
    if not form.validate():
        return _form_page(form, product_id), 422
    try:
        left = change_product(actor(), product_id, form.to_details())
    except DomainError as refusal:
        form.refuse(refusal)
        return _form_page(form, product_id), 422
    flash(_("Saved. Its words changed, so it is out of the shop until a second person has looked.") if left
          else _("Saved."))  # fmt: skip
    return redirect(url_for("products.one", product_id=product_id), 303)


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
    card = card_of(queries.product_row(product_id))
    return _price_page(product_id, PriceForm(None, price=card.price, **vars(card)))


@bp.post("/<uuid:product_id>/price")
@allows(Role.SHOP_MANAGER)
@writes
def set_new_price(product_id: uuid.UUID) -> ResponseReturnValue:
    """Set a price from now on. Orders placed before keep theirs."""
    queries.product_row(product_id)
    form = PriceForm()
    if not form.validate():
        return _price_page(product_id, form), 422
    try:
        changed = set_price(actor(), product_id, form.to_card(), form.reason.data)
    except DomainError as refusal:
        form.refuse(refusal)
        return _price_page(product_id, form), 422
    flash(_("The price is now %(sum)s.", sum=show_money(changed.price_minor, changed.currency)))
    return redirect(url_for("products.price", product_id=product_id), 303)
