"""The group's page with its seats and waiting list, and the programmes tab of a person."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import by_number, person_for, tabs_for
from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue.policies import APPLICANTS, MANAGERS, READERS, can_apply, can_manage
from programmes.catalogue.queries import live_programmes
from programmes.completions.models import Outcome
from programmes.completions.queries import certificates_of
from programmes.intakes.queries import intake_row, sessions_of
from programmes.places import service
from programmes.places.models import EndReason, Requester
from programmes.places.queries import applications_of, members_of, places_of, waiting_for
from programmes.places.rules import Candidate, rank
from programmes.places.service import NewApplication, Placement
from programmes.registers.queries import attendance_summary

bp = Blueprint("intakes", __name__)


def _detail(intake_id: uuid.UUID, problem: DomainError | None = None) -> str:
    who = actor()
    group = intake_row(who, intake_id)
    waiting = {row.id: row for row in waiting_for(who, group.programme_id, group.unit_id)}
    candidates = [
        Candidate(application_id=r.id, need=r.need, release_on=r.release_on, requested_on=r.requested_on, lot=r.lot)
        for r in waiting.values()
    ]
    return render_template(
        "programmes/intakes/detail.html", group=group, members=members_of(who, intake_id), problem=problem, typed=request.form,
        ranked=rank(candidates, group.ends_on, clock.today(group.zone)), waiting=waiting, sessions=sessions_of(intake_id),
        managing=can_manage(who, group.unit_id), outcomes=list(Outcome),
    )  # fmt: skip


@bp.get("/intakes/<uuid:intake_id>")
@allows(*READERS)
def detail(intake_id: uuid.UUID) -> ResponseReturnValue:
    """A group: who has a seat, who waits and why in this order, when it meets."""
    return _detail(intake_id)


@bp.post("/intakes/<uuid:intake_id>/places")
@allows(*MANAGERS)
@writes
def place(intake_id: uuid.UUID) -> ResponseReturnValue:
    """Give somebody a seat, by file number."""
    who, form = actor(), request.form
    try:
        person_id = by_number(who, form.get("number", ""))
        if person_id is None:
            raise DomainError(_("There is no such file number, or you may not know of it."), field="number")
        order = Placement(
            person_id=person_id, intake_id=intake_id, consented="consented" in form,
            continues_outside="continues_outside" in form, override_reason=form.get("override_reason", "").strip(),
        )  # fmt: skip
        done = service.place(who, order)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        return _detail(intake_id, refusal), 422
    flash(_("The place is given.") if done.allocation else _("The group is full. The person is on the waiting list."))
    return redirect(url_for("intakes.detail", intake_id=intake_id))


@bp.post("/allocations/<uuid:allocation_id>/review")
@allows(*MANAGERS)
@writes
def review(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """Decide a place under review: keep it with a reason, or end it."""
    reason = request.form.get("reason", "").strip()
    if request.form.get("decision") == "keep":
        found = service.keep_after_review(actor(), allocation_id, reason=reason)
    else:
        found = service.end(actor(), allocation_id, reason=EndReason.NOT_ADMITTED, words=reason)
    flash(_("Saved: the place is now “%(state)s”.", state=found.state.label))
    return redirect(url_for("intakes.detail", intake_id=found.intake_id))


@bp.get("/people/<uuid:person_id>/programmes")
@allows(*READERS)
def person_tab(person_id: uuid.UUID) -> ResponseReturnValue:
    """What a person takes part in, waits for and has completed."""
    who = actor()
    person = person_for(who, person_id)
    return render_template(
        "programmes/places/person.html", person=person, tabs=tabs_for(who), tab="programmes", places=places_of(person.id),
        applications=applications_of(person.id), summary=attendance_summary(person.id), programmes=live_programmes(),
        certificates=certificates_of(person.id), applying=can_apply(who, person.establishment_id),
    )  # fmt: skip


@bp.post("/people/<uuid:person_id>/programmes")
@allows(*APPLICANTS)
@writes
def apply(person_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for a place for a person."""
    programme_id = request.form.get("programme_id", type=uuid.UUID)
    if programme_id is None:
        raise DomainError(_("Choose a programme."), field="programme_id")
    consented = "consented" in request.form
    new = NewApplication(
        person_id=person_id, programme_id=programme_id, requested_by=Requester.CASE_MANAGER, consented=consented
    )  # fmt: skip
    service.apply(actor(), new)
    flash(_("The person is on the waiting list."))
    return redirect(url_for("intakes.person_tab", person_id=person_id))
