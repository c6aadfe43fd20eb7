"""The conditions on paper, for the person: large, plain, in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.public import PersonCard
from kernel.documents import render_pdf
from kernel.i18n import LOCALES, _l


def conditions_paper(
    person: PersonCard, order: Any, version: Any, conditions: Sequence[Any], annexes: Sequence[Any],
    office_address: str,
) -> bytes:  # fmt: skip
    """The PDF that the person takes home, its annexes behind: in the language of the talk or the person's own."""
    context = {
        "person": person, "order": order, "version": version, "conditions": conditions, "annexes": annexes,
        "office_address": office_address,
    }  # fmt: skip
    spoken = (version.explained_language, order.explained_language, person.language)
    locale = next((one for one in spoken if one in LOCALES), None)
    return render_pdf("probation/orders/conditions.pdf.html", context, title=_l("Your conditions"), locale=locale)
