"""An accident as paper: to be signed, and to be sent where it must be known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kernel.documents import render_pdf
from kernel.i18n import choose_locale


def accident_pdf(
    row: Any, people: Sequence[Any], entries: Sequence[Any], measures: Sequence[Any], harm: Any, source: Any
) -> bytes:
    """One accident with who was there, what was added and what is done about it."""
    context = {
        "row": row, "people": people, "entries": entries, "measures": measures, "harm": harm, "source": source,
    }  # fmt: skip
    return render_pdf("programmes/accidents/form.pdf.html", context, title=row.workshop, locale=choose_locale())
