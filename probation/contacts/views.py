"""Contacts on screen: the visit form first, then appointments, corrections and places."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, open_steps, person_for, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import Conflict, DomainError
from kernel.http import writes
from kernel.i18n import _, show_moment
from probation.contacts import service
from probation.contacts.forms import AppointmentForm, MoveForm, VisitForm, rounded, step_choices
from probation.contacts.models import ContactKind, NeedArea, Outcome
from probation.contacts.queries import (
    contact_for,
    contacts_page,
    history_of,
    last_held,
    open_appointments,
)
from probation.contacts.rules import FACTS
from probation.field_visits.queries import story_of
from probation.field_visits.rules import hours_and_minutes
from probation.orders.queries import current_order, order_for
from probation.places.queries import place_of

bp = Blueprint("contacts", __name__)
WRITERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
READERS = (*WRITERS, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR)
USUAL = (Outcome.COMPLIED, Outcome.NOT_THERE, Outcome.NOBODY_HOME)


def _page(template: str, card: PersonCard, status: int = 200, **context: Any) -> ResponseReturnValue:
    shown = {"person": card, "tabs": tabs_for(actor()), "tab": "contacts", "Kind": ContactKind, "Outcome": Outcome}
    return render_template(template, **shown, NeedArea=NeedArea, FACTS=FACTS, **context), status


@bp.get("/people/<uuid:person_id>/contacts")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """A person's contacts, planned ones first, then what was, newest first."""
    card = person_for(actor(), person_id)
    found = contacts_page(card.id, request.args.get("after", type=uuid.UUID))
    return _page(
        "probation/contacts/list.html", card, found=found, planned=open_appointments(card.id), place=place_of(card.id),
        now=clock.now(), may_write=actor().has(*WRITERS), order=current_order(card.id),
    )  # fmt: skip


@bp.get("/contacts/<uuid:contact_id>")
@allows(*READERS)
def show(contact_id: uuid.UUID) -> ResponseReturnValue:
    """One contact with everything that was written about it, oldest first."""
    card, row = contact_for(actor(), contact_id)
    history = history_of(row.root_id)
    return _page(
        "probation/contacts/show.html", card, history=history, stands=history[-1], may_write=actor().has(*WRITERS),
        field=story_of([one.id for one in history]), apart=hours_and_minutes,
    )  # fmt: skip


def _filled(card: PersonCard, answers: Any, order: Any) -> VisitForm:
    """A visit form that remembers the usual: what was planned, or how the last one was."""
    last = last_held(card.id)
    local = clock.local(clock.now(), card.zone)
    planned = answers.scheduled_at if answers is not None else None
    begun = clock.local(planned, card.zone) if planned and planned <= clock.now() else local
    usual = answers if answers is not None else last
    return VisitForm(
        formdata=None, order_id=str(order.id), answers_id=str(answers.id) if answers is not None else "",
        kind=ContactKind(usual.kind) if usual is not None else ContactKind.OFFICE, on=begun.date(), time=rounded(begun),
        minutes=last.minutes if last is not None else 30, place=usual.place if usual is not None else "",
        next_kind=ContactKind(last.kind) if last is not None else ContactKind.OFFICE, next_time=rounded(begun),
        next_on=begun.date() + dt.timedelta(days=14),
    )  # fmt: skip


def _visit_page(card: PersonCard, form: VisitForm, status: int = 200) -> ResponseReturnValue:
    return _page(
        "probation/contacts/visit.html",
        card,
        status,
        form=form,
        last=last_held(card.id),
        usual=USUAL,
        place=place_of(card.id),
    )


@bp.get("/people/<uuid:person_id>/visits/new")
@allows(*WRITERS)
def visit_form(person_id: uuid.UUID) -> ResponseReturnValue:
    """The visit form, filled as far as the file knows."""
    card = person_for(actor(), person_id)
    order = current_order(card.id)
    if order is None:
        raise DomainError(_("This person is not under supervision. Prepare an order first."))
    wanted = request.args.get("contact", type=uuid.UUID)
    planned = open_appointments(card.id)
    answers = next((row for row in planned if row.id == wanted), None)
    if wanted and answers is None:
        flash(_("That appointment was logged or moved already. This will be a visit of its own."), "info")
    return _visit_page(card, _filled(card, answers, order))


