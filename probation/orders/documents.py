"""The conditions on paper, for the person: large, plain, in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.public import PersonCard
from kernel.documents import render_pdf
from kernel.i18n import LOCALES, _l


def conditions_paper(
    person: PersonCard, order: Any, version: Any, conditions: Sequence[Any], office_address: str
) -> bytes:
    """The PDF that the person takes home, in the language in which it was explained or that the person speaks."""
    context = {
        "person": person, "order": order, "version": version, "conditions": conditions,
        "office_address": office_address,
    }  # fmt: skip
    spoken = (version.explained_language, order.explained_language, person.language)
    locale = next((one for one in spoken if one in LOCALES), None)
    return render_pdf("probation/orders/conditions.pdf.html", context, title=_l("Your conditions"), locale=locale)
