"""The plan on paper, for the person."""

from __future__ import annotations

from casework.people.queries import PersonCard
from casework.plans.queries import PlanSheet
from kernel.documents import render_pdf
from kernel.i18n import _


def plan_paper(person: PersonCard, sheet: PlanSheet) -> bytes:
    """The plan as an A4 PDF in the reader's language: the same bytes for the same facts."""
    title = _("Plan of %(name)s", name=person.name)
    return render_pdf("casework/plans/plan.pdf.html", {"person": person, "sheet": sheet}, title=title)
