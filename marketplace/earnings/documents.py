"""The statement on paper."""

from __future__ import annotations

from casework.public import PersonCard
from kernel import i18n
from kernel.documents import render_pdf
from kernel.i18n import _l
from marketplace.earnings.queries import Statement
from marketplace.ledger.models import AccountRole, EntryKind


def statement_pdf(person: PersonCard, statement: Statement, locale: str | None = None) -> bytes:
    """What you did, what it earned, what was taken and why, what is yours now: one month on paper.

    In ``locale`` when that is a language of ours, else in the reader's.
    """
    chosen = locale if locale in i18n.LOCALES else i18n.language()
    return render_pdf(
        "marketplace/earnings/statement.pdf.html",
        {"person": person, "statement": statement, "roles": AccountRole, "kinds": EntryKind},
        title=_l("Statement of your money"),
        locale=chosen,
    )
