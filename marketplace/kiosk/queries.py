"""What somebody sees of their own account: no name, no number of the file."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import SavingsTarget, person, savings_targets
from kernel import clock
from kernel.db import session
from kernel.i18n import LOCALES, language
from marketplace.disputes.queries import disputes_of
from marketplace.ledger import queries as books
from marketplace.ledger.models import AccountRole
from marketplace.statements import queries as statements
from marketplace.statements.rules import Statement

NEWEST = 5


@dataclass(frozen=True, kw_only=True)
class Own:
    """A person's own account of this moment, in their language. ``goals`` are (target, what is saved for it)."""

    language: str
    number: str
    holdings: Sequence[Any]
    made: Statement
    newest: Sequence[Any]
    goals: list[tuple[SavingsTarget, int, str]]
    contested: Sequence[Any]


def own_account(person_id: uuid.UUID) -> Own:
    """Balances, this month, the newest lines, and what is being saved for."""
    spoken = session.scalar(sa.select(person.c.language).where(person.c.id == person_id))
    held = books.holdings_of(person_id)
    saved = {row.id: row for row in held}
    return Own(
        language=spoken if spoken in LOCALES else language(), number=held[0].number if held else "",
        holdings=[row for row in held if row.balance or row.role in {AccountRole.SPENDABLE, AccountRole.RELEASE}],
        made=statements.statement_of(person_id, clock.today().replace(day=1)),
        contested=disputes_of(person_id)[:NEWEST],
        newest=books.lines_page(person_id, size=NEWEST).rows,
        goals=[
            (one, saved[one.account_id].balance, saved[one.account_id].currency)
            for one in savings_targets({person_id}) if one.account_id in saved
        ],
    )  # fmt: skip
