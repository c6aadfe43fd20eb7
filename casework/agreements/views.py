"""The plan is read together; what was said is kept with its paper, which opens later byte for byte."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.casefile.queries import tabs_for
from casework.people.queries import PersonCard, person_for
from casework.plans import queries, service
from casework.plans.documents import Said, plan_paper
from casework.plans.forms import AgreeForm
from casework.plans.models import Agreement
from casework.plans.rules import READERS, WRITERS, PlanSheet
from kernel import clock
from kernel.authz import actor, allows
from kernel.documents import fetch, pdf_response
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("agreements", __name__)


def _page(card: PersonCard, sheet: PlanSheet, form: AgreeForm, status: int = 200) -> ResponseReturnValue:
    facts = {"person": card, "tabs": tabs_for(actor()), "tab": "plan", "sheet": sheet}
    return render_template("casework/plans/agree.html", form=form, **facts), status


def _read(person_id: uuid.UUID) -> tuple[PersonCard, PlanSheet]:
    card = service.plan_person(actor(), person_id)
    sheet = queries.sheet_of(card.id)
    if sheet is None:
        raise NotFound(_("This person has no plan yet. Begin one first."))
    return card, sheet


@bp.get("/people/<uuid:person_id>/plan/agreement")
@allows(*WRITERS)
def read(person_id: uuid.UUID) -> ResponseReturnValue:
    """The plan to be read together, and what the person says of it."""
    return _page(*_read(person_id), AgreeForm())


@bp.post("/people/<uuid:person_id>/plan/agreement")
@allows(*WRITERS)
@writes
def agree(person_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the version with its paper. The same form sent twice keeps one."""
    (card, sheet), form = _read(person_id), AgreeForm()
    if not form.validate():
        return _page(card, sheet, form, 422)
    said, words = form.agreement.data, form.words.data or ""
    key = uuid.UUID(form.id.data)
    try:
        twice = any(one.id == key for one in sheet.versions)
        paper = None if twice or (said is not Agreement.AGREED and not words) else plan_paper(
            card, sheet, Said(agreement=said, words=words, on=clock.today(card.zone))
        )  # fmt: skip
        service.agree(actor(), card.id, said, words, paper=paper, version_id=key)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(card, sheet, form, 422)
    flash(_("What the person said is kept with this version of the plan."), "success")
    return redirect(url_for("plans.page", person_id=card.id), 303)


@bp.get("/people/<uuid:person_id>/plan/versions/<uuid:version_id>.pdf")
@allows(*READERS)
def paper(person_id: uuid.UUID, version_id: uuid.UUID) -> ResponseReturnValue:
    """The paper of a version, byte for byte as it was read together."""
    card = person_for(actor(), person_id)
    kept = queries.version_record(card.id, version_id)
    if kept.document_id is None:
        raise NotFound(_("No paper of this version was kept."))
    return pdf_response(fetch(kept.document_id).content, f"{_('plan')}-{card.number}-{kept.number}.pdf")
