"""Sentence and dates of a person: inputs on the left, dates with every step on the right."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.casefile.queries import tabs_for
from casework.people.queries import person_for
from casework.sentences import queries, service
from casework.sentences.forms import AdjustmentForm, ByHandForm, SentenceForm
from casework.steps.rules import in_words
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("sentences", __name__)


def _page(person_id: uuid.UUID, refused: BaseForm | None = None, trouble: str = "") -> str:
    person = person_for(actor(), person_id)
    sentences = queries.sentences_of(person.id)
    forms: dict[str, Any] = {
        "sentence_form": refused if isinstance(refused, SentenceForm) else SentenceForm(formdata=None),
        "adjustment_form": refused
        if isinstance(refused, AdjustmentForm)
        else AdjustmentForm(formdata=None, prefix="a-"),
        "hand_form": refused if isinstance(refused, ByHandForm) else ByHandForm(formdata=None, prefix="h-"),
    }
    forms["sentence_form"].offer(sentences)
    return render_template(
        "casework/sentences/page.html", person=person, tabs=tabs_for(actor()), tab="sentences", sentences=sentences,
        adjustments=queries.adjustments_of(person.id), calculations=queries.calculations_of(person.id),
        in_words=in_words, refused=refused, trouble=trouble, **forms,
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/sentence")
@allows(*CUSTODY_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """What the court imposed and the dates that follow from it."""
    return _page(person_id)


def _do(person_id: uuid.UUID, form: BaseForm | None, deed: Callable[[], object], said: str) -> ResponseReturnValue:
    """Do a deed of this page: on success back to it, on refusal the same page with what was typed."""
    try:
        if form is None or form.validate():
            deed()
            flash(said)
            return redirect(url_for("sentences.page", person_id=person_id), 303)
    except DomainError as refusal:
        if form is None:
            return _page(person_id, trouble=str(refusal)), refusal.status
        form.refuse(refusal)
    return _page(person_id, form), 422


@bp.post("/people/<uuid:person_id>/sentence")
@allows(Role.RECORDS_OFFICER)
@writes
def impose(person_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a sentence."""
    form = SentenceForm()
    form.offer(queries.sentences_of(person_for(actor(), person_id).id))
    return _do(
        person_id,
        form,
        lambda: service.impose(actor(), form.to_sentence(person_id)),
        _("The sentence is entered. Work out the dates next."),
    )


@bp.post("/people/<uuid:person_id>/adjustments")
@allows(Role.RECORDS_OFFICER)
@writes
def adjust(person_id: uuid.UUID) -> ResponseReturnValue:
    """Enter days that move the dates."""
    form = AdjustmentForm(prefix="a-")
    return _do(
        person_id,
        form,
        lambda: service.adjust(actor(), form.to_adjustment(person_id)),
        _("The days are entered. Work out the dates again."),
    )


@bp.post("/people/<uuid:person_id>/dates")
@allows(Role.RECORDS_OFFICER)
@writes
def calculate(person_id: uuid.UUID) -> ResponseReturnValue:
    """Find the dates by the rule."""
    return _do(
        person_id,
        None,
        lambda: service.calculate(actor(), person_id),
        _("The dates are worked out. A second person must confirm them."),
    )


@bp.post("/people/<uuid:person_id>/dates/by-hand")
@allows(Role.RECORDS_OFFICER)
@writes
def by_hand(person_id: uuid.UUID) -> ResponseReturnValue:
    """Set dates the rule cannot find."""
    form = ByHandForm(prefix="h-")

    def deed() -> None:
        assert form.release_on.data
        assert form.expiry_on.data
        service.set_by_hand(
            actor(), person_id, release_on=form.release_on.data, expiry_on=form.expiry_on.data, reason=form.reason.data
        )

    return _do(person_id, form, deed, _("The dates are set. A second person must confirm them."))


@bp.post("/people/<uuid:person_id>/dates/<uuid:calculation_id>/confirm")
@allows(Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.GOVERNOR)
@writes
def confirm(person_id: uuid.UUID, calculation_id: uuid.UUID) -> ResponseReturnValue:
    """A second person agrees with the dates."""
    return _do(person_id, None, lambda: service.confirm(actor(), calculation_id), _("The dates are confirmed."))
