"""From a template to a paper: HTML in this process, PDF in the child."""

from __future__ import annotations

import functools
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import babel
from flask import render_template
from markupsafe import Markup

from kernel import i18n
from kernel.documents.engine import Answer
from kernel.documents.press import PressBroken, ask_abreast, press
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.settings import ROOT

if TYPE_CHECKING:
    from flask import Flask

log = logging.getLogger(__name__)
APT_LINE = "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk"
SHEET = ROOT / "static" / "print.css"
VARIANTS = ("pdf/ua-1", "pdf/a-2a")
"""Letters to be read, also aloud; records to be kept for decades, also read aloud."""


class PdfUnavailable(DomainError):
    """No PDF can be made on this machine now; the sentence says what to do instead."""

    status = 503


class PdfTooLarge(DomainError):
    """The paper ran into the limits of time or memory."""

    status = 422


class PdfFailed(Exception):
    """The template made something that is no document. A fault of ours, not of the reader."""


def render_pdf(
    template: str, context: Mapping[str, Any], *, title: object, locale: str | None = None, variant: str = "pdf/ua-1"
) -> bytes:
    """The PDF of a template in the reader's (or ``locale``'s) language: the same bytes for the same facts.

    The template is given ``title``, ``lang``, ``dir`` and ``print_sheet`` beside its context.
    Raises PdfUnavailable, PdfTooLarge, PdfFailed.
    """
    question = _filled(template, context, title, locale, variant)
    return _checked(lambda: press.ask(question))


def render_pdfs(template: str, papers: Iterable[tuple[object, Mapping[str, Any]]]) -> Iterator[bytes]:
    """The PDFs of many papers, (title, context) each, in their order, made side by side: the bytes of ``render_pdf``.

    For the command line, where somebody waits for all of them. Raises PdfUnavailable, PdfTooLarge, PdfFailed.
    """
    questions = (_filled(template, context, title, None, VARIANTS[0]) for title, context in papers)
    for answer in ask_abreast(questions):
        yield _checked(answer)


def _filled(
    template: str, context: Mapping[str, Any], title: object, locale: str | None, variant: str
) -> dict[str, Any]:
    wanted = babel.Locale.parse(locale, sep="-") if locale else i18n.current_locale()
    lang = str(wanted).replace("_", "-")
    with i18n.speaking(wanted.language):
        title = str(title)
    frame = {"title": title, "lang": lang, "dir": wanted.text_direction, "print_sheet": "asset:print.css"}
    with i18n.speaking(wanted.language):
        html = render_template(template, **{**context, **frame})
    return _question(html, title, lang, variant)


def render_piece(template: str, context: Mapping[str, Any], locale: str) -> Markup:
    """A part of a paper in a language of its own: for papers that hold many people's."""
    with i18n.speaking(locale):
        return Markup(render_template(template, **context))  # noqa: S704 - a template of ours, its values escaped


def pdf_of(html: str, *, title: str, lang: str = "en", variant: str = "pdf/ua-1") -> bytes:
    """The PDF of finished HTML with the house's print sheet. Raises PdfUnavailable, PdfTooLarge, PdfFailed."""
    question = _question(html, title, lang, variant)
    return _checked(lambda: press.ask(question))


def _question(html: str, title: str, lang: str, variant: str) -> dict[str, Any]:
    if variant not in VARIANTS:
        raise ValueError(f"variant must be one of {VARIANTS}")
    css = _sheet(SHEET)
    facts = f"{html}\0{css}\0{title}\0{lang}\0{variant}".encode()
    question = {"html": html, "css": css, "title": title, "lang": lang, "variant": variant}
    return question | {"identifier": hashlib.sha256(facts).hexdigest()[:32]}


def _checked(ask: Callable[[], Answer]) -> bytes:
    try:
        answer, pdf = ask()
    except TimeoutError:
        raise PdfUnavailable(
            _("Many papers are being made. Wait a minute and try again, or print this page instead.")
        ) from None
    except PressBroken:
        raise PdfUnavailable(
            _("The paper could not be made just now. Try again, or print this page instead.")
        ) from None
    if answer.get("ok"):
        if answer["refused"]:
            log.warning("a paper named %d addresses outside the house; they were not fetched", len(answer["refused"]))
        return pdf
    raise _refusal(answer)


def _refusal(answer: Mapping[str, Any]) -> Exception:
    if answer["error"] == "missing":
        return PdfUnavailable(
            _("PDF is off here. Print this page instead, or ask your administrator to run: %(line)s", line=APT_LINE)
        )
    if answer["error"] == "limit":
        return PdfTooLarge(_("This is too much for one paper. Choose fewer lines, or print this page instead."))
    return PdfFailed(answer.get("text", ""))


@functools.cache
def _sheet(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def status() -> str:
    """Say "on", "waiting" (nothing was asked yet) or "off" with the line that switches it on."""
    if press.missing:
        return f"off: {APT_LINE}"
    return "on" if press.pid else "waiting for the first paper"


def init(app: Flask) -> None:
    """Tell /readyz how the press is. Without it the app still serves: pages can be printed from the browser."""
    app.extensions["throughcare_ready"]["pdf"] = lambda: (True, status())
