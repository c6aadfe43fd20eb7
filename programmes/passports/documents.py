"""The passport as paper."""

from __future__ import annotations

import segno

from kernel.documents import render_pdf
from programmes.passports.rules import TITLE, Sheet
from programmes.skills.models import SkillLevel


def passport_pdf(sheet: Sheet) -> bytes:
    """The paper, in the language chosen. Names no custody; every certificate on it carries its own code."""
    codes = {key: _code(address) for key, address in sheet.proofs.items()}
    context = {"sheet": sheet, "codes": codes, "qr": _code(sheet.address), "levels": SkillLevel}
    return render_pdf("programmes/passports/passport.pdf.html", context, title=TITLE, locale=sheet.language)


def _code(address: str) -> str:
    return str(segno.make(address, error="m").png_data_uri(scale=4))