@bp.post("/people/<uuid:person_id>/visits/new")
@allows(*WRITERS)
@writes
def log_visit(person_id: uuid.UUID) -> ResponseReturnValue:
    """Log a visit and plan the next: one command, one commit."""
    form = VisitForm()
    if not form.validate():
        return _visit_page(person_for(actor(), person_id), form, 422)
    try:
        card, order = order_for(actor(), uuid.UUID(form.order_id.data))
        done = service.record_under(actor(), form.to_visit(order.zone), card, order)
    except Conflict as clash:
        form.answers_id.data, form.answers_id.raw_data = "", None
        form.form_errors.append(str(clash))
        return _visit_page(person_for(actor(), person_id), form, 409)
    except DomainError as refusal:
        form.refuse(refusal)
        return _visit_page(person_for(actor(), person_id), form, 422)
    return redirect(url_for("contacts.saved", contact_id=done.id), 303)


@bp.get("/contacts/<uuid:contact_id>/saved")
@allows(*WRITERS)
def saved(contact_id: uuid.UUID) -> ResponseReturnValue:
    """What was saved, in words, and the way on."""
    card, row = contact_for(actor(), contact_id)
    return _page("probation/contacts/saved.html", card, visit=row, planned=open_appointments(card.id))


def _appointment_page(card: PersonCard, form: AppointmentForm, status: int = 200) -> ResponseReturnValue:
    return _page("probation/contacts/appointment.html", card, status, form=form)


@bp.get("/people/<uuid:person_id>/appointments/new")
@allows(*READERS[:3])
def appointment_form(person_id: uuid.UUID) -> ResponseReturnValue:
    """The form of an appointment."""
    card = person_for(actor(), person_id)
    form = AppointmentForm(formdata=None, next_kind=ContactKind.OFFICE)
    form.step_id.choices = step_choices(open_steps(card.id))
    return _appointment_page(card, form)


@bp.post("/people/<uuid:person_id>/appointments/new")
@allows(*READERS[:3])
@writes
def plan(person_id: uuid.UUID) -> ResponseReturnValue:
    """Plan a contact."""
    card = person_for(actor(), person_id)
    form = AppointmentForm()
    form.step_id.choices = step_choices(open_steps(card.id))
    order = current_order(card.id)
    if order is None:
        raise DomainError(_("This person is not under supervision. Prepare an order first."))
    new = form.to_appointment(order.zone) if form.validate() else None
    if new is None:
        if not form.errors:
            form.next_on.errors = [_("Fill in the day and the time.")]
        return _appointment_page(card, form, 422)
    try:
        service.plan_contact(actor(), order.id, new)
    except DomainError as refusal:
        form.refuse(refusal)
        return _appointment_page(card, form, 422)
    flash(_("Saved: the appointment is on %(when)s.", when=show_moment(new.at, order.zone)), "success")
    return redirect(url_for("contacts.page", person_id=card.id), 303)


@bp.get("/contacts/<uuid:contact_id>/move")
@allows(*WRITERS)
def move_form(contact_id: uuid.UUID) -> ResponseReturnValue:
    """The form that moves or cancels an appointment."""
    card, row = contact_for(actor(), contact_id)
    return _page(
        "probation/contacts/move.html", card, form=MoveForm(formdata=None, next_kind=ContactKind(row.kind)), planned=row
    )


@bp.post("/contacts/<uuid:contact_id>/move")
@allows(*WRITERS)
@writes
def move(contact_id: uuid.UUID) -> ResponseReturnValue:
    """Move or cancel an appointment."""
    card, row = contact_for(actor(), contact_id)
    form = MoveForm()
    if form.validate():
        try:
            service.move_contact(actor(), form.to_move(contact_id, card.zone))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved. Tell the person about the change."), "success")
            return redirect(url_for("contacts.page", person_id=card.id), 303)
    return _page("probation/contacts/move.html", card, 422, form=form, planned=row)
