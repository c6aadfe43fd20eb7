"""Contacts on screen: the visit form first, then appointments, corrections and places."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, open_steps, person_for, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.drafts.queries import draft_of
from kernel.drafts.service import drop, keep
from kernel.drafts.views import as_multidict, keeps_typed, typed
from kernel.errors import Conflict, DomainError
from kernel.http import writes
from kernel.i18n import _, show_date, show_moment
from probation.arranging.forms import ArrangeForm, ConfirmForm
from probation.arranging.queries import confirmed_among, proposed_next
from probation.arranging.service import Arranged, arrange, confirm
from probation.contacts import service
from probation.contacts.forms import MoveForm, VisitForm, as_typed, step_choices, usual_form
from probation.contacts.models import ContactKind, NeedArea, Outcome
from probation.contacts.queries import (
    contact_for,
    contacts_page,
    history_of,
    last_held,
    open_appointments,
    planned_after,
)
from probation.contacts.rules import FACTS, draft_key, is_late
from probation.field_visits.queries import story_of
from probation.field_visits.rules import hours_and_minutes
from probation.orders.queries import current_order, order_for
from probation.outcomes.rules import actions_for
from probation.places.queries import place_of

bp = Blueprint("contacts", __name__)
WRITERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
READERS = (*WRITERS, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR)
USUAL = (Outcome.COMPLIED, Outcome.NOT_THERE, Outcome.NOBODY_HOME)


def _page(template: str, card: PersonCard, status: int = 200, **context: Any) -> ResponseReturnValue:
    shown = {"person": card, "tabs": tabs_for(actor()), "tab": "contacts", "Kind": ContactKind, "Outcome": Outcome}
    return render_template(template, **shown, NeedArea=NeedArea, FACTS=FACTS, is_late=is_late,
                           reads_all=actor().has(*WRITERS, Role.INSPECTOR), **context), status  # fmt: skip


@bp.get("/people/<uuid:person_id>/contacts")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """A person's contacts, planned ones first, then what was, newest first."""
    card = person_for(actor(), person_id)
    found = contacts_page(card.id, request.args.get("after", type=uuid.UUID))
    planned = open_appointments(card.id)
    return _page(
        "probation/contacts/list.html", card, found=found, planned=planned,
        confirmed=confirmed_among([row.id for row in planned]), place=place_of(card.id),
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
        confirmed=bool(confirmed_among([history[-1].id])), form=ConfirmForm(formdata=None),
        story=story_of([one.id for one in history]), apart=hours_and_minutes,
    )  # fmt: skip


