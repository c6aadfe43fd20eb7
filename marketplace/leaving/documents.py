"""The receipt and the statement of the whole stay, on one paper that the person takes along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from casework.public import PersonCard
from kernel import i18n
from kernel.documents import render_pdf
from kernel.i18n import _l
from marketplace.leaving.models import ReleasePayout
from marketplace.leaving.queries import StayLine
from marketplace.ledger.models import AccountRole


def leaving_pdf(
    person: PersonCard, row: ReleasePayout, lines: Sequence[StayLine], days: tuple[dt.date | None, dt.date | None]
) -> bytes:
    """What was handed over, with two lines to sign, and everything that ever moved, in the person's language."""
    context = {"person": person, "row": row, "lines": lines, "days": days, "roles": AccountRole}
    locale = person.language if person.language in i18n.LOCALES else i18n.language()
    return render_pdf("marketplace/leaving/receipt.pdf.html", context, title=_l("Receipt of your money"), locale=locale)
