"""The passport as paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import segno

from kernel.documents import render_pdf
from kernel.i18n import _l
from programmes.passports.rules import Contents
from programmes.skills.models import SkillLevel


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is printed. ``proofs``: the address of the public proof of each certificate, by its id."""

    name: str
    issuer: str
    number: str
    issued_on: dt.date
    language: str
    address: str
    contents: Contents
    proofs: Mapping[Any, str]


def passport_pdf(sheet: Sheet) -> bytes:
    """The paper, in the language chosen. Names no custody; every certificate on it carries its own code."""
    codes = {key: _code(address) for key, address in sheet.proofs.items()}
    context = {"sheet": sheet, "codes": codes, "qr": _code(sheet.address), "levels": SkillLevel}
    title = _l("Skills passport")
    return render_pdf("programmes/passports/passport.pdf.html", context, title=title, locale=sheet.language)


def _code(address: str) -> str:
    return str(segno.make(address, error="m").png_data_uri(scale=4))
