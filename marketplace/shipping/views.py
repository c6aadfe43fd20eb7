"""Where the shop sends and what it costs."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.shipping import queries, service
from marketplace.shipping.forms import TableForm, ZoneForm
from marketplace.shipping.rules import country_name

bp = Blueprint("shipping", __name__, url_prefix="/desk/shipping")


def _page(zone: ZoneForm | None = None, table: TableForm | None = None) -> str:
    zones, costs = queries.zones(), table or TableForm(None)
    costs.offer(zones)
    return render_template(
        "marketplace/shipping/page.html", zone_form=zone or ZoneForm(None), form=costs, zones=zones,
        tables=queries.tables(), country_name=country_name,
    )  # fmt: skip


@bp.get("")
@allows(Role.SHOP_MANAGER)
def page() -> ResponseReturnValue:
    """Zones with their countries and their cost tables."""
    return _page()


@bp.post("/zones")
@allows(Role.SHOP_MANAGER)
@writes
def zone() -> ResponseReturnValue:
    """Open a zone, or change its countries."""
    form = ZoneForm()
    if not form.validate():
        return _page(zone=form), 422
    try:
        service.open_zone(actor(), form.name.data, form.codes())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(zone=form), 422
    flash(_("Kept. Buyers in these countries can have it sent once costs are set."))
    return redirect(url_for("shipping.page"), 303)


@bp.post("/costs")
@allows(Role.SHOP_MANAGER)
@writes
def costs() -> ResponseReturnValue:
    """Set what sending costs from a day on."""
    form = TableForm()
    form.offer(queries.zones())
    if not form.validate():
        return _page(table=form), 422
    try:
        service.set_costs(actor(), form.to_table())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(table=form), 422
    flash(_("Kept. Orders that were placed keep their cost."))
    return redirect(url_for("shipping.page"), 303)
