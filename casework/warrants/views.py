"""Entering and lifting further orders, on the custody page."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from casework.custody.queries import on_prison_time, other_orders
from casework.custody.views import page_of
from casework.people.queries import person_for
from casework.warrants import service
from casework.warrants.forms import LiftForm, WarrantForm
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("warrants", __name__)


@bp.post("/people/<uuid:person_id>/orders")
@allows(Role.RECORDS_OFFICER)
@writes
def enter(person_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a further order that holds the person."""
    person = on_prison_time(person_for(actor(), person_id))
    form = WarrantForm(prefix="w-")
    try:
        if form.validate():
            service.enter_order(actor(), form.to_warrant(person.id))
            flash(_("The order is entered. While it is in force, the person is not released."))
            return redirect(url_for("custody.page", person_id=person.id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return page_of(person, form), 422


@bp.post("/people/<uuid:person_id>/orders/end")
@allows(Role.RECORDS_OFFICER)
@writes
def lift(person_id: uuid.UUID) -> ResponseReturnValue:
    """Note that an order holds no more."""
    person = on_prison_time(person_for(actor(), person_id))
    form = LiftForm(prefix="l-")
    form.offer(other_orders(person.id, clock.today(person.zone)))
    try:
        if form.validate():
            service.lift_order(actor(), form.order, form.reason.data)
            flash(_("The order is lifted."))
            return redirect(url_for("custody.page", person_id=person.id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return page_of(person, form), 422
