"""The plan on paper in any language and in large print, and the public look at a paper by its code."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.casefile.queries import tabs_for
from casework.people.queries import PersonCard, person_for
from casework.plan_papers import queries
from casework.plan_papers.documents import plan_paper
from casework.plans.queries import sheet_of
from casework.plans.rules import READERS, PlanSheet
from kernel.authz import actor, allows, public
from kernel.documents import pdf_response
from kernel.errors import NotFound
from kernel.i18n import LOCALES, _, language

bp = Blueprint("plan_papers", __name__)


def _read(person_id: uuid.UUID) -> tuple[PersonCard, PlanSheet]:
    card = person_for(actor(), person_id)
    sheet = sheet_of(card.id)
    if sheet is None:
        raise NotFound(_("This person has no plan yet. Begin one first."))
    return card, sheet


def own_language(card: PersonCard) -> str:
    """The person's language when the house speaks it, else the reader's."""
    return card.language if card.language in LOCALES else language()


@bp.get("/people/<uuid:person_id>/plan/print")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """Language and size to choose from."""
    card, sheet = _read(person_id)
    return render_template(
        "casework/plan_papers/page.html", person=card, tabs=tabs_for(actor()), tab="plan", sheet=sheet,
        languages=LOCALES, own=own_language(card), said=queries.said_now(sheet, card.zone),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/plan.pdf")
@allows(*READERS)
def paper(person_id: uuid.UUID) -> ResponseReturnValue:
    """The two pages as they stand now: ``?language=``, else the person's own; ``size=large`` for large print."""
    card, sheet = _read(person_id)
    asked = request.args.get("language", "")
    said = queries.said_now(sheet, card.zone)
    token = sheet.versions[0].public_token if said else ""
    wanted = asked if asked in LOCALES else own_language(card)
    facts = queries.facts_for(actor(), card, said, wanted)
    large = request.args.get("size") == "large"
    made = plan_paper(card, sheet, facts, language=wanted, address=address_of(token), large=large)
    return pdf_response(made, f"{_('plan')}-{card.number}.pdf")


def address_of(token: str) -> str:
    """Where a paper with this code is checked; nowhere without a code."""
    return url_for("plan_papers.check", token=token, _external=True) if token else ""


@bp.get("/check/<token>")
@public
def check(token: str) -> ResponseReturnValue:
    """Whether a paper is the current version. Says nothing else."""
    found = queries.standing_by(token)
    return render_template("casework/plan_papers/check.html", standing=found), 404 if found == "unknown" else 200
