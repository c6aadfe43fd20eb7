"""The plan on paper, for the person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casework.people.queries import PersonCard
from casework.plans.models import Agreement
from casework.plans.rules import PlanSheet
from kernel.documents import render_pdf
from kernel.i18n import _


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the person said of the plan, as the paper repeats it."""

    agreement: Agreement
    words: str
    on: dt.date


def plan_paper(person: PersonCard, sheet: PlanSheet, said: Said | None = None) -> bytes:
    """The plan as an A4 PDF in the reader's language: the same bytes for the same facts.

    With ``said`` it is the paper of the moment of agreement, never called a draft.
    """
    title = _("Plan of %(name)s", name=person.name)
    return render_pdf("casework/plans/plan.pdf.html", {"person": person, "sheet": sheet, "said": said}, title=title)
