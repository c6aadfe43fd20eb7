"""Sentence and dates of a person: inputs on the left, dates with every step on the right."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.casefile.queries import tabs_for
from casework.inputs.rules import what_changed
from casework.people.queries import person_for
from casework.rechecks.queries import open_flags
from casework.rechecks.service import recheck
from casework.sentences import queries, service
from casework.sentences.forms import AdjustmentForm, ByHandForm, ReasonForm, SentenceForm, WhyForm
from casework.sentences.models import CalculationState
from casework.sentences.rules import CannotCompute
from casework.steps.rules import in_words
from casework.verdicts.service import end_sentence, withdraw_adjustment
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("sentences", __name__)
SECOND = (Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.GOVERNOR)
"""Who may be the second person: anybody who reads sentences and answers for dates, never the one who found them."""


def _page(person_id: uuid.UUID, refused: BaseForm | None = None, trouble: str = "") -> str:
    person = person_for(actor(), person_id)
    sentences, calculations = queries.sentences_of(person.id), queries.calculations_of(person.id)
    forms: dict[str, Any] = {
        "sentence_form": refused if isinstance(refused, SentenceForm) else SentenceForm(formdata=None),
        "adjustment_form": refused
        if isinstance(refused, AdjustmentForm)
        else AdjustmentForm(formdata=None, prefix="a-"),
        "hand_form": refused if isinstance(refused, ByHandForm) else ByHandForm(formdata=None, prefix="h-"),
        "why_form": WhyForm(formdata=None, prefix="w-"),
        "reason_form": ReasonForm(formdata=None, prefix="r-"),
    }
    forms["sentence_form"].offer(sentences)
    return render_template(
        "casework/sentences/page.html", person=person, tabs=tabs_for(actor()), tab="sentences", sentences=sentences,
        adjustments=queries.adjustments_of(person.id), standing=_one(calculations, CalculationState.CONFIRMED),
        waiting=_one(calculations, CalculationState.PRELIMINARY), calculations=calculations, second=SECOND,
        flags=open_flags(person.id),
        changes=_changes(calculations), in_words=in_words, refused=refused, trouble=trouble, **forms,
    )  # fmt: skip


def _one(calculations: Any, state: CalculationState) -> Any:
    return next((one for one in calculations if one.state is state), None)


def _changes(calculations: Any) -> dict[uuid.UUID, list[str]]:
    """For each calculation, what was different in its inputs from the one before it."""
    pairs = itertools.pairwise(calculations)
    return {new.id: what_changed(old.inputs, new.inputs) for new, old in pairs if old.inputs and new.inputs}


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
        if form is None or isinstance(form, ReasonForm | WhyForm):
            return _page(person_id, trouble=str(refusal)), refusal.status
        form.refuse(refusal)
    if isinstance(form, ReasonForm | WhyForm):
        return _page(person_id, trouble=" ".join(str(words) for f in form for words in f.errors)), 422
    return _page(person_id, form), 422


def _renew(person_id: uuid.UUID, deed: Callable[[], object], why: str = "") -> None:
    """Do a deed that changes what dates follow from, and work them out again at once where the rule can."""
    deed()
    try:
        service.calculate(actor(), person_id, why)
    except CannotCompute as refusal:
        flash(_("The dates cannot be worked out now: %(why)s", why=refusal))
    else:
        flash(_("The dates are worked out. A second person must confirm them."))
    recheck(person_id)


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
        lambda: _renew(person_id, lambda: service.impose(actor(), form.to_sentence(person_id))),
        _("The sentence is entered."),
    )


@bp.post("/people/<uuid:person_id>/sentence/<uuid:sentence_id>/end")
@allows(Role.RECORDS_OFFICER)
@writes
def end(person_id: uuid.UUID, sentence_id: uuid.UUID) -> ResponseReturnValue:
    """A sentence no longer counts."""
    form = ReasonForm(prefix="r-")
    return _do(
        person_id,
        form,
        lambda: _renew(
            person_id, lambda: end_sentence(actor(), person_id, sentence_id, form.reason.data), form.reason.data
        ),
        _("The sentence no longer counts."),
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
        lambda: _renew(person_id, lambda: service.adjust(actor(), form.to_adjustment(person_id))),
        _("The days are entered."),
    )


@bp.post("/people/<uuid:person_id>/adjustments/<uuid:adjustment_id>/take-back")
@allows(Role.RECORDS_OFFICER)
@writes
def take_back(person_id: uuid.UUID, adjustment_id: uuid.UUID) -> ResponseReturnValue:
    """Days that move the dates are taken back."""
    form = ReasonForm(prefix="r-")
    return _do(
        person_id,
        form,
        lambda: _renew(
            person_id,
            lambda: withdraw_adjustment(actor(), person_id, adjustment_id, form.reason.data),
            form.reason.data,
        ),
        _("The days are taken back."),
    )


@bp.post("/people/<uuid:person_id>/dates")
@allows(Role.RECORDS_OFFICER)
@writes
def calculate(person_id: uuid.UUID) -> ResponseReturnValue:
    """Find the dates by the rule."""
    form = WhyForm(prefix="w-")
    return _do(
        person_id,
        form,
        lambda: service.calculate(actor(), person_id, form.why.data or ""),
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
@allows(*SECOND)
@writes
def confirm(person_id: uuid.UUID, calculation_id: uuid.UUID) -> ResponseReturnValue:
    """A second person agrees with the dates."""
    return _do(person_id, None, lambda: service.confirm(actor(), calculation_id), _("The dates are confirmed."))


@bp.post("/people/<uuid:person_id>/dates/<uuid:calculation_id>/give-back")
@allows(*SECOND)
@writes
def give_back(person_id: uuid.UUID, calculation_id: uuid.UUID) -> ResponseReturnValue:
    """A second person does not agree, and says why."""
    form = ReasonForm(prefix="r-")
    return _do(
        person_id,
        form,
        lambda: service.give_back(actor(), calculation_id, form.reason.data),
        _("The dates are given back. What stood before stands on."),
    )
