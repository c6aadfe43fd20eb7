"""The copy on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casework.filecopy.rules import Redactor, Section, law, papers_of
from casework.people.queries import PersonCard
from kernel import clock
from kernel.documents import render_pdf
from kernel.i18n import _


def copy_papers(person: PersonCard, sections: Sequence[Section], redactor: Redactor, language: str) -> Iterator[bytes]:
    """Every section on one or several papers; the last says what was left out, why, on which law, how to contest it."""
    left_out = [(line, redactor.counts[line.ground]) for line in law().grounds if redactor.counts[line.ground]]
    papers = papers_of(sections)
    title = _("Copy of file %(number)s", number=person.number)
    for part, its in enumerate(papers, 1):
        facts = {
            "person": person, "sections": its, "left_out": left_out, "law": law(), "today": clock.today(person.zone),
            "part": part, "parts": len(papers),
        }  # fmt: skip
        yield render_pdf("casework/filecopy/copy.pdf.html", facts, title=title, locale=language)
