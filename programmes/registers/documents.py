"""The register as paper, for where there is no screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import segno

from kernel.documents import render_pdf
from kernel.i18n import choose_locale


def register_pdf(held: Any, group: Any, rows: Sequence[Any], codes: Sequence[Any], address: str) -> bytes:
    """One numbered line a person with a box for each code, and a code (QR) that leads to the page to type it back."""
    context = {
        "held": held, "group": group, "rows": rows, "codes": codes, "address": address,
        "pieces": group.kind == "work", "qr": segno.make(address, error="m").png_data_uri(scale=4),
    }  # fmt: skip
    title = f"{group.name} {held.held_on.isoformat()}"
    return render_pdf("programmes/registers/paper.pdf.html", context, title=title, locale=choose_locale())
