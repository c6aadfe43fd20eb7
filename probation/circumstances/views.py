"""Circumstances on screen: the course of one life, the form, the counts of an office."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, person_for, small_numbers, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from probation.circumstances import service
from probation.circumstances.forms import CircumstancesForm
from probation.circumstances.models import Point
from probation.circumstances.queries import course_of
from probation.circumstances.rules import AREAS, due_on, point_open
from probation.orders.models import RUNNING
from probation.orders.queries import current_order

bp = Blueprint("circumstances", __name__)
WRITERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
READERS = (*WRITERS, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR)
COUNTERS = (Role.PROBATION_SUPERVISOR, Role.INSPECTOR, Role.STATISTICS_OFFICER)


def _open(card: PersonCard) -> tuple[Any, Point | None]:
    """The running order and the point that can be answered today; (None, None) where there is none."""
    order = current_order(card.id)
    if order is None or order.state not in RUNNING:
        return None, None
    return order, point_open(order.starts_on, clock.today(order.zone))


def _page(template: str, card: PersonCard, status: int = 200, **context: Any) -> ResponseReturnValue:
    shown = {"person": card, "tabs": tabs_for(actor()), "tab": "support", "areas": AREAS}
    return render_template(template, **shown, **context), status


@bp.get("/people/<uuid:person_id>/circumstances")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """How a life went on: one column for each point that was asked."""
    card = person_for(actor(), person_id)
    order, point = _open(card)
    course = course_of(card.id)
    answered = {row.point for row in course if order is not None and row.order_id == order.id}
    return _page(
        "probation/circumstances/page.html", card, course=course, order=order, point=point, answered=answered,
        today=clock.today(card.zone), may_write=actor().has(*WRITERS), Point=Point,
        days={one: due_on(order.starts_on, one) for one in Point} if order else {},
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/circumstances/ask")
@allows(*WRITERS)
def ask(person_id: uuid.UUID) -> ResponseReturnValue:
    """The six questions of the point that is open; answered already, they are there to be corrected."""
    card = person_for(actor(), person_id)
    order, point = _open(card)
    if order is None or point is None:
        raise DomainError(_("Circumstances are asked for while an order runs. This one does not."))
    known = [row for row in course_of(card.id) if row.order_id == order.id and row.point == point]
    facts = dict(service.as_facts(known[0])) if known else {}
    form = CircumstancesForm(formdata=None, data=facts | {"on": clock.today(card.zone)})
    return _page("probation/circumstances/form.html", card, form=form, point=point)


@bp.post("/people/<uuid:person_id>/circumstances/ask")
@allows(*WRITERS)
@writes
def note(person_id: uuid.UUID) -> ResponseReturnValue:
    """Note the answers."""
    card = person_for(actor(), person_id)
    order, point = _open(card)
    if order is None or point is None:
        raise DomainError(_("Circumstances are asked for while an order runs. This one does not."))
    form = CircumstancesForm()
    if form.validate():
        try:
            service.note(actor(), form.to_answers(order.id, point))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Noted."), "success")
            return redirect(url_for("circumstances.page", person_id=card.id), 303)
    return _page("probation/circumstances/form.html", card, 422, form=form, point=point)


@bp.get("/supervision/circumstances")
@allows(*COUNTERS)
def figures() -> str:
    """How many are settled, at each point, with how sure that is."""
    return render_template(
        "probation/circumstances/figures.html", areas=AREAS, Point=Point, shares=service.shares(actor()),
        least=small_numbers.LEAST,
    )  # fmt: skip
