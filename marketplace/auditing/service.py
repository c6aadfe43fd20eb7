"""Taking the books of a month along as a file. The trail keeps who did."""

from __future__ import annotations

from kernel import audit
from kernel.authz import Actor
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.sheets import as_csv
from marketplace.auditing.queries import lines_of, openings_of
from marketplace.auditing.rules import beancount, csv_rows, hledger
from marketplace.months.queries import month_code
from marketplace.months.rules import days_of

FORMS = {"csv": "text/csv; charset=utf-8", "journal": "text/plain; charset=utf-8",
         "beancount": "text/plain; charset=utf-8"}  # fmt: skip
"""By the ending of the file: a table, hledger's journal, beancount's."""


def export(actor: Actor, period: str, form: str) -> bytes:
    """The entries of a month in one of FORMS. Raises DomainError for another form or too many lines."""
    first, lines = days_of(month_code(period))[0], lines_of(period)
    if form not in FORMS:
        raise DomainError(_("Choose a table, hledger or beancount."))
    audit.event(actor, audit.Kind.READ, "books.exported", subject_kind="ledger_period", purpose=f"{period}.{form}")
    if form == "csv":
        return as_csv(csv_rows(lines))
    write = hledger if form == "journal" else beancount
    return "".join(write(first, openings_of(period), lines)).encode()
