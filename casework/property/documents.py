"""The receipt for things that leave keeping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.people.queries import PersonCard
from kernel import i18n
from kernel.documents import render_pdf
from kernel.i18n import _


def leaving_receipt(person: PersonCard, rows: Sequence[Any]) -> bytes:
    """What left keeping in one deed, to be signed by both, in the person's language if we speak it."""
    language = person.language if person.language in i18n.LOCALES else i18n.language()
    with i18n.speaking(language):
        title = _("Receipt for %(name)s", name=person.name)
    return render_pdf(
        "casework/property/receipt.pdf.html", {"person": person, "rows": rows}, title=title, locale=language
    )
