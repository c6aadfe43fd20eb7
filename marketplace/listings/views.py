"""Where a product is sold."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.listings.forms import DoorsForm
from marketplace.listings.models import Channel
from marketplace.listings.queries import doors_of
from marketplace.listings.service import set_doors
from marketplace.products.queries import product_row

bp = Blueprint("listings", __name__, url_prefix="/products")


def _page(product_id: uuid.UUID, form: DoorsForm) -> str:
    return render_template(
        "marketplace/listings/page.html", product=product_row(product_id), form=form, doors=list(Channel)
    )


@bp.get("/<uuid:product_id>/doors")
@allows(Role.SHOP_MANAGER)
def page(product_id: uuid.UUID) -> ResponseReturnValue:
    """Through which doors a product is sold, and from when."""
    doors, today = doors_of(product_id), clock.today()
    given = {door.value: door in doors for door in Channel}
    days = {f"{door}_from": doors.get(door, today) for door in Channel}
    return _page(product_id, DoorsForm(None, **given, **days))


@bp.post("/<uuid:product_id>/doors")
@allows(Role.SHOP_MANAGER)
@writes
def keep(product_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the doors of a product."""
    product_row(product_id)
    form = DoorsForm()
    if not form.validate():
        return _page(product_id, form), 422
    try:
        set_doors(actor(), product_id, form.to_doors())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(product_id, form), 422
    flash(_("Saved."))
    return redirect(url_for("products.one", product_id=product_id), 303)
