"""Appeals that wait, one appeal, its decision."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import person_for, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.appeals import service
from programmes.appeals.forms import AppealForm, DecisionForm
from programmes.appeals.models import ApplicationAppeal
from programmes.appeals.queries import appeal_for, open_appeals
from programmes.catalogue.policies import APPLICANTS
from programmes.catalogue.queries import programme_of
from programmes.places.queries import application_for

bp = Blueprint("place_appeals", __name__)
LISTERS = (*service.DECIDERS, Role.INSPECTOR)


@bp.get("/programmes/appeals")
@allows(*LISTERS)
def index() -> ResponseReturnValue:
    """Every appeal that waits, the most urgent first."""
    found = open_appeals(actor(), request.args.get("after", type=uuid.UUID))
    return render_template("programmes/appeals/index.html", found=found, today=clock.today())


def _page(application_id: uuid.UUID, form: AppealForm | DecisionForm, appeal: ApplicationAppeal | None) -> str:
    who = actor()
    wish = application_for(who, application_id)
    return render_template(
        "programmes/appeals/page.html",
        wish=wish, person=person_for(who, wish.person_id), tabs=tabs_for(who), tab="programmes", form=form,
        appeal=appeal, programme=programme_of(wish.programme_id), deciding=who.has(*service.DECIDERS),
        own=bool(appeal and appeal.against == who.human_id),
    )  # fmt: skip


@bp.get("/applications/<uuid:application_id>/appeal")
@allows(*APPLICANTS)
def ask(application_id: uuid.UUID) -> ResponseReturnValue:
    """A page to write an appeal down."""
    return _page(application_id, AppealForm(None), None)


@bp.post("/applications/<uuid:application_id>/appeal")
@allows(*APPLICANTS)
@writes
def make(application_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the appeal; the decision is due in time."""
    form = AppealForm()
    if not form.validate():
        return _page(application_id, form, None), 422
    try:
        service.make(actor(), application_id, form.words.data, form.id.data)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _page(application_id, form, None), 422
    flash(_("The appeal is kept. Somebody else decides it."))
    return redirect(url_for("applications.page", application_id=application_id))


@bp.get("/programme-appeals/<uuid:appeal_id>")
@allows(*LISTERS)
def page(appeal_id: uuid.UUID) -> ResponseReturnValue:
    """One appeal, with the reason it is about and what was decided."""
    found = appeal_for(appeal_id)
    return _page(found.application_id, DecisionForm(None), found)


@bp.post("/programme-appeals/<uuid:appeal_id>")
@allows(*service.DECIDERS)
@writes
def decide(appeal_id: uuid.UUID) -> ResponseReturnValue:
    """Decide an appeal, as somebody else than who declined."""
    form, found = DecisionForm(), appeal_for(appeal_id)
    if not form.validate():
        return _page(found.application_id, form, found), 422
    try:
        service.decide(actor(), appeal_id, upheld=form.decision.data == "upheld", answer=form.answer.data)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _page(found.application_id, form, found), 422
    flash(_("The appeal is decided. Tell the person."))
    return redirect(url_for("place_appeals.index"))
