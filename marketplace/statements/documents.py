"""The statement on paper: one alone, or those of many people in one paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casework.public import PersonCard
from kernel import i18n
from kernel.documents import render_pdf, render_piece
from kernel.i18n import _l
from marketplace.statements.rules import Statement


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One statement to print: in which language, how large, and the code that proves it (none for a copy)."""

    person: PersonCard
    made: Statement
    language: str
    large: bool = False
    code: str = ""
    address: str = ""


def language_for(person: PersonCard, asked: str = "") -> str:
    """The language asked for, else the person's own, else the reader's."""
    return next((one for one in (asked, person.language) if one in i18n.LOCALES), i18n.language())


def statement_pdf(piece: Piece) -> bytes:
    """What you did, what it earned, what was taken and why, what is yours now: one month on paper."""
    return sheaf_pdf([piece], locale=piece.language)


def sheaf_pdf(pieces: Sequence[Piece], locale: str | None = None) -> bytes:
    """Many statements in one paper. Each is the same text as when it is printed alone, in its own language."""
    return render_pdf(
        "marketplace/statements/sheaf.pdf.html",
        {"pieces": [render_piece("marketplace/statements/_one.pdf.html", vars(one), one.language) for one in pieces]},
        title=_l("Statement of your money"),
        locale=locale or i18n.language(),
    )
