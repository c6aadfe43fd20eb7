"""How entries are written for other programs: CSV, and the journals of hledger and beancount. Pure."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

HEADS = ("entry", "day", "month", "kind", "memo", "account", "currency", "debit", "credit", "balance", "corrects")
_TOPS = {"asset": "Assets", "liability": "Liabilities", "income": "Income", "expense": "Expenses"}


@dataclass(frozen=True)
class Opening:
    """What an account stood at before the month: ``signed`` is positive for a debit."""

    account: str
    currency: str
    signed: int


def account_name(type_: str, owner_kind: str, number: str, role: str) -> str:
    """The name other programs know an account by, such as "Liabilities:People:7QK2-M9XD:Release"."""
    who = f"People:{number}" if owner_kind == "person" else "House" if number.startswith("S-") else f"Prisons:{number}"
    return f"{_TOPS[type_]}:{who}:{role.replace('_', '-').capitalize()}"


def decimal_of(minor: int, currency: str) -> str:
    """An amount with the decimals of its currency, for a program to read: "-12.50"."""
    places = get_currency_precision(currency)
    return f"{Decimal(minor).scaleb(-places):.{places}f}"


def _signed(row: Any) -> int:
    return int(row.amount_minor if row.side == "D" else -row.amount_minor)


def csv_rows(lines: Iterable[Any]) -> Iterator[Sequence[object]]:
    """One row for each leg, after the heads."""
    yield HEADS
    for row in lines:
        amount = decimal_of(row.amount_minor, row.currency)
        debit, credit = (amount, "") if row.side == "D" else ("", amount)
        yield (
            row.entry_id, row.occurred_on, row.period, row.kind, row.memo, row.account, row.currency, debit, credit,
            decimal_of(row.balance_after, row.currency), row.reverses_id or "",
        )  # fmt: skip


def hledger(first: dt.date, openings: Sequence[Opening], lines: Iterable[Any]) -> Iterator[str]:
    """The month for hledger: what stood before as one transaction, then each entry."""
    if openings:
        yield f"{first.isoformat()} opening balances\n{_legs(openings)}\n    Equity:Opening\n\n"
    for entry_id, legs in itertools.groupby(lines, key=lambda row: row.entry_id):
        rows = list(legs)
        yield f"{rows[0].occurred_on.isoformat()} {rows[0].kind}  ; entry:{entry_id}\n{_legs(rows)}\n\n"


def beancount(first: dt.date, openings: Sequence[Opening], lines: Sequence[Any]) -> Iterator[str]:
    """The month for beancount: accounts opened, what stood before as one transaction, then each entry."""
    days = [row.occurred_on for row in lines]
    begins = min([first, *days])
    for account in sorted({"Equity:Opening", *(one.account for one in (*openings, *lines))}):
        yield f"{begins.isoformat()} open {account}\n"
    if openings:
        yield f'\n{first.isoformat()} * "opening balances"\n{_legs(openings)}\n'
        for currency in dict.fromkeys(one.currency for one in openings):
            rest = -sum(one.signed for one in openings if one.currency == currency)
            yield f"    Equity:Opening  {decimal_of(rest, currency)} {currency}\n"
    for entry_id, legs in itertools.groupby(lines, key=lambda row: row.entry_id):
        rows = list(legs)
        yield f'\n{rows[0].occurred_on.isoformat()} * "{rows[0].kind}"\n    entry: "{entry_id}"\n{_legs(rows)}\n'


def _legs(rows: Iterable[Any]) -> str:
    return "\n".join(f"    {one.account}  {decimal_of(_amount(one), one.currency)} {one.currency}" for one in rows)


def _amount(one: Any) -> int:
    return one.signed if isinstance(one, Opening) else _signed(one)
