"""The copy on paper."""

from __future__ import annotations

from collections.abc import Sequence

from casework.filecopy.rules import Redactor, Section, law
from casework.people.queries import PersonCard
from kernel import clock
from kernel.documents import render_pdf
from kernel.i18n import _


def copy_paper(person: PersonCard, sections: Sequence[Section], redactor: Redactor, language: str) -> bytes:
    """Every section, then what was left out: which kind, how often, why, on which law, and how to contest it."""
    left_out = [(line, redactor.counts[line.ground]) for line in law().grounds if redactor.counts[line.ground]]
    facts = {
        "person": person, "sections": sections, "left_out": left_out, "law": law(), "today": clock.today(person.zone),
    }  # fmt: skip
    title = _("Copy of file %(number)s", number=person.number)
    return render_pdf("casework/filecopy/copy.pdf.html", facts, title=title, locale=language)
