"""Booking many entries in one go: one look at the accounts, one write to each table, the same books."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exc

from kernel.authz import Actor
from kernel.db import driver_errors, is_writing, session
from kernel.ids import new_id
from marketplace.ledger.models import Side
from marketplace.ledger.rules import NewEntry, check
from marketplace.ledger.service import SQL, Short, entry_row, leg_row, plain, post

FEW = 4
"""So few entries are booked one by one: making ready for many costs more."""
AT_ONCE = 400
_LOOK = (
    "SELECT id, balance, currency, coalesce(legs, 0), sign, no_overdraft FROM ledger_account "
    "WHERE id IN ({}) ORDER BY id"
)
_SETTLE = "UPDATE ledger_account SET balance = ?, legs = ? WHERE id = ? AND coalesce(legs, 0) = ?"


@dataclass(slots=True)
class _Standing:
    """An account while the entries are written out: what stands on it, and how many legs it had and has."""

    balance: int
    currency: str
    legs: int
    sign: int
    guarded: bool
    had: int


def post_all(actor: Actor | None, entries: Sequence[NewEntry]) -> list[tuple[uuid.UUID, bool]]:
    """Book entries in the open transaction; for each what ``post`` gives: (its id, whether it is new).

    The books are those of booking one by one, in the same order. Whatever is not plain (a key that was booked before,
    money taken from an account that may not fall below zero) is left to ``post``: then nothing of the swift way stays,
    and each entry is booked or refused by itself. Raises what ``post`` raises.
    """
    if len(entries) <= FEW:
        return [post(actor, entry) for entry in entries]
    for entry in entries:
        check(entry)
    if not is_writing():
        raise RuntimeError("a posting outside transaction()")
    connection = session.connection()
    driver: Any = connection.connection.dbapi_connection
    cursor = driver.cursor()
    cursor.execute("SAVEPOINT ledger_post_all")
    try:
        with driver_errors(connection.dialect):
            made = _write_all(cursor, connection.dialect.name, actor, entries)
            cursor.execute("RELEASE SAVEPOINT ledger_post_all")
    except (exc.IntegrityError, Short):
        cursor.execute("ROLLBACK TO SAVEPOINT ledger_post_all")
        return [post(actor, entry) for entry in entries]
    return [(entry_id, True) for entry_id in made]


def _write_all(cursor: Any, dialect: str, actor: Actor | None, entries: Sequence[NewEntry]) -> list[uuid.UUID]:
    """Balances, legs, then the entries that seal them, as for one."""
    lite = dialect == "sqlite"
    _move, insert_leg, insert_entry = SQL[dialect]
    accounts = _look(cursor, lite, {leg.account_id for entry in entries for leg in entry.legs})
    made, legs, heads = [], [], []
    for entry in entries:
        entry_id = new_id()
        key = plain(entry_id, lite)
        for seq, leg in enumerate(entry.legs):
            account = accounts[leg.account_id]
            legs.append(leg_row(key, seq, plain(leg.account_id, lite), leg, _moved(account, leg)))
        heads.append(entry_row(key, lite, actor, entry))
        made.append(entry_id)
    settled = [(one.balance, one.legs, plain(key, lite), one.had) for key, one in accounts.items()]
    cursor.executemany(_SETTLE if lite else _SETTLE.replace("?", "%s"), settled)
    if cursor.rowcount != len(settled):
        raise Short(next(iter(accounts)))
    cursor.executemany(insert_leg, legs)
    cursor.executemany(insert_entry, heads)
    return made


def _look(cursor: Any, lite: bool, wanted: set[uuid.UUID]) -> dict[uuid.UUID, _Standing]:
    """The accounts, taken in the order of their keys and kept from everybody else until the commit."""
    keys, found = sorted(wanted, key=lambda one: one.int), {}
    for start in range(0, len(keys), AT_ONCE):
        part = [plain(key, lite) for key in keys[start : start + AT_ONCE]]
        look = _LOOK.format(", ".join(["?" if lite else "%s"] * len(part))) + ("" if lite else " FOR UPDATE")
        for key, balance, currency, legs, sign, guarded in cursor.execute(look, part).fetchall():
            owner = uuid.UUID(bytes=key) if lite else key
            found[owner] = _Standing(balance, currency, legs, sign, bool(guarded), legs)
    if missing := wanted - set(found):
        raise Short(min(missing))
    return found


def _moved(account: _Standing, leg: Any) -> tuple[int, str, int]:
    change = (leg.minor if leg.side is Side.DEBIT else -leg.minor) * account.sign
    if change < 0 and account.guarded:
        raise Short(leg.account_id)
    account.balance += change
    account.legs += 1
    return account.balance, account.currency, account.legs