def _visit_page(card: PersonCard, form: VisitForm, status: int = 200, *, kept: bool = False) -> ResponseReturnValue:
    return _page(
        "probation/contacts/visit.html",
        card,
        status,
        form=form,
        kept=kept,
        last=last_held(card.id),
        usual=USUAL,
        place=place_of(card.id),
        ahead=planned_after(open_appointments(card.id), form.on.data or clock.today(card.zone), card.zone),
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
    kept = draft_of(actor().human_id, draft_key(card.id, answers.id if answers is not None else None))
    form = usual_form(
        VisitForm, order, last_held(card.id), answers,
        lambda kind, begun: proposed_next(order, card.officer_id or actor().human_id, kind, begun, planned),
    )  # fmt: skip
    return _visit_page(card, VisitForm(as_multidict({**as_typed(form), **kept})) if kept else form, kept=bool(kept))


def _key() -> str:
    answers = request.form.get("answers_id", type=uuid.UUID)
    return draft_key((request.view_args or {})["person_id"], answers)


@bp.post("/people/<uuid:person_id>/visits/new")
@allows(*WRITERS)
@keeps_typed(_key)
@writes
def log_visit(person_id: uuid.UUID) -> ResponseReturnValue:
    """Log a visit and plan the next: one command, one commit. What asks for a decision goes on in the wizard."""
    form = VisitForm()
    if not form.validate():
        return _visit_page(person_for(actor(), person_id), form, 422)
    if actions_for(form.outcome.data):
        keep(actor().human_id, _key(), typed())
        onward = url_for("outcomes.page", person_id=person_id, step="action", contact=form.answers_id.data or None)
        return redirect(onward, 303)
    try:
        card, order = order_for(actor(), uuid.UUID(form.order_id.data))
        done = service.record_under(actor(), form.to_visit(order.zone), card, order)
    except DomainError as refusal:
        if isinstance(refusal, Conflict):
            form.answers_id.data, form.answers_id.raw_data = "", None
        form.refuse(refusal)
        return _visit_page(person_for(actor(), person_id), form, refusal.status)
    if request.form.get("kept"):
        drop(actor(), _key())
    return redirect(url_for("contacts.saved", contact_id=done.id), 303)


@bp.get("/contacts/<uuid:contact_id>/saved")
@allows(*WRITERS)
def saved(contact_id: uuid.UUID) -> ResponseReturnValue:
    """What was saved, in words, and the way on."""
    card, row = contact_for(actor(), contact_id)
    planned = [one for one in open_appointments(card.id) if one.at > clock.now()]
    return _page("probation/contacts/saved.html", card, visit=row, planned=planned)


def _appointment_page(card: PersonCard, form: ArrangeForm, status: int = 200) -> ResponseReturnValue:
    return _page("probation/contacts/appointment.html", card, status, form=form, place=place_of(card.id))


@bp.get("/people/<uuid:person_id>/appointments/new")
@allows(*READERS[:3])
def appointment_form(person_id: uuid.UUID) -> ResponseReturnValue:
    """The form of an appointment or a series."""
    card = person_for(actor(), person_id)
    form = ArrangeForm(formdata=None, next_kind=ContactKind.OFFICE)
    form.step_id.choices = step_choices(open_steps(card.id))
    return _appointment_page(card, form)


@bp.post("/people/<uuid:person_id>/appointments/new")
@allows(*READERS[:3])
@writes
def plan(person_id: uuid.UUID) -> ResponseReturnValue:
    """Plan a contact, once or again and again."""
    card = person_for(actor(), person_id)
    form = ArrangeForm()
    form.step_id.choices = step_choices(open_steps(card.id))
    order = current_order(card.id)
    if order is None:
        raise DomainError(_("This person is not under supervision. Prepare an order first."))
    if not form.validate():
        return _appointment_page(card, form, 422)
    try:
        done = arrange(actor(), order.id, form.to_series(order.zone))
    except DomainError as refusal:
        form.refuse(refusal)
        return _appointment_page(card, form, 422)
    flash(_say(done, order.zone), "success")
    return redirect(url_for("contacts.page", person_id=card.id), 303)


def _say(done: Arranged, zone: str) -> str:
    words = _("Saved: the appointment is on %(when)s.", when=show_moment(done.made[0].at, zone))
    if len(done.made) > 1:
        last = show_moment(done.made[-1].at, zone)
        words = _("Saved: %(num)s appointments, the last on %(when)s.", num=len(done.made), when=last)
    left_out = "; ".join(f"{show_date(day)}: {why}" for day, why in done.skipped)
    return " ".join((words, _("Left out: %(days)s.", days=left_out))) if left_out else words


@bp.post("/contacts/<uuid:contact_id>/confirmed")
@allows(*WRITERS)
@writes
def confirmed(contact_id: uuid.UUID) -> ResponseReturnValue:
    """Note that the person confirmed the appointment."""
    form = ConfirmForm()
    if not form.validate():
        raise DomainError(_("Say how it was confirmed."), field="how")
    confirm(actor(), contact_id, form.how.data)
    flash(_("Noted: the appointment is confirmed."), "success")
    return redirect(url_for("contacts.show", contact_id=contact_id), 303)


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
