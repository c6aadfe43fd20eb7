"""Orders on screen: the supervision tab, a new order, its conditions, its start."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, person_for, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from kernel.units.models import UnitKind
from kernel.units.queries import establishments, unit_of
from probation.annexes.queries import annex_pages
from probation.catalogue.queries import outline_of, outline_text, plain_of, policy, served, text_of
from probation.conditions import service as conditions
from probation.conditions.rules import UNFINISHED, Differs, compare, needs_second_human
from probation.contacts.queries import open_appointments
from probation.orders import service
from probation.orders.documents import conditions_paper
from probation.orders.forms import BeginForm, DecideForm, ExplainForm, OrderForm, choices_of
from probation.orders.models import OrderKind, OrderState, SetState
from probation.orders.queries import conditions_of, current_order, officers_of, order_for, orders_of, sets_of
from probation.packs.queries import ground_of
from probation.standards.queries import level_history, picture_of, suggestion_for

bp = Blueprint("supervision", __name__)
for _name in (outline_of, outline_text, plain_of, served, text_of):
    bp.add_app_template_global(_name)
WRITERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
PREPARERS = (*WRITERS, Role.CASE_MANAGER)
READERS = (*PREPARERS, Role.GOVERNOR, Role.INSPECTOR)


def _page(template: str, card: PersonCard, status: int = 200, **context: Any) -> ResponseReturnValue:
    page = render_template(template, person=card, tabs=tabs_for(actor()), tab="supervision", **context)
    return page, status


@bp.get("/people/<uuid:person_id>/supervision")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """The order that supervision rests on, with its conditions and what is due; other orders beneath."""
    card = person_for(actor(), person_id)
    rows = orders_of(card.id)
    current = current_order(card.id)
    if current is None:
        return _page("probation/orders/none.html", card, orders=rows, may_prepare=actor().has(*PREPARERS))
    return _order_page(card, current, orders=rows)


@bp.get("/supervision/orders/<uuid:order_id>")
@allows(*READERS)
def order(order_id: uuid.UUID) -> ResponseReturnValue:
    """One order."""
    card, row = order_for(actor(), order_id)
    return _order_page(card, row, orders=orders_of(card.id))


def _order_page(card: PersonCard, row: Any, *, orders: Any, status: int = 200, **forms: Any) -> ResponseReturnValue:
    versions = sets_of(row.id)
    shown = next((one for one in versions if one.state == SetState.ACTIVE), versions[0])
    draft = versions[0] if versions[0].state in UNFINISHED and versions[0].id != shown.id else None
    today, me = clock.today(row.zone), str(actor().human_id)
    suggested = suggestion_for(row, card.level, ground_of(row.office_id, today))
    begin = forms.get("begin_form") or BeginForm(formdata=None, level=suggested.level, officer_id=me)
    begin.officer_id.choices = choices_of(officers_of(row.office_id))
    explain = forms.get("explain_form") or ExplainForm(
        formdata=None, language=card.language or "en", orally_on=today, in_writing_on=today
    )
    explain.offer_languages(card.language)
    in_force, written = conditions_of(shown.id), conditions_of(draft.id) if draft else ()
    context = {
        "today": today, "order": row, "orders": orders, "versions": versions, "shown": shown, "draft": draft,
        "conditions": in_force, "draft_conditions": written,
        "changes": [one for one in compare(in_force, written) if one.differs is not Differs.SAME] if draft else (),
        "picture": picture_of(row, row.zone, in_custody=card.in_custody), "levels": level_history(row.id),
        "suggested": suggested.level, "planned": open_appointments(card.id),
        "explain_form": explain, "decide_form": DecideForm(formdata=None), "begin_form": begin,
        "needs_yes": needs_second_human(draft or shown),
        "may_write": actor().has(*WRITERS), "may_decide": _may_decide(draft or shown),
    }  # fmt: skip
    return _page("probation/orders/order.html", card, status, **{**context, **forms})


def _may_decide(version: Any) -> bool:
    asked = version.state == SetState.SUBMITTED and version.prepared_by != actor().human_id
    return asked and actor().has(Role.PROBATION_SUPERVISOR)


def _order_form(card: PersonCard) -> OrderForm:
    offices = establishments(actor(), UnitKind.PROBATION_OFFICE)
    usual = card.office_id or (offices[0].id if len(offices) == 1 else "")
    form = OrderForm(starts_on=card.release_date if card.in_custody else clock.today(card.zone), office_id=str(usual))
    form.office_id.choices = choices_of([(row.id, row.name) for row in offices])
    return form


@bp.get("/people/<uuid:person_id>/supervision/new")
@allows(*PREPARERS)
def new(person_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a new order."""
    card = person_for(actor(), person_id)
    return _new_page(card, _order_form(card))


