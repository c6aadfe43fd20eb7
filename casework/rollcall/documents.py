"""The roll on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kernel.documents import render_pdf
from kernel.i18n import _


def roll(check: Any, prison: Any, lines: Sequence[Any]) -> bytes:
    """Every wing with its people and a box to tick, for whoever counts without a screen."""
    title = _("Roll of %(prison)s", prison=prison.name)
    return render_pdf(
        "casework/rollcall/roll.pdf.html", {"check": check, "prison": prison, "lines": lines}, title=title
    )
