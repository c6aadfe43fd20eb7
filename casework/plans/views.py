"""The plan as a page that reads like paper, and as paper."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from casework.casefile.queries import tabs_for
from casework.people.queries import person_for
from casework.plans import documents, queries
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.errors import NotFound
from kernel.i18n import _

bp = Blueprint("plans", __name__)
READERS = (
    Role.CASE_MANAGER, Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.PROGRAMME_COORDINATOR,
    Role.CLASSIFICATION_OFFICER, Role.GOVERNOR, Role.INSPECTOR,
)  # fmt: skip


@bp.get("/people/<uuid:person_id>/plan")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """The person's plan: areas by need, goals in their words, steps with who and when."""
    person = person_for(actor(), person_id)
    sheet = queries.sheet_of(person.id)
    facts = {"person": person, "tabs": tabs_for(actor()), "tab": "plan", "today": clock.today(person.zone)}
    return render_template("casework/plans/page.html", sheet=sheet, **facts)


@bp.get("/people/<uuid:person_id>/plan.pdf")
@allows(*READERS)
def paper(person_id: uuid.UUID) -> ResponseReturnValue:
    """The plan printed for the person."""
    person = person_for(actor(), person_id)
    sheet = queries.sheet_of(person.id)
    if sheet is None:
        raise NotFound(_("This person has no plan yet. Begin one first."))
    return pdf_response(documents.plan_paper(person, sheet), f"{_('plan')}-{person.number}.pdf")
