"""The ledger's deeds: booking one entry, and reading a balance with a page of a statement."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import flask

from bench.floor import connect
from bench.measure import Case
from kernel import clock, db
from kernel.ids import new_id
from marketplace.ledger import queries
from marketplace.ledger.models import AccountRole, EntryKind, Side
from marketplace.ledger.rules import Leg, NewEntry, period_of
from marketplace.ledger.service import account_for, post


def posting(app: flask.Flask) -> Case:
    """One entry of two legs, committed by itself, so that an answer given is an entry kept."""
    with app.app_context():
        bank, grants = db.in_transaction(
            lambda: (account_for(AccountRole.TRUST_BANK, "EUR"), account_for(AccountRole.WAGE_GRANTS, "EUR"))
        )

    def entry() -> NewEntry:
        return NewEntry(
            kind=EntryKind.WAGE_GRANT, occurred_on=clock.today(), idem_key=f"bench:{new_id()}", source="bench",
            legs=[Leg(bank, Side.DEBIT, 100), Leg(grants, Side.CREDIT, 100)],
        )  # fmt: skip

    return Case(
        goal=1.5,
        ours=lambda: db.in_transaction(lambda: post(None, entry())),
        floor=_raw_posting(bank, grants),
        times=200,
    )


FEW, MANY = 60, 7_500
"""A page and a little more, so that both sides show fifty lines."""


def statement(app: flask.Flask) -> Case:
    """A person's balances and the first page of their statement: with 7,500 legs beside the same with 30."""
    with app.app_context():
        few, many = new_id(), new_id()
        for owner, legs in ((few, FEW), (many, MANY)):
            db.in_transaction(lambda owner=owner, legs=legs: _bring_cash(owner, legs))

    def read(owner: uuid.UUID) -> None:
        assert queries.holdings_of(owner)[0].balance
        assert queries.lines_page(owner).rows
        db.session.remove()

    return Case(goal=1.5, ours=lambda: read(many), floor=lambda: read(few), times=40)


def _bring_cash(owner: uuid.UUID, legs: int) -> None:
    box, mine = account_for(AccountRole.CASH_BOX, "EUR"), account_for(AccountRole.SPENDABLE, "EUR", owner)
    for _n in range(legs):
        post(None, NewEntry(
            kind=EntryKind.CASH_RECEIVED, occurred_on=clock.today(), idem_key=f"bench:{new_id()}", source="bench",
            legs=[Leg(box, Side.DEBIT, 100), Leg(mine, Side.CREDIT, 100)],
        ))  # fmt: skip


_MOVE = (
    "UPDATE ledger_account SET balance = balance + ? * sign, legs = coalesce(legs, 0) + 1 "
    "WHERE id = ? AND (NOT no_overdraft OR balance + ? * sign >= 0) RETURNING balance, currency, legs"
)
_LEG = (
    "INSERT INTO ledger_posting (entry_id, seq, account_id, side, amount_minor, currency, balance_after, explain, "
    "nth) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ENTRY = (
    "INSERT INTO ledger_entry (id, kind, occurred_on, booked_at, booked_by, period, idem_key, source, source_id, memo, "
    "reverses_id) VALUES (?, ?, ?, ?, NULL, ?, ?, 'bench', NULL, '', NULL)"
)


def _raw_posting(bank: uuid.UUID, grants: uuid.UUID) -> Callable[[], None]:
    """The same statements by hand on the driver."""
    connection = connect()
    legs = [(0, bank.bytes, "D", 100), (1, grants.bytes, "C", -100)]

    def book() -> None:
        today, now, key = clock.today(), clock.now(), new_id().bytes
        cursor = connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        rows = []
        for seq, account, side, signed in legs:
            balance, currency, nth = cursor.execute(_MOVE, (signed, account, signed)).fetchone()
            rows.append((key, seq, account, side, abs(signed), currency, balance, json.dumps({}), nth))
        cursor.executemany(_LEG, rows)
        booked = f"{now:%Y-%m-%d %H:%M:%S.%f}"
        facts = (key, "wage_grant", today.isoformat(), booked, period_of(today), f"bench:{uuid.UUID(bytes=key)}")
        cursor.execute(_ENTRY, facts)
        cursor.execute("COMMIT")

    return book