def _new_page(card: PersonCard, form: OrderForm, status: int = 200) -> ResponseReturnValue:
    return _page("probation/orders/new.html", card, status, form=form, policy=policy(), OrderKind=OrderKind)


@bp.post("/people/<uuid:person_id>/supervision/new")
@allows(*PREPARERS)
@writes
def prepare(person_id: uuid.UUID) -> ResponseReturnValue:
    """Write the order and the first draft of its conditions."""
    card = person_for(actor(), person_id)
    form = _order_form(card)
    if not form.validate():
        return _new_page(card, form, 422)
    try:
        made = service.prepare_order(actor(), form.to_order(card.id))
    except DomainError as refusal:
        form.refuse(refusal)
        return _new_page(card, form, 422)
    flash(_("The order is on file. Look at its conditions, add what is needed, then explain them."), "success")
    return redirect(url_for("supervision.order", order_id=made.id), 303)


def _deed(
    order_id: uuid.UUID, said: str, deed: Callable[[], object], form: Any = None, **shown: Any
) -> ResponseReturnValue:
    """Do one deed on an order and come back to its page; a refusal stands on the page itself."""
    refused = form is not None and not form.validate()
    if not refused:
        try:
            deed()
        except DomainError as refusal:
            if form is None:
                raise
            form.refuse(refusal)
            refused = True
    if refused:
        card, row = order_for(actor(), order_id)
        return _order_page(card, row, orders=orders_of(card.id), status=422, form=form, **shown)
    flash(said, "success")
    return redirect(url_for("supervision.order", order_id=order_id), 303)


@bp.post("/supervision/orders/<uuid:order_id>/explained")
@allows(*PREPARERS)
@writes
def explain(order_id: uuid.UUID) -> ResponseReturnValue:
    """Note that the conditions were explained; for a new version of a running order this puts it in force."""
    form = ExplainForm()
    card, row = order_for(actor(), order_id)
    form.offer_languages(card.language)
    runs = OrderState(row.state) is not OrderState.NOT_STARTED

    def deed() -> None:
        told = form.to_explained(order_id)
        if runs:
            conditions.activate_variation(actor(), order_id, told)
        else:
            conditions.explain_conditions(actor(), told)

    said = _("The new conditions are in force.") if runs else _("Noted: the conditions were explained.")
    return _deed(order_id, said, deed, form, explain_form=form)


@bp.post("/supervision/orders/<uuid:order_id>/submitted")
@allows(*PREPARERS)
@writes
def submit(order_id: uuid.UUID) -> ResponseReturnValue:
    """Send the newest draft to a supervisor."""
    return _deed(
        order_id, _("Sent to a supervisor for approval."), lambda: conditions.submit_conditions(actor(), order_id)
    )


@bp.post("/supervision/orders/<uuid:order_id>/decided")
@allows(Role.PROBATION_SUPERVISOR)
@writes
def decide(order_id: uuid.UUID) -> ResponseReturnValue:
    """Approve the submitted version, or give it back."""
    form, approve = DecideForm(), request.form.get("decision") == "approve"
    said = _("The conditions are approved.") if approve else _("Given back to the officer with your words.")
    return _deed(
        order_id, said,
        lambda: conditions.decide_conditions(actor(), order_id, approve=approve, words=form.words.data or ""),
        form, decide_form=form,
    )  # fmt: skip


@bp.post("/supervision/orders/<uuid:order_id>/begun")
@allows(*WRITERS)
@writes
def begin(order_id: uuid.UUID) -> ResponseReturnValue:
    """Begin supervision."""
    form = BeginForm()
    _card, row = order_for(actor(), order_id)
    form.officer_id.choices = choices_of(officers_of(row.office_id))
    booked = any(one.order_id == row.id for one in open_appointments(row.person_id))
    said = _("Supervision has begun.") if booked else _("Supervision has begun. Make the first appointment now.")
    return _deed(
        order_id, said,
        lambda: service.begin_order(actor(), form.to_begin(order_id)), form, begin_form=form,
    )  # fmt: skip


@bp.get("/supervision/orders/<uuid:order_id>/conditions.pdf")
@allows(*READERS)
def paper(order_id: uuid.UUID) -> ResponseReturnValue:
    """The conditions on paper, for the person to keep: those in force, or an approved version that is to be explained.

    ``version`` in the address names the latter.
    """
    card, row = order_for(actor(), order_id)
    versions, wanted = sets_of(row.id), request.args.get("version", type=uuid.UUID)
    approved = (one for one in versions if one.id == wanted and one.state == SetState.APPROVED)
    active = (one for one in versions if one.state == SetState.ACTIVE)
    shown = next(approved, None) or next(active, versions[0])
    found = conditions_of(shown.id)
    pdf = conditions_paper(card, row, shown, found, annex_pages(found), unit_of(row.office_id).address)
    return pdf_response(pdf, f"conditions-{card.number}.pdf")
