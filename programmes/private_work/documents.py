"""The paper of a consent, in the person's language."""

from __future__ import annotations

from typing import Any

from kernel.documents import render_pdf
from kernel.i18n import LOCALES
from programmes.private_work.rules import Text, words_of


def consent_pdf(work: Any, text: Text, free: Any, language: str, signed: Any = None) -> bytes:
    """What is read together, with lines to sign; ``signed`` prints what was signed on the screen."""
    context = {"work": work, "text": text, "free": free, "say": words_of, "signed": signed}
    locale = language if language in LOCALES else "en"
    title = words_of("Work for a private company")
    return render_pdf("programmes/private_work/consent.pdf.html", context, title=title, locale=locale)
