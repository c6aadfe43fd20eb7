"""The group's page with its seats and waiting list, and the programmes tab of a person."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.public import person_for, tabs_for
from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.applications import service as wishes
from programmes.applications.forms import ApplyForm
from programmes.catalogue.policies import APPLICANTS, MANAGERS, READERS, REGISTER_READERS, can_apply, can_manage
from programmes.catch_ups.queries import catch_ups_of
from programmes.completions.queries import certificates_of
from programmes.intakes import service as groups
from programmes.intakes.forms import WEEKDAYS, IntakeForm, SlotForm
from programmes.intakes.queries import intake_row, sessions_of, slots_of
from programmes.moves.queries import last_reschedule
from programmes.places.models import ApplicationState, standing_of
from programmes.places.queries import applications_of, members_of, places_of
from programmes.ranking.queries import ranked_for
from programmes.registers.queries import attendance_summary
from programmes.rotas.queries import closed_at, on_closed_days, rotas_of
from programmes.usual_checks.queries import troubles_among

bp = Blueprint("intakes", __name__)


@bp.get("/intakes/<uuid:intake_id>")
@allows(*READERS)
def detail(intake_id: uuid.UUID) -> ResponseReturnValue:
    """A group: who has a seat, who waits and why in this order, when it meets."""
    return _detail(intake_id, SlotForm(None))


def _detail(intake_id: uuid.UUID, form: SlotForm) -> str:
    who = actor()
    form.offer()
    group = intake_row(who, intake_id)
    today = clock.today(group.zone)
    ranked, waiting = ranked_for(who, group, today)
    members = members_of(who, intake_id)
    return render_template(
        "programmes/intakes/detail.html",
        group=group,
        members=members,
        troubles=troubles_among(intake_id, [row.person_id for row in members], today),
        standing_of=standing_of,
        ranked=ranked,
        waiting=waiting,
        sessions=sessions_of(intake_id),
        slots=slots_of(intake_id),
        rotas=rotas_of(intake_id),
        closed=on_closed_days(intake_id, closed_at(group.unit_id), today),
        moved=last_reschedule(intake_id),
        weekdays=WEEKDAYS,
        form=form,
        today=today,
        managing=can_manage(who, group.unit_id),
        sees_registers=who.has(*REGISTER_READERS),
    )


@bp.post("/intakes/<uuid:intake_id>/times")
@allows(*MANAGERS)
@writes
def add_time(intake_id: uuid.UUID) -> ResponseReturnValue:
    """Add a weekly time and plan its sessions from today on."""
    form = SlotForm()
    form.offer()
    if not form.validate():
        return _detail(intake_id, form), 422
    try:
        groups.add_slot(actor(), form.to_slot(intake_id))
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _detail(intake_id, form), 422
    flash(_("The time is added and its sessions are planned."))
    return redirect(url_for("intakes.detail", intake_id=intake_id))


@bp.get("/people/<uuid:person_id>/programmes")
@allows(*READERS)
def person_tab(person_id: uuid.UUID) -> ResponseReturnValue:
    """What a person takes part in, waits for and has completed."""
    form = ApplyForm()
    form.offer()
    return _person_tab(person_id, form)


def _person_tab(person_id: uuid.UUID, form: ApplyForm) -> str:
    who = actor()
    person = person_for(who, person_id)
    places = places_of(person.id)
    return render_template(
        "programmes/places/person.html",
        person=person,
        tabs=tabs_for(who),
        tab="programmes",
        places=places,
        applications=applications_of(person.id),
        summary=attendance_summary(person.id),
        catch_ups=catch_ups_of([row.id for row in places]),
        standing_of=standing_of,
        form=form,
        certificates=certificates_of(person.id),
        applying=can_apply(who, person.establishment_id),
        managing=can_manage(who, person.establishment_id),
    )


@bp.post("/people/<uuid:person_id>/programmes")
@allows(*APPLICANTS)
@writes
def apply(person_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for a place for a person."""
    form = ApplyForm()
    form.offer()
    if not form.validate():
        return _person_tab(person_id, form), 422
    made, refused = wishes.apply_for_all(actor(), form.to_applications(person_id))
    for refusal in refused:
        form.refuse(refusal)
    if not made:
        return _person_tab(person_id, form), 422
    waits = made[0].state is ApplicationState.PENDING
    flash(_("The person is on the waiting list.") if waits else _("Kept as a draft. Ask the person, then go on."))
    for refusal in refused:
        flash(str(refusal))
    return redirect(url_for("intakes.person_tab", person_id=person_id))


@bp.get("/programmes/<uuid:programme_id>/groups/new")
@allows(*MANAGERS)
def new(programme_id: uuid.UUID) -> ResponseReturnValue:
    """A form for a new group."""
    form = IntakeForm()
    form.offer(actor())
    return render_template("programmes/intakes/new.html", form=form, programme_id=programme_id)


@bp.post("/programmes/<uuid:programme_id>/groups/new")
@allows(*MANAGERS)
@writes
def create(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Open a group and plan its sessions."""
    form = IntakeForm()
    form.offer(actor())
    page = "programmes/intakes/new.html"
    if not form.validate():
        return render_template(page, form=form, programme_id=programme_id), 422
    try:
        made = groups.open_intake(actor(), form.to_intake(programme_id))
        groups.add_slot(actor(), form.to_slot())
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template(page, form=form, programme_id=programme_id), 422
    flash(_("The group is open and its sessions are planned."))
    return redirect(url_for("intakes.detail", intake_id=made.id))
