"""Missed contacts on screen: what counts, what may follow and why not yet, the letters."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.public import tabs_for
from kernel.authz import Role, actor, allows
from kernel.documents import fetch, pdf_response
from kernel.errors import DomainError, NotFound
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _
from probation.enforcement import service
from probation.enforcement.documents import warning_letter, withdrawal_letter
from probation.enforcement.forms import ReviewForm, WordsForm
from probation.enforcement.models import Decision, StepKind
from probation.enforcement.queries import open_review, reviews_of, standing_of, steps_of
from probation.field_letters.queries import overtaken_of
from probation.ladders.rules import REVIEW, why_not
from probation.orders.queries import order_for
from probation.reports.queries import reports_of

bp = Blueprint("enforcement", __name__)
WRITERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
READERS = (*WRITERS, Role.GOVERNOR, Role.INSPECTOR)


def _page(order_id: uuid.UUID, failed: BaseForm | None = None, status: int = 200) -> ResponseReturnValue:
    card, row = order_for(actor(), order_id)
    where = standing_of(row, row.zone)
    page = render_template(
        "probation/enforcement/page.html", person=card, tabs=tabs_for(actor()), tab="supervision", order=row,
        where=where, why_not=lambda key: why_not(where.ladder, key, where.rung), steps=steps_of(row.id),
        reviews=reviews_of(row.id), reports=reports_of(row.id), open_review=open_review(row.id), failed=failed,
        form=failed if isinstance(failed, ReviewForm) else ReviewForm(formdata=None),
        words_form=failed if isinstance(failed, WordsForm) else WordsForm(formdata=None), REVIEW=REVIEW,
        StepKind=StepKind, Decision=Decision, overtaken=overtaken_of(row.id), may_write=actor().has(*WRITERS),
    )  # fmt: skip
    return page, status


def _deed(order_id: uuid.UUID, said: str, deed: Callable[[], Any], form: BaseForm | None = None) -> ResponseReturnValue:
    if form is not None and not form.validate():
        return _page(order_id, form, 422)
    try:
        deed()
    except DomainError as refusal:
        if form is None:
            raise
        form.refuse(refusal)
        return _page(order_id, form, 422)
    flash(said, "success")
    return redirect(url_for("enforcement.page", order_id=order_id), 303)


@bp.get("/supervision/orders/<uuid:order_id>/missed")
@allows(*READERS)
def page(order_id: uuid.UUID) -> ResponseReturnValue:
    """What counts, the ladder with what may follow now, reviews and letters."""
    return _page(order_id)


@bp.post("/supervision/orders/<uuid:order_id>/reached-out")
@allows(*WRITERS)
@writes
def reach_out(order_id: uuid.UUID) -> ResponseReturnValue:
    """Note that somebody reached out."""
    form = WordsForm()
    said = _("Noted. Thank you for reaching out.")
    return _deed(order_id, said, lambda: service.reach_out(actor(), order_id, form.words.data), form)


@bp.post("/supervision/orders/<uuid:order_id>/reviews")
@allows(*WRITERS)
@writes
def open_one(order_id: uuid.UUID) -> ResponseReturnValue:
    """Open a support review by hand."""
    return _deed(order_id, _("The support review is open."), lambda: service.open_by_hand(actor(), order_id))


@bp.post("/supervision/orders/<uuid:order_id>/reviews/closed")
@allows(*WRITERS)
@writes
def close(order_id: uuid.UUID) -> ResponseReturnValue:
    """Close the open support review."""
    form = ReviewForm()
    return _deed(
        order_id, _("The support review is closed."),
        lambda: service.close_review(actor(), order_id, form.decision.data, form.reasons.data), form,
    )  # fmt: skip


@bp.post("/supervision/orders/<uuid:order_id>/warnings/<kind>")
@allows(*WRITERS)
@writes
def warn(order_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """Write a warning letter."""
    known = {one.value: one for one in StepKind if one is not StepKind.OUTREACH}
    if kind not in known:
        raise NotFound(_("There is no such letter."))
    said = _("The letter is on file. Print it and give it to the person.")
    return _deed(order_id, said, lambda: service.send_warning(actor(), order_id, known[kind], warning_letter))


@bp.post("/supervision/steps/<uuid:step_id>/withdrawn")
@allows(*WRITERS)
@writes
def withdraw(step_id: uuid.UUID) -> ResponseReturnValue:
    """Take a letter back."""
    form, found = WordsForm(), service.step_for(actor(), step_id)
    said = _("Taken back. The person gets a letter that says so.")
    return _deed(
        found.order_id, said, lambda: service.withdraw(actor(), step_id, form.words.data, withdrawal_letter), form
    )


def _paper(step_id: uuid.UUID, *, withdrawal: bool) -> ResponseReturnValue:
    found = service.step_for(actor(), step_id)
    key = found.withdrawal_document_id if withdrawal else found.document_id
    if key is None:
        raise NotFound(_("There is no letter."))
    return pdf_response(fetch(key).content, f"{found.kind.value}-{found.taken_on}.pdf")


@bp.get("/supervision/steps/<uuid:step_id>/letter.pdf")
@allows(*READERS)
def letter(step_id: uuid.UUID) -> ResponseReturnValue:
    """The letter as it was given out."""
    return _paper(step_id, withdrawal=False)


@bp.get("/supervision/steps/<uuid:step_id>/withdrawal.pdf")
@allows(*READERS)
def withdrawal(step_id: uuid.UUID) -> ResponseReturnValue:
    """The letter that took it back."""
    return _paper(step_id, withdrawal=True)
