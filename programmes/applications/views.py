"""One wish for a place: its lines in plain words, an offer, an answer."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from casework.public import person_for, tabs_for
from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from kernel.units.queries import unit_of
from programmes.appeals.queries import appeals_of, can_appeal
from programmes.applications import service
from programmes.applications.forms import AnswerForm, OfferForm
from programmes.catalogue.policies import APPLICANTS, MANAGERS, READERS, can_apply, can_manage
from programmes.catalogue.queries import programme_of
from programmes.intakes.queries import open_intakes
from programmes.places.models import OPEN_APPLICATION, Application, ApplicationState
from programmes.places.queries import application_for
from programmes.ranking.queries import candidates_of, points_on
from programmes.ranking.rules import kept_sentence, lines_for

bp = Blueprint("applications", __name__)


def _fill(form: OfferForm, wish: Application) -> Sequence[Any]:
    groups = open_intakes(actor(), wish.programme_id, wish.unit_id, clock.today(unit_of(wish.unit_id).zone))
    form.intake_id.choices = [SelectChoice(value=str(one.id), label=one.name) for one in groups]
    return groups


def _page(application_id: uuid.UUID, form: AnswerForm | None = None, offering: OfferForm | None = None) -> str:
    who = actor()
    wish = application_for(who, application_id)
    person = person_for(who, wish.person_id)
    today = clock.today(unit_of(wish.unit_id).zone)
    offering = offering or OfferForm(None)
    groups = _fill(offering, wish)
    [candidate], (_name, points) = candidates_of([wish.id], today), points_on(wish.unit_id, today)
    return render_template(
        "programmes/applications/page.html",
        wish=wish,
        person=person,
        tabs=tabs_for(who),
        tab="programmes",
        programme=programme_of(wish.programme_id),
        groups=groups,
        kept_sentence=kept_sentence,
        appeals=appeals_of(wish.id),
        appealable=can_appeal(wish, today),
        lines={one.id: lines_for(candidate, one.ends_on, today, points) for one in groups},
        form=form or AnswerForm(None),
        offering=offering,
        is_open=wish.state in OPEN_APPLICATION,
        managing=can_manage(who, wish.unit_id),
        applying=can_apply(who, wish.unit_id),
    )


@bp.get("/applications/<uuid:application_id>")
@allows(*READERS)
def page(application_id: uuid.UUID) -> ResponseReturnValue:
    """A wish for a place with the lines of its ranking, in words the person may read."""
    return _page(application_id)


@bp.post("/applications/<uuid:application_id>/submit")
@allows(*APPLICANTS)
@writes
def submit(application_id: uuid.UUID) -> ResponseReturnValue:
    """The person wants the place: a draft goes on the waiting list."""
    found = service.submit(actor(), application_id)
    flash(_("The person is on the waiting list."))
    return redirect(url_for("intakes.person_tab", person_id=found.person_id))


@bp.post("/applications/<uuid:application_id>/offer")
@allows(*MANAGERS)
@writes
def offer(application_id: uuid.UUID) -> ResponseReturnValue:
    """Offer a place in a group; the lines that led to it are kept."""
    form, wish = OfferForm(), application_for(actor(), application_id)
    _fill(form, wish)
    if not form.validate():
        return _page(application_id, offering=form), 422
    try:
        found = service.offer(actor(), application_id, uuid.UUID(form.intake_id.data))
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _page(application_id, offering=form), 422
    flash(_("The place is offered. Ask the person, then give it."))
    return redirect(url_for("intakes.detail", intake_id=found.intake_id))


def _answer(application_id: uuid.UUID, state: ApplicationState) -> ResponseReturnValue:
    form = AnswerForm()
    if not form.validate():
        return _page(application_id, form), 422
    try:
        found: Application = service.answer_application(actor(), application_id, state, form.reason.data)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _page(application_id, form), 422
    flash(_("Saved: the application is now “%(state)s”.", state=found.state.label))
    return redirect(url_for("intakes.person_tab", person_id=found.person_id))


@bp.post("/applications/<uuid:application_id>/decline")
@allows(*MANAGERS)
@writes
def decline(application_id: uuid.UUID) -> ResponseReturnValue:
    """Decline a wish, with the reason."""
    return _answer(application_id, ApplicationState.DECLINED)


@bp.post("/applications/<uuid:application_id>/withdraw")
@allows(*APPLICANTS)
@writes
def withdraw(application_id: uuid.UUID) -> ResponseReturnValue:
    """Note that the person no longer wants the place."""
    return _answer(application_id, ApplicationState.WITHDRAWN)
