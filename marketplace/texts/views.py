"""The side-by-side pages of the other languages."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.brand.queries import brand_row
from marketplace.products.queries import product_row
from marketplace.texts import queries
from marketplace.texts.forms import BrandTextForm, ProductTextForm
from marketplace.texts.service import say_brand, say_product

bp = Blueprint("texts", __name__)


@bp.get("/products/<uuid:product_id>/languages")
@allows(Role.SHOP_MANAGER)
def page(product_id: uuid.UUID) -> ResponseReturnValue:
    """Which languages a product speaks."""
    return render_template(
        "marketplace/texts/page.html", product=product_row(product_id), said=queries.product_texts(product_id),
        others=queries.OTHERS,
    )  # fmt: skip


def _product_page(product_id: uuid.UUID, language: str, form: ProductTextForm) -> str:
    return render_template(
        "marketplace/texts/product.html", product=product_row(product_id), language=language, form=form,
        name=queries.named(language),
    )  # fmt: skip


@bp.get("/products/<uuid:product_id>/languages/<language>")
@allows(Role.SHOP_MANAGER)
def product(product_id: uuid.UUID, language: str) -> ResponseReturnValue:
    """A product in one language, beside the first."""
    form = ProductTextForm(None, obj=queries.product_texts(product_id).get(language))
    return _product_page(product_id, language, form)


@bp.post("/products/<uuid:product_id>/languages/<language>")
@allows(Role.SHOP_MANAGER)
@writes
def keep_product(product_id: uuid.UUID, language: str) -> ResponseReturnValue:
    """Keep a product's words in one language."""
    product_row(product_id)
    queries.named(language)
    form = ProductTextForm()
    if not form.validate():
        return _product_page(product_id, language, form), 422
    try:
        left = say_product(actor(), product_id, form.to_words(language))
    except DomainError as refusal:
        form.refuse(refusal)
        return _product_page(product_id, language, form), 422
    flash(_("Saved. Its words changed, so it is out of the shop until a second person has looked.") if left
          else _("Saved."))  # fmt: skip
    return redirect(url_for("texts.page", product_id=product_id), 303)


def _brand_page(brand_id: uuid.UUID, language: str, form: BrandTextForm) -> str:
    return render_template(
        "marketplace/texts/brand.html", brand=brand_row(brand_id), language=language, form=form,
        name=queries.named(language),
    )  # fmt: skip


@bp.get("/brands/<uuid:brand_id>/languages/<language>")
@allows(Role.SHOP_MANAGER)
def brand(brand_id: uuid.UUID, language: str) -> ResponseReturnValue:
    """A brand in one language, beside the first."""
    form = BrandTextForm(None, obj=queries.brand_texts(brand_id).get(language))
    return _brand_page(brand_id, language, form)


@bp.post("/brands/<uuid:brand_id>/languages/<language>")
@allows(Role.SHOP_MANAGER)
@writes
def keep_brand(brand_id: uuid.UUID, language: str) -> ResponseReturnValue:
    """Keep a brand's words in one language."""
    brand_row(brand_id)
    queries.named(language)
    form = BrandTextForm()
    if not form.validate():
        return _brand_page(brand_id, language, form), 422
    try:
        say_brand(actor(), brand_id, form.to_words(language))
    except DomainError as refusal:
        form.refuse(refusal)
        return _brand_page(brand_id, language, form), 422
    flash(_("Saved."))
    return redirect(url_for("brands.page"), 303)
