"""Writing the books. ``post`` is the only way in."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.dialects import postgresql, sqlite

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import driver_errors, is_writing, session, table_of
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.ledger import queries
from marketplace.ledger.models import (
    NEVER_BELOW,
    NOBODY,
    PLACE_ROLES,
    TRUST_ROLES,
    TYPE_OF,
    AccountRole,
    AccountType,
    EntryKind,
    LedgerAccount,
    LedgerPeriod,
    OwnerKind,
    PeriodState,
    Side,
)
from marketplace.ledger.rules import Leg, NewEntry, check, closed, mixed, number_of, period_of, short

_account = table_of(LedgerAccount)
_OWNER = ("owner_kind", "owner_id", "role", "currency")
_MOVE = (
    "UPDATE ledger_account SET balance = balance + CAST(? AS BIGINT) * sign, legs = coalesce(legs, 0) + 1 "
    "WHERE id = ? AND (NOT no_overdraft OR CAST(? AS BIGINT) * sign > 0 OR balance + CAST(? AS BIGINT) * sign >= "
    "(SELECT coalesce(sum(minor), 0) "
    "FROM ledger_hold WHERE account_id = ledger_account.id AND state = 'active' AND expires_at > ? AND id <> ?)) "
    "RETURNING balance, currency, legs"
)
_LEG = (
    "INSERT INTO ledger_posting (entry_id, seq, account_id, side, amount_minor, currency, balance_after, explain, "
    "nth) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ENTRY = (
    "INSERT INTO ledger_entry (id, kind, occurred_on, booked_at, booked_by, period, idem_key, source, source_id, memo, "
    "reverses_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
SQL = {
    "sqlite": (_MOVE, _LEG, _ENTRY),
    "postgresql": tuple(text.replace("?", "%s") for text in (_MOVE, _LEG, _ENTRY)),
}


class _Again(Exception):
    """Somebody else is booking the same fact now: the deed must be begun again to see theirs."""

    sqlstate = "40001"


class Short(Exception):
    """An account would fall below zero, or is not there."""

    def __init__(self, account_id: uuid.UUID) -> None:
        super().__init__(account_id)
        self.account_id = account_id


class Mixed(Short):
    """An account is in another currency than the first of the entry."""


def post(actor: Actor | None, entry: NewEntry) -> tuple[uuid.UUID, bool]:
    """Book an entry in the open transaction; gives (its id, whether it is new).

    A key that was booked before gives the entry of then. Raises DomainError naming the account when it would fall
    below zero, the month is closed, or it is in another currency. The hot path: plain statements, the driver's cursor.
    """
    check(entry)
    if not is_writing():
        raise RuntimeError("a posting outside transaction()")
    connection = session.connection()
    driver: Any = connection.connection.dbapi_connection
    cursor = driver.cursor()
    cursor.execute("SAVEPOINT ledger_post")
    entry_id = new_id()
    try:
        with driver_errors(connection.dialect):
            _write(cursor, connection.dialect.name, entry_id, actor, entry)
            cursor.execute("RELEASE SAVEPOINT ledger_post")
    except (exc.IntegrityError, Short) as refusal:
        cursor.execute("ROLLBACK TO SAVEPOINT ledger_post")
        return _booked_before(entry, refusal), False
    return entry_id, True


def _write(cursor: Any, dialect: str, entry_id: uuid.UUID, actor: Actor | None, entry: NewEntry) -> None:
    """Balances, legs, then the entry that seals them. Accounts are taken in the order of their keys: no deadlock."""
    move, insert_leg, insert_entry = SQL[dialect]
    lite = dialect == "sqlite"
    key, now = plain(entry_id, lite), moment(lite)
    spared = plain(entry.settles_hold or NOBODY, lite)
    rows = []
    for seq, leg in sorted(enumerate(entry.legs), key=lambda item: item[1].account_id.int):
        account = plain(leg.account_id, lite)
        signed = leg.minor if leg.side is Side.DEBIT else -leg.minor
        moved = cursor.execute(move, (signed, account, signed, signed, now, spared)).fetchone()
        if moved is None:
            raise Short(leg.account_id)
        rows.append(leg_row(key, seq, account, leg, moved))
    if other := next((row for row in rows if row[5] != rows[0][5]), None):
        raise Mixed(entry.legs[other[1]].account_id)
    cursor.executemany(insert_leg, rows)
    cursor.execute(insert_entry, entry_row(key, lite, actor, entry))


def leg_row(key: Any, seq: int, account: Any, leg: Leg, moved: Sequence[Any]) -> tuple[Any, ...]:
    """The row of a leg as the driver takes it; ``moved`` is (balance, currency, count) of the account after it."""
    balance, currency, nth = moved
    explain = json.dumps(dict(leg.explain), ensure_ascii=False) if leg.explain else "{}"
    return key, seq, account, leg.side.value, leg.minor, currency, balance, explain, nth


def plain(value: uuid.UUID | None, lite: bool) -> Any:
    """An id as the driver takes it."""
    return value.bytes if lite and value is not None else value


def moment(lite: bool) -> Any:
    """Now, as the driver takes it."""
    now = clock.now()
    return f"{now:%Y-%m-%d %H:%M:%S.%f}" if lite else now


def entry_row(key: Any, lite: bool, actor: Actor | None, entry: NewEntry) -> tuple[Any, ...]:
    """The row of an entry as the driver takes it."""
    return (
        key, entry.kind.value, entry.occurred_on.isoformat() if lite else entry.occurred_on, moment(lite),
        plain(actor.account_id if actor else None, lite), entry.period or period_of(entry.occurred_on),
        entry.idem_key, entry.source, plain(entry.source_id, lite), entry.memo, plain(entry.reverses_id, lite),
    )  # fmt: skip


def _booked_before(entry: NewEntry, refusal: Exception) -> uuid.UUID:
    """The entry this key was booked as; else the refusal in words."""
    found = queries.entry_by_key(entry.idem_key)
    if found:
        return found
    if isinstance(refusal, Short):
        account = queries.named(refusal.account_id)
        raise (mixed if isinstance(refusal, Mixed) else short)(account) from refusal
    text = str(refusal)
    if "period is closed" in text:
        month = entry.period or period_of(entry.occurred_on)
        raise closed(queries.named(*(leg.account_id for leg in entry.legs)), month) from refusal
    if "reverses_id" in text:
        raise Conflict(
            _("This entry was corrected already. Look at the correction before you book another.")
        ) from refusal
    if "idem_key" in text:
        raise exc.OperationalError("", None, _Again("the same fact is being booked")) from refusal
    raise refusal


def account_for(role: AccountRole, currency: str, owner_id: uuid.UUID = NOBODY) -> uuid.UUID:
    """The account of a person for a trust role, of a prison for its share, or the house's own.

    It is opened when it is needed for the first time.
    """
    kind = OwnerKind.PERSON if role in TRUST_ROLES else OwnerKind.SYSTEM
    owner = owner_id if kind is OwnerKind.PERSON or role in PLACE_ROLES else NOBODY
    if owner == NOBODY and role in {*TRUST_ROLES, *PLACE_ROLES}:
        raise ValueError(f"{role} needs an owner")
    found = queries.account_id(kind, owner, role, currency)
    return found or _open_account(kind, owner, role, currency)


def _open_account(kind: OwnerKind, owner: uuid.UUID, role: AccountRole, currency: str) -> uuid.UUID:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    type_ = TYPE_OF[role]
    row = {
        "id": new_id(),
        "number": number_of(owner) if owner != NOBODY else f"S-{role.value[:17]}",
        "type": type_,
        "sign": 1 if type_ in {AccountType.ASSET, AccountType.EXPENSE} else -1,
        "owner_kind": kind,
        "owner_id": owner,
        "role": role,
        "currency": currency,
        "no_overdraft": role in NEVER_BELOW,
        "balance": 0,
        "opened_on": clock.today(),
    }
    session.execute(insert(_account).on_conflict_do_nothing(index_elements=_OWNER), row)
    found = queries.account_id(kind, owner, role, currency)
    assert found is not None
    return found


def reverse(actor: Actor, entry_id: uuid.UUID, reason: str, on: dt.date | None = None) -> uuid.UUID:
    """Correct an entry by its mirror image. Nothing is ever changed or deleted; an entry is corrected once."""
    if not reason.strip():
        raise DomainError(_("Say why the entry is corrected."), field="reason")
    legs: Sequence[Leg] = [
        Leg(row.account_id, Side.CREDIT if row.side == Side.DEBIT else Side.DEBIT, row.amount_minor, {"reverses": True})
        for row in queries.legs_of(entry_id)
    ]
    made, _new = post(
        actor,
        NewEntry(
            kind=EntryKind.REVERSAL,
            occurred_on=on or clock.today(),
            idem_key=f"reversal:{entry_id}",
            legs=legs,
            source="ledger_entry",
            source_id=entry_id,
            memo=reason,
            reverses_id=entry_id,
        ),
    )
    return made


def close_period(actor: Actor, code: str) -> LedgerPeriod:
    """Close a month ("2026-10"): corrections go to an open one. Raises DomainError for the running month."""
    if code >= period_of(clock.today()):
        raise DomainError(_("This month is still running. Close it when it is over."))
    found = session.scalar(sa.select(LedgerPeriod).where(LedgerPeriod.code == code)) or LedgerPeriod(code=code)
    session.add(found)
    found.state, found.closed_by, found.closed_at = PeriodState.CLOSED, actor.human_id, clock.now()
    audit.record(actor, "ledger_period.closed", found)
    session.flush()
    return found


def record_grant(actor: Actor, minor: int, currency: str, on: dt.date, key: uuid.UUID) -> uuid.UUID:
    """Money that the treasury paid in so that wages can be paid out."""
    legs = [
        Leg(account_for(AccountRole.TRUST_BANK, currency), Side.DEBIT, minor),
        Leg(account_for(AccountRole.WAGE_GRANTS, currency), Side.CREDIT, minor),
    ]
    facts = {"idem_key": f"grant:{key}", "source": "grant", "source_id": key}
    return post(actor, NewEntry(kind=EntryKind.WAGE_GRANT, occurred_on=on, legs=legs, **facts))[0]  # type: ignore[arg-type]
