"""An appeal on screen: written down in the person's words, answered in plain ones."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.appeals.forms import AnswerForm, AppealForm
from casework.casefile.queries import tabs_for
from casework.classification import queries, service
from casework.classification.models import ClassificationState
from casework.people.queries import PersonCard, person_for
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("appeals", __name__)
APPROVERS = (Role.CLASSIFICATION_APPROVER, Role.GOVERNOR)
WRITE_APPEALS = (Role.CLASSIFICATION_OFFICER, Role.CASE_MANAGER)


def _page(
    card: PersonCard, one: Any, form: AppealForm | AnswerForm, kind: str, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "casework/appeals/page.html",
        person=card,
        tabs=tabs_for(actor()),
        tab="classification",
        form=form,
        kind=kind,
        one=one,
    )
    return page, status


def _home(card: PersonCard) -> ResponseReturnValue:
    return redirect(url_for("classification.page", person_id=card.id), 303)


@bp.get("/people/<uuid:person_id>/classification/<uuid:classification_id>/appeal")
@allows(*WRITE_APPEALS, *APPROVERS)
def appealing(person_id: uuid.UUID, classification_id: uuid.UUID) -> ResponseReturnValue:
    """Write an appeal down, or answer the one that waits."""
    card = person_for(actor(), person_id)
    one = queries.record_of(card.id, classification_id)
    if one.state is ClassificationState.APPEALED:
        return _page(card, one, AnswerForm(formdata=None), "answer")
    return _page(card, one, AppealForm(formdata=None), "appeal")


@bp.post("/people/<uuid:person_id>/classification/<uuid:classification_id>/appeal")
@allows(*WRITE_APPEALS)
@writes
def appeal(person_id: uuid.UUID, classification_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the appeal; the answer is due in time."""
    card, form = person_for(actor(), person_id), AppealForm()
    one = queries.record_of(card.id, classification_id)
    if not form.validate():
        return _page(card, one, form, "appeal", 422)
    try:
        service.appeal(actor(), card.id, one.id, form.words.data, received_on=form.received_on.data)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(card, one, form, "appeal", 422)
    flash(_("The appeal is on file. Somebody who took no part answers it."), "success")
    return _home(card)


@bp.post("/people/<uuid:person_id>/classification/<uuid:classification_id>/answer")
@allows(*APPROVERS)
@writes
def answer(person_id: uuid.UUID, classification_id: uuid.UUID) -> ResponseReturnValue:
    """The decision stays, with reasons."""
    card, form = person_for(actor(), person_id), AnswerForm()
    one = queries.record_of(card.id, classification_id)
    if not form.validate():
        return _page(card, one, form, "answer", 422)
    try:
        service.answer_appeal(actor(), card.id, one.id, form.answer.data)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(card, one, form, "answer", 422)
    flash(_("The appeal is answered."), "success")
    return _home(card)
