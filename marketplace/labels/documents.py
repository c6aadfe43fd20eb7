"""The sheets as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import segno

from kernel.documents import render_pdf
from marketplace.labels.rules import GRIDS, Sheet, credits_that_fit, fitting, pages
from marketplace.products.models import Origin


def labels_pdf(
    proof: Any, address: str, sheet: Sheet, language: str, *, many: int, used: int, credit: Sequence[str] = ()
) -> bytes:
    """``many`` labels of a published batch in a language, with the credits that its makers consented to on labels.

    Otherwise each says what the page behind its code says, and no more.
    """
    grid, code = GRIDS[sheet], segno.make(address, error="m").png_data_uri(scale=6, border=1)
    context = {
        "proof": proof, "sheet": sheet, "pages": pages(grid, many, used % grid.size), "origin": Origin(proof.origin),
        "safety": fitting(proof.safety, grid.letters), "qr": code,
        "credit": list(credit)[: credits_that_fit(sheet, proof.safety)],
    }  # fmt: skip
    return render_pdf("marketplace/labels/sheet.pdf.html", context, title=proof.code, locale=language)
