"""The route sheet: the day on paper, with room to write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from kernel.documents import render_pdf
from kernel.i18n import _l, language


def route_sheet(officer: str, day: dt.date, visits: Sequence[Any], owed: Sequence[Any]) -> bytes:
    """The PDF of a day: visits in the order of the route, then who else is owed a contact."""
    context = {"officer": officer, "day": day, "visits": visits, "owed": owed}
    return render_pdf("probation/routes/sheet.pdf.html", context, title=_l("Route sheet"), locale=language())
