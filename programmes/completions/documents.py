"""The certificate as paper."""

from __future__ import annotations

from typing import Any

import segno

from kernel.documents import render_pdf
from kernel.i18n import LOCALES


def certificate_pdf(facts: Any, address: str) -> bytes:
    """The certificate with a code that leads to its public proof. Names no custody."""
    qr = segno.make(address, error="m").png_data_uri(scale=4)
    context = {
        "certificate": facts,
        "qr": qr,
        "address": address,
        "hours": facts.minutes // 60,
        "rest": facts.minutes % 60,
    }
    locale = facts.language if facts.language in LOCALES else "en"
    return render_pdf("programmes/completions/certificate.pdf.html", context, title=facts.title, locale=locale)
