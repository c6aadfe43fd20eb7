"""The brands: who owns, runs and makes, the story, what a buyer may rely on."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.brand import queries
from marketplace.brand.forms import BrandForm
from marketplace.brand.models import Brand
from marketplace.brand.service import change_brand, open_brand
from marketplace.texts.queries import OTHERS

bp = Blueprint("brands", __name__, url_prefix="/brands")


@bp.get("")
@allows(Role.SHOP_MANAGER)
def page() -> ResponseReturnValue:
    """Every brand with what it says of itself."""
    return render_template("marketplace/brand/page.html", brands=queries.all_brands(), others=OTHERS)


def _form(form: BrandForm, brand_id: uuid.UUID | None) -> str:
    return render_template("marketplace/brand/form.html", form=form, brand_id=brand_id)


@bp.get("/new")
@allows(Role.SHOP_MANAGER)
def new() -> ResponseReturnValue:
    """A form for a brand."""
    return _form(BrandForm(None), None)


def _save(form: BrandForm, brand_id: uuid.UUID | None, command: Callable[[], Brand]) -> ResponseReturnValue:
    if not form.validate():
        return _form(form, brand_id), 422
    try:
        kept = command()
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _form(form, brand_id), 422
    flash(_("Saved: buyers read it under “%(name)s”.", name=kept.name))
    return redirect(url_for("brands.page"), 303)


@bp.post("/new")
@allows(Role.SHOP_MANAGER)
@writes
def create() -> ResponseReturnValue:
    """Open a brand."""
    form = BrandForm()
    return _save(form, None, lambda: open_brand(actor(), form.to_brand()))


@bp.get("/<uuid:brand_id>")
@allows(Role.SHOP_MANAGER)
def edit(brand_id: uuid.UUID) -> ResponseReturnValue:
    """A form filled with what a brand says."""
    return _form(BrandForm(None, obj=queries.brand_row(brand_id)), brand_id)


@bp.post("/<uuid:brand_id>")
@allows(Role.SHOP_MANAGER)
@writes
def change(brand_id: uuid.UUID) -> ResponseReturnValue:
    """Change what a brand says."""
    queries.brand_row(brand_id)
    form = BrandForm()
    form.id.data = str(brand_id)
    return _save(form, brand_id, lambda: change_brand(actor(), form.to_brand()))
