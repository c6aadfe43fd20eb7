"""Papers of a reception: the receipt for what was taken into keeping, and the rights leaflet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.people.queries import PersonCard
from kernel import i18n
from kernel.documents import render_pdf
from kernel.i18n import _


def receipt_paper(person: PersonCard, stay: Any, things: Sequence[Any]) -> bytes:
    """What the prison keeps for a person of this stay, things and money, as an A4 PDF to be signed by both."""
    title = _("Receipt for %(name)s", name=person.name)
    return render_pdf(
        "casework/reception/receipt.pdf.html", {"person": person, "stay": stay, "things": things}, title=title
    )


def leaflet_language(person: PersonCard, given: str) -> str:
    """The language of the leaflet: the one it was given in, else the person's own if we speak it, else the reader's."""
    return next((code for code in (given, person.language) if code in i18n.LOCALES), i18n.language())


def rights_leaflet(language: str) -> bytes:
    """Rights and duties in plain words, in one of our languages. It names nobody, so it can lie on a table."""
    with i18n.speaking(language):
        title = _("Your rights here")
    return render_pdf("casework/reception/leaflet.pdf.html", {}, title=title, locale=language)
