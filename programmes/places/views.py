"""Giving a place with every rule in sight, and what may happen to it until it ends."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import by_number, people_page, person_for
from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue.policies import MANAGERS, READERS, can_manage
from programmes.eligibility.rules import kept_fact, kept_words
from programmes.intakes.queries import intake_row
from programmes.places import service
from programmes.places.forms import EndForm, PlaceForm, ReviewForm, SuspendForm
from programmes.places.models import Allocation, EndReason, standing_of
from programmes.places.queries import allocation_for, application_for
from programmes.ranking.queries import ranked_for
from programmes.registers.queries import attendance_summary
from programmes.reviews import service as reviews

bp = Blueprint("places", __name__)


@bp.get("/intakes/<uuid:intake_id>/places/new")
@allows(*MANAGERS)
def choose(intake_id: uuid.UUID) -> ResponseReturnValue:
    """Who gets the seat: the waiting list first, then anyone of the prison by name or file number."""
    who, words = actor(), request.args.get("q", "").strip()
    group = intake_row(who, intake_id)
    exact = by_number(who, words) if words else None
    if exact:
        return redirect(url_for("places.confirm", intake_id=intake_id, person_id=exact))
    ranked, waiting = ranked_for(who, group, clock.today(group.zone))
    found = people_page(who, words=words, establishment_id=group.unit_id).rows if words else []
    return render_template(
        "programmes/places/choose.html", group=group, words=words, ranked=ranked, waiting=waiting, found=found
    )


def _confirm(form: PlaceForm, intake_id: uuid.UUID, person_id: uuid.UUID) -> str:
    who = actor()
    seen = service.preview(who, form.to_placement(person_id, intake_id))
    if not form.is_submitted():
        form.consented.data = seen.consented
    group = intake_row(who, intake_id)
    person = person_for(who, person_id)
    return render_template("programmes/places/confirm.html", form=form, group=group, seen=seen, person=person)


@bp.get("/intakes/<uuid:intake_id>/places/<uuid:person_id>")
@allows(*MANAGERS)
def confirm(intake_id: uuid.UUID, person_id: uuid.UUID) -> ResponseReturnValue:
    """Every rule, met or not, before the seat is given."""
    return _confirm(PlaceForm(), intake_id, person_id)


@bp.post("/intakes/<uuid:intake_id>/places/<uuid:person_id>")
@allows(*MANAGERS)
@writes
def place(intake_id: uuid.UUID, person_id: uuid.UUID) -> ResponseReturnValue:
    """Give the seat; when the group is full, the person waits."""
    form = PlaceForm()
    if not form.validate():
        return _confirm(form, intake_id, person_id), 422
    try:
        done = service.place(actor(), form.to_placement(person_id, intake_id))
    except DomainError as refusal:
        return _refused(refusal, form, lambda: _confirm(form, intake_id, person_id))
    flash(_("The place is given.") if done.allocation else _("The group is full. The person is on the waiting list."))
    return redirect(url_for("intakes.detail", intake_id=intake_id))


def _refused(refusal: DomainError, form: Any, page: Callable[[], str]) -> ResponseReturnValue:
    if refusal.status != DomainError.status:
        raise refusal
    form.refuse(refusal)
    return page(), 422


def _place(allocation_id: uuid.UUID, **forms: Any) -> str:
    who = actor()
    found = allocation_for(who, allocation_id)
    person, group = person_for(who, found.person_id), intake_row(who, found.intake_id)
    ending = forms.get("ending") or EndForm(None, prefix="end")
    ending.offer()
    shown = {
        "suspending": forms.get("suspending") or SuspendForm(None, prefix="suspend"),
        "reviewing": forms.get("reviewing") or ReviewForm(None, prefix="review"),
        "ending": ending,
    }
    return render_template(
        "programmes/places/place.html",
        kept_words=kept_words,
        kept_fact=kept_fact,
        place=found,
        person=person,
        group=group,
        wish=application_for(who, found.application_id),
        summary=attendance_summary(person.id).get(found.id),
        managing=can_manage(who, group.unit_id),
        refused=next(iter(forms.values()), None),
        standing_of=standing_of,
        **shown,
    )


@bp.get("/allocations/<uuid:allocation_id>")
@allows(*READERS)
def page(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """One place: how the rules were answered, and what may be done with it now."""
    return _place(allocation_id)


def _do(
    allocation_id: uuid.UUID, name: str, form: Any, command: Callable[[], Allocation | None]
) -> ResponseReturnValue:
    if not form.validate():
        return _place(allocation_id, **{name: form}), 422
    try:
        command()
    except DomainError as refusal:
        return _refused(refusal, form, lambda: _place(allocation_id, **{name: form}))
    found = allocation_for(actor(), allocation_id)
    flash(_("Saved: the place is now “%(state)s”.", state=standing_of(found)))
    return redirect(url_for("intakes.detail", intake_id=found.intake_id))


@bp.post("/allocations/<uuid:allocation_id>/suspend")
@allows(*MANAGERS)
@writes
def suspend(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """Stop a place for a while; the seat is kept."""
    form = SuspendForm(prefix="suspend")
    return _do(
        allocation_id,
        "suspending",
        form,
        lambda: service.suspend(actor(), allocation_id, reason=form.reason.data, paid=form.paid.data == "yes"),
    )


@bp.post("/allocations/<uuid:allocation_id>/resume")
@allows(*MANAGERS)
@writes
def resume(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """Let a suspended place go on."""
    form = SuspendForm(prefix="suspend", formdata=None)
    try:
        found = service.resume(actor(), allocation_id)
    except DomainError as refusal:
        return _refused(refusal, form, lambda: _place(allocation_id, suspending=form))
    flash(_("Saved: the place is now “%(state)s”.", state=found.state.label))
    return redirect(url_for("intakes.detail", intake_id=found.intake_id))


@bp.post("/allocations/<uuid:allocation_id>/review")
@allows(*MANAGERS)
@writes
def review(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """Decide a place under review: keep it with a reason, or end it."""
    form = ReviewForm(prefix="review")

    def decide() -> Allocation:
        if form.decision.data == "keep":
            return reviews.keep_after_review(actor(), allocation_id, reason=form.reason.data)
        return service.end(actor(), allocation_id, reason=EndReason.NOT_ADMITTED, words=form.reason.data)

    return _do(allocation_id, "reviewing", form, decide)


@bp.post("/allocations/<uuid:allocation_id>/end")
@allows(*MANAGERS)
@writes
def end(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """End a place before its time; the seat is free."""
    form = EndForm(prefix="end")
    form.offer()
    return _do(
        allocation_id,
        "ending",
        form,
        lambda: service.end(actor(), allocation_id, reason=form.reason.data, words=form.words.data or ""),
    )
