"""What a person takes along through the gate, in their own language where we speak it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.people.queries import PersonCard
from casework.release.rules import NextStep
from kernel import i18n
from kernel.documents import render_pdf
from kernel.i18n import _


def language_of(person: PersonCard) -> str:
    """The person's language if we speak it, else the reader's."""
    return person.language if person.language in i18n.LOCALES else i18n.language()


def card(person: PersonCard, steps: Sequence[NextStep]) -> bytes:
    """A card for the pocket: name, next steps, whom to call. It can be shown to anybody, so it says nothing of why."""
    language = language_of(person)
    with i18n.speaking(language):
        title = _("My card")
    facts = {"person": person, "steps": steps}
    return render_pdf("casework/release/card.pdf.html", facts, title=title, locale=language)


def papers(person: PersonCard, done: Any, returned: Sequence[Any], steps: Sequence[NextStep]) -> bytes:
    """The certificate of release, the receipt for belongings, and what comes next."""
    language = language_of(person)
    with i18n.speaking(language):
        title = _("Release of %(name)s", name=person.name)
    facts = {"person": person, "done": done, "returned": returned, "steps": steps}
    return render_pdf("casework/release/papers.pdf.html", facts, title=title, locale=language)
