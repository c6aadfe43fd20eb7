"""Requirements on screen: what is asked, what is done, what is left."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, tabs_for
from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _
from probation.orders.models import OPEN, OrderState
from probation.orders.queries import order_for
from probation.orders.views import READERS, WRITERS
from probation.requirements import service
from probation.requirements.forms import credit_form, requirement_form
from probation.requirements.models import RequirementKind
from probation.requirements.queries import entries_of, progress, requirement_record, requirements_of, show_amount

bp = Blueprint("requirements", __name__)
CURRENCY = "EUR"


def _page(template: str, card: PersonCard, status: int = 200, **context: Any) -> ResponseReturnValue:
    page = render_template(template, person=card, tabs=tabs_for(actor()), tab="supervision", **context)
    return page, status


def _listing(card: PersonCard, order: Any, status: int = 200, **context: Any) -> ResponseReturnValue:
    open_ = OrderState(order.state) in OPEN
    return _page(
        "probation/requirements/page.html", card, status, order=order, rows=requirements_of(order.id),
        entries=entries_of(order.id), progress=progress, amount=show_amount, Kind=RequirementKind,
        may_write=actor().has(*WRITERS) and open_, runs=open_ and order.state != OrderState.NOT_STARTED, **context,
    )  # fmt: skip


@bp.get("/supervision/orders/<uuid:order_id>/requirements")
@allows(*READERS)
def page(order_id: uuid.UUID) -> ResponseReturnValue:
    """What an order asks for, with the entries of each."""
    card, order = order_for(actor(), order_id)
    return _listing(card, order)


def _kind() -> RequirementKind:
    if (asked := request.args.get("kind", RequirementKind.HOURS.value)) not in list(RequirementKind):
        raise NotFound(_("There is no requirement of this kind."))
    return RequirementKind(asked)


@bp.get("/supervision/orders/<uuid:order_id>/requirements/new")
@allows(*WRITERS)
def new(order_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a requirement of one kind."""
    card, order = order_for(actor(), order_id)
    kind = _kind()
    form = requirement_form(kind, CURRENCY, formdata=None)
    return _page("probation/requirements/new.html", card, order=order, kind=kind, form=form)


@bp.post("/supervision/orders/<uuid:order_id>/requirements/new")
@allows(*WRITERS)
@writes
def add(order_id: uuid.UUID) -> ResponseReturnValue:
    """Write a requirement down."""
    card, order = order_for(actor(), order_id)
    kind = _kind()
    form = requirement_form(kind, CURRENCY)
    if form.validate():
        try:
            service.set_requirement(actor(), form.to_requirement(order_id, kind, CURRENCY))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The requirement is on file."), "success")
            return redirect(url_for("requirements.page", order_id=order_id), 303)
    return _page("probation/requirements/new.html", card, 422, order=order, kind=kind, form=form)


@bp.get("/supervision/requirements/<uuid:requirement_id>/credit")
@allows(*WRITERS)
def credit_page(requirement_id: uuid.UUID) -> ResponseReturnValue:
    """The form of an entry."""
    found, order = requirement_record(actor(), requirement_id)
    card, _row = order_for(actor(), order.id)
    form = credit_form(found, formdata=None, on=clock.today(order.zone))
    return _page("probation/requirements/credit.html", card, order=order, found=found, form=form)


@bp.post("/supervision/requirements/<uuid:requirement_id>/credit")
@allows(*WRITERS)
@writes
def credit(requirement_id: uuid.UUID) -> ResponseReturnValue:
    """Note what was done."""
    found, order = requirement_record(actor(), requirement_id)
    card, _row = order_for(actor(), order.id)
    form = credit_form(found)
    if form.validate():
        try:
            service.credit(actor(), form.to_credit(found))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Noted."), "success")
            return redirect(url_for("requirements.page", order_id=order.id), 303)
    return _page("probation/requirements/credit.html", card, 422, order=order, found=found, form=form)


@bp.post("/supervision/orders/<uuid:order_id>/requirements/<uuid:credit_id>/taken-back")
@allows(*WRITERS)
@writes
def take_back(order_id: uuid.UUID, credit_id: uuid.UUID) -> ResponseReturnValue:
    """Take an entry back by a counter-entry."""
    service.take_back(actor(), credit_id, request.form.get("why", ""))
    flash(_("Taken back. Both entries stay on file."), "success")
    return redirect(url_for("requirements.page", order_id=order_id), 303)
