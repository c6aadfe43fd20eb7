"""The proposal of an early end on paper, for the authority that made the order."""

from __future__ import annotations

from typing import Any

from casework.public import PersonCard
from kernel.documents import render_pdf
from kernel.i18n import _l


def proposal_paper(person: PersonCard, order: Any, proposal: Any, counts: Any) -> bytes:
    """The PDF that goes to the authority, in the reader's language."""
    context = {"person": person, "order": order, "proposal": proposal, "counts": counts}
    title = _l("Proposal to end an order early")
    return render_pdf("probation/endings/proposal.pdf.html", context, title=title)
