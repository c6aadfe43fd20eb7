"""The court report, the recall notice, and the letter of a decision not to file."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from casework.public import PersonCard
from kernel.documents import render_pdf
from kernel.i18n import LOCALES, _l
from probation.enforcement.models import Decision
from probation.reports.models import AccountHow, Alternative, ReportKind, Vulnerability
from probation.reports.queries import Beside

TITLES = {ReportKind.BREACH: _l("Breach report"), ReportKind.RECALL: _l("Request for recall to prison")}
Link = Callable[[uuid.UUID], str]


def report_paper(
    person: PersonCard, order: Any, report: Any, failures: Sequence[Any], steps: Sequence[Any],
    attempts: Sequence[Any], office: Any, signed: str, more: Beside, *, link: Link,
) -> bytes:  # fmt: skip
    """The PDF for the court or the prison; ``link`` gives the address of a contact, so that each fact leads to it."""
    context = {
        "person": person, "order": order, "report": report, "failures": failures, "steps": steps,
        "attempts": attempts, "office": office, "signed": signed, "link": link, "AccountHow": AccountHow,
        "conditions": more.conditions, "reviews": more.reviews, "written": more.written, "Decision": Decision,
        "alternatives": [Alternative(one).label for one in report.alternatives.split()],
        "vulnerabilities": [Vulnerability(one).label for one in report.vulnerabilities.split()],
    }  # fmt: skip
    return render_pdf("probation/reports/report.pdf.html", context, title=TITLES[report.kind])


def decision_letter(person: PersonCard, order: Any, report: Any, office: Any, signed: str) -> bytes:
    """The letter to the person that nothing is filed, and why, in their language."""
    context = {"person": person, "order": order, "report": report, "office": office, "signed": signed}
    locale = person.language if person.language in LOCALES else "en"
    title = _l("We have decided not to take this further")
    return render_pdf("probation/reports/not_filed.pdf.html", context, title=title, locale=locale)
