"""The reasons of a decision on paper, for the person: plain words, large, with what they can do."""

from __future__ import annotations

from typing import Any

from casework.classification.rules import APPEAL_DAYS, Score
from casework.people.queries import PersonCard
from kernel.documents import render_pdf
from kernel.i18n import LOCALES, _l


def reasons_paper(person: PersonCard, record: Any, score: Score) -> bytes:
    """The PDF, in the person's language where the house speaks it."""
    context = {"person": person, "one": record, "score": score, "days": APPEAL_DAYS}
    locale = person.language if person.language in LOCALES else None
    return render_pdf(
        "casework/classification/reasons.pdf.html", context, title=_l("Your security level"), locale=locale
    )
