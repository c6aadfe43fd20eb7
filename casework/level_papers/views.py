"""The reasons on paper: looked at, handed over, kept as they were."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.casefile.queries import tabs_for
from casework.classification import queries as levels
from casework.classification.service import score_of
from casework.classification.views import READERS
from casework.decisions.queries import demand_of
from casework.level_papers import queries, service
from casework.level_papers.documents import language_of, reasons_paper
from casework.level_papers.forms import HandingForm
from casework.people.queries import PersonCard, person_for
from kernel import clock
from kernel.authz import actor, allows
from kernel.documents import fetch, pdf_response
from kernel.errors import Conflict, DomainError
from kernel.http import writes
from kernel.i18n import LOCALES, _

bp = Blueprint("level_papers", __name__)


def _decision(card: PersonCard, classification_id: uuid.UUID) -> Any:
    record = levels.record_of(card.id, classification_id)
    if record.next_review_on is None:
        raise Conflict(_("Nothing is decided yet. The paper is made from a decision."))
    return record


def _paper(card: PersonCard, record: Any, wanted: str) -> bytes:
    sheet = levels.assessment_of(record)
    demand, appeal = demand_of(record), queries.appeal_of(record)
    return reasons_paper(card, record, score_of(sheet), demand=demand, appeal=appeal, wanted=wanted)


@bp.get("/people/<uuid:person_id>/classification/<uuid:classification_id>/reasons.pdf")
@allows(*sorted(READERS))
def reasons(person_id: uuid.UUID, classification_id: uuid.UUID) -> ResponseReturnValue:
    """The reasons on paper, in the person's language or the one asked for."""
    card = person_for(actor(), person_id)
    paper = _paper(card, _decision(card, classification_id), request.args.get("language", ""))
    return pdf_response(paper, f"level-{card.number}.pdf")


def _page(card: PersonCard, record: Any, form: HandingForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "casework/level_papers/page.html", person=card, tabs=tabs_for(actor()), tab="classification", one=record,
        form=form, papers=queries.papers_of(record.id), languages=LOCALES, spoken=card.language in LOCALES,
    )  # fmt: skip
    return page, status


@bp.get("/people/<uuid:person_id>/classification/<uuid:classification_id>/handing")
@allows(*service.GIVERS)
def handing(person_id: uuid.UUID, classification_id: uuid.UUID) -> ResponseReturnValue:
    """Print the reasons in the person's language and write down that they were given."""
    card = person_for(actor(), person_id)
    usual = {"language": language_of(card), "given_on": clock.today(card.zone)}
    return _page(card, _decision(card, classification_id), HandingForm(formdata=None, data=usual))


@bp.post("/people/<uuid:person_id>/classification/<uuid:classification_id>/handing")
@allows(*service.GIVERS)
@writes
def hand_over(person_id: uuid.UUID, classification_id: uuid.UUID) -> ResponseReturnValue:
    """Keep that the paper was given, with the paper."""
    card, form = person_for(actor(), person_id), HandingForm()
    record = _decision(card, classification_id)
    if not form.validate():
        return _page(card, record, form, 422)
    try:
        paper = _paper(card, record, form.language.data)
        service.hand_over(actor(), card.id, record.id, form.to_given(), paper)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(card, record, form, 422)
    flash(_("It is kept. The time to appeal runs from that day."), "success")
    return redirect(url_for("classification.page", person_id=card.id), 303)


@bp.get("/people/<uuid:person_id>/level-papers/<uuid:level_paper_id>.pdf")
@allows(*sorted(READERS))
def kept(person_id: uuid.UUID, level_paper_id: uuid.UUID) -> ResponseReturnValue:
    """The paper as it was given, byte for byte."""
    card = person_for(actor(), person_id)
    paper = queries.paper_of(card.id, level_paper_id)
    return pdf_response(fetch(paper.document_id).content, f"level-{card.number}.pdf")
