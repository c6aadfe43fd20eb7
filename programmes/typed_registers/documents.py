"""The register as paper, for where there is no screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import segno

from kernel.documents import render_pdf
from kernel.i18n import choose_locale
from programmes.typed_registers.rules import shown_code


def register_pdf(paper: Any, held: Any, group: Any, rows: Sequence[Any], labels: Sequence[Any], address: str) -> bytes:
    """One numbered line a person with a box for each code's key, what the keys mean, and a code that leads back.

    ``address`` holds the printing's id and nothing of anybody.
    """
    context = {
        "held": held, "group": group, "rows": rows, "labels": labels, "address": address, "paper": paper,
        "code": shown_code(paper.code), "pieces": group.kind == "work",
        "qr": segno.make(address, error="m").png_data_uri(scale=4),
    }  # fmt: skip
    title = f"{group.name} {held.held_on.isoformat()}"
    return render_pdf("programmes/typed_registers/paper.pdf.html", context, title=title, locale=choose_locale())
