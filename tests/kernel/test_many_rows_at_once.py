from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from kernel.audit.chain import entries
from kernel.db import insert_many, session, table_of, transaction
from kernel.db.bulk import learn_sizes, stored_instant
from kernel.ids import new_id
from marketplace.ledger.models import AccountRole, AccountType, LedgerAccount, OwnerKind

account = table_of(LedgerAccount)


def rows(prefix, *currencies):
    """Accounts that differ in key, day, currency and whether they may be overdrawn, and agree in the rest."""
    return [
        {
            "id": new_id(), "number": f"{prefix}{n}", "type": AccountType.ASSET, "sign": 1,
            "owner_kind": OwnerKind.SYSTEM, "owner_id": new_id(), "role": AccountRole.CASH_BOX, "currency": currency,
            "no_overdraft": bool(n % 2), "balance": 0, "opened_on": dt.date(2026, 1, 1) + dt.timedelta(days=n),
        }
        for n, currency in enumerate(currencies)
    ]  # fmt: skip


def stored(prefix):
    """What lies in the database, past every type, but for what differs in every row."""
    names = ", ".join(column.name for column in account.c if column.name not in {"id", "owner_id", "number"})
    ours = f"SELECT {names} FROM ledger_account WHERE number LIKE '{prefix}%' ORDER BY number"
    found = session.connection().exec_driver_sql(ours.replace("%", "%%")).all()
    return [tuple(row) for row in found]


def test_rows_lie_in_the_database_as_the_ordinary_insert_puts_them():
    with transaction():
        session.execute(account.insert(), rows("N", "EUR", "USD", "EUR"))
        made = rows("M", "EUR", "USD", "EUR")
        insert_many(account, made)
        assert stored("M") == stored("N")
        ids = sa.select(account.c.id).where(account.c.number.startswith("M")).order_by(account.c.number)
        assert session.scalars(ids).all() == [row["id"] for row in made]


def test_no_rows_is_no_statement():
    with transaction():
        insert_many(account, [])
        assert stored("N") == []


def test_instants_are_written_as_the_column_type_writes_them():
    kind = entries.c.at.type
    process = kind.bind_processor(session.get_bind().dialect) or (lambda value: value)
    for moment in (
        dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
        dt.datetime(2026, 1, 2, 3, 4, 5, 60, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30))),
    ):
        written = process(moment)
        if isinstance(written, str):
            assert stored_instant(moment) == written


def test_sqlite_learns_how_its_rows_are_spread():
    with transaction():
        session.execute(account.insert(), rows("N", *["EUR"] * 400))
    with transaction():
        learn_sizes()
    if session.connection().dialect.name == "sqlite":
        known = session.connection().exec_driver_sql("SELECT tbl FROM sqlite_stat1").scalars().all()
        assert "ledger_account" in known
