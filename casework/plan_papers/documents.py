"""The plan on two pages, for the person."""

from __future__ import annotations

import io

import pikepdf
import segno

from casework.goal_templates.rules import in_reader_language
from casework.people.queries import PersonCard
from casework.plan_papers.rules import PaperFacts, own_next
from casework.plans.rules import PlanSheet
from kernel.documents import render_pdf
from kernel.i18n import LOCALES, _l

PAGES = 2


def plan_paper(
    person: PersonCard, sheet: PlanSheet, facts: PaperFacts, *, language: str, address: str = "", large: bool = False
) -> bytes:
    """The plan as an A4 PDF in one of the six languages: the same bytes for the same facts.

    ``address`` is where the paper can be checked; a draft has none. It keeps to two pages: a long plan is set closer,
    and only one that is longer still runs on. Large print takes the pages it needs.
    """
    made = _rendered(person, sheet, facts, language, address, "large" if large else "")
    fits = large or _pages(made) <= PAGES
    return made if fits else _rendered(person, sheet, facts, language, address, "close")


def _rendered(person: PersonCard, sheet: PlanSheet, facts: PaperFacts, language: str, address: str, size: str) -> bytes:
    qr = segno.make(address, error="m").png_data_uri(scale=4) if address else ""
    context = {
        "person": person, "sheet": sheet, "facts": facts, "size": size, "qr": qr, "address": address,
        "steps": own_next(sheet), "in_reader_language": in_reader_language,
    }  # fmt: skip
    title = _l("Plan of %(name)s", name=person.name)
    locale = language if language in LOCALES else "en"
    return render_pdf("casework/plan_papers/plan.pdf.html", context, title=title, locale=locale)


def _pages(made: bytes) -> int:
    with pikepdf.open(io.BytesIO(made)) as paper:
        return len(paper.pages)
