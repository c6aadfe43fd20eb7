"""Letters to the person: plain, in their language, saying what was missed and how to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from casework.public import PersonCard
from kernel.documents import render_pdf
from kernel.i18n import LOCALES, _l
from probation.enforcement.models import StepKind

TITLES = {
    StepKind.FIRST_WARNING: _l("You missed contact with us: first warning"),
    StepKind.FINAL_WARNING: _l("You missed contact with us: final warning"),
}


def language_of(person: PersonCard) -> str:
    """The person's language, where we write it; else English."""
    return person.language if person.language in LOCALES else "en"


def warning_letter(
    person: PersonCard, order: Any, kind: StepKind, failures: Sequence[Any], respond_by: dt.date, office: Any,
    next_at: dt.datetime | None,
) -> bytes:  # fmt: skip
    """The PDF of a warning, with every missed contact by day."""
    context = {
        "person": person, "order": order, "kind": kind, "failures": failures, "respond_by": respond_by,
        "office": office, "next_at": next_at,
    }  # fmt: skip
    return render_pdf("probation/enforcement/warning.pdf.html", context, title=TITLES[kind], locale=language_of(person))


def withdrawal_letter(person: PersonCard, order: Any, step: Any, office: Any) -> bytes:
    """The PDF that takes a warning back."""
    context = {"person": person, "order": order, "step": step, "office": office}
    title = _l("We take our warning back")
    return render_pdf("probation/enforcement/withdrawal.pdf.html", context, title=title, locale=language_of(person))
