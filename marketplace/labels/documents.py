"""The sheets as PDF."""

from __future__ import annotations

from typing import Any

import segno

from kernel.documents import render_pdf
from marketplace.labels.rules import GRIDS, Sheet, fitting, pages
from marketplace.products.models import Origin


def labels_pdf(proof: Any, address: str, sheet: Sheet, language: str, *, many: int, used: int) -> bytes:
    """``many`` labels of a published batch in a language. Each says what the page behind its code says, and no more."""
    grid, code = GRIDS[sheet], segno.make(address, error="m").png_data_uri(scale=6, border=1)
    context = {
        "proof": proof, "sheet": sheet, "pages": pages(grid, many, used % grid.size), "origin": Origin(proof.origin),
        "safety": fitting(proof.safety, grid.letters), "qr": code,
    }  # fmt: skip
    return render_pdf("marketplace/labels/sheet.pdf.html", context, title=proof.code, locale=language)
