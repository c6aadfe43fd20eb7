"""The books: accounts, entries, postings, months that close. The database itself keeps the balance."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id

NOBODY = uuid.UUID(int=0)
"""The owner of the house's own accounts: a unique key does not hold NULLs apart."""
_MIRROR = sa.text("reverses_id IS NOT NULL")
_CHAIN = ("account_id", "nth", "balance_after")


class AccountType(LabelledEnum):
    """Where an account stands in the books. Assets and expenses grow by debit, the others by credit."""

    ASSET = "asset", _l("What we hold")
    LIABILITY = "liability", _l("What we owe")
    INCOME = "income", _l("Income")
    EXPENSE = "expense", _l("Cost")


class OwnerKind(LabelledEnum):
    """Whose money it is."""

    PERSON = "person", _l("Person")
    SYSTEM = "system", _l("The service")


class AccountRole(LabelledEnum):
    """What an account is for."""

    SPENDABLE = "spendable", _l("Money to spend")
    SAVINGS = "savings", _l("Savings")
    RELEASE = "release", _l("Saved for release")
    FAMILY = "family", _l("For the family")
    OBLIGATION = "obligation", _l("For court debts and maintenance")
    DISPUTED = "disputed", _l("In dispute")
    ESTATE = "estate", _l("For the estate")
    CASH_BOX = "cash_box", _l("Cash box")
    TRUST_BANK = "trust_bank", _l("Bank account for people's money")
    ORDER_PREPAYMENTS = "order_prepayments", _l("Paid by buyers, not handed over yet")
    SALES = "sales", _l("Sales of the shop")
    WAGES_EXPENSE = "wages_expense", _l("Wages earned")
    WAGE_GRANTS = "wage_grants", _l("Money received for wages")
    VICTIM_FUND = "victim_fund", _l("Fund for victims")
    UPKEEP = "upkeep", _l("Upkeep")
    TAX = "tax", _l("Taxes and insurance")
    WORKSHOP = "workshop", _l("For the workshops")
    TREASURY = "treasury", _l("For the treasury")
    CLEARING = "clearing", _l("Paid, not in the bank yet")
    SUSPENSE = "suspense", _l("Received, nobody found for it yet")
    REMITTANCES = "remittances", _l("On its way to families and payees")
    MATERIALS = "materials", _l("Materials bought")
    ROUNDING = "rounding", _l("Rounding")
    PRISON_SHARE = "prison_share", _l("Brought from other prisons, less taken along")


TRUST_ROLES = (
    AccountRole.SPENDABLE, AccountRole.SAVINGS, AccountRole.RELEASE, AccountRole.FAMILY, AccountRole.OBLIGATION,
    AccountRole.DISPUTED, AccountRole.ESTATE,
)  # fmt: skip
FUND_ROLES = (
    AccountRole.VICTIM_FUND, AccountRole.UPKEEP, AccountRole.TAX, AccountRole.WORKSHOP, AccountRole.TREASURY,
)  # fmt: skip
"""What was taken from earnings for others and waits to be handed on."""
WAITING_ROLES = (AccountRole.ORDER_PREPAYMENTS, AccountRole.SUSPENSE, AccountRole.REMITTANCES)
PLACE_ROLES = (AccountRole.PRISON_SHARE,)
"""One account for each prison: what moved with people from one trust fund to another. Together they are zero."""
NEVER_BELOW = frozenset({*TRUST_ROLES, AccountRole.CASH_BOX, AccountRole.SUSPENSE, AccountRole.REMITTANCES})
TYPE_OF = {
    **dict.fromkeys((AccountRole.CASH_BOX, AccountRole.TRUST_BANK, AccountRole.CLEARING), AccountType.ASSET),
    **dict.fromkeys((AccountRole.WAGES_EXPENSE, AccountRole.MATERIALS), AccountType.EXPENSE),
    **dict.fromkeys((AccountRole.SALES, AccountRole.WAGE_GRANTS, AccountRole.ROUNDING), AccountType.INCOME),
    **dict.fromkeys((*TRUST_ROLES, *FUND_ROLES, *WAITING_ROLES, *PLACE_ROLES), AccountType.LIABILITY),
}


class Side(LabelledEnum):
    """Debit or credit."""

    DEBIT = "D", _l("Debit")
    CREDIT = "C", _l("Credit")


class EntryKind(LabelledEnum):
    """What happened."""

    CASH_RECEIVED = "cash_received", _l("Cash brought in")
    WAGE = "wage", _l("Wage")
    SALE_SHARE = "sale_share", _l("Share of a sale")
    ORDER_PAID = "order_paid", _l("Order paid")
    HANDED_OVER = "handed_over", _l("Order handed over")
    PAYOUT = "payout", _l("Payout")
    WAGE_GRANT = "wage_grant", _l("Money received for wages")
    TRANSFER = "transfer", _l("Moved between accounts")
    REVERSAL = "reversal", _l("Correction")
    DEPOSIT = "deposit", _l("Money sent from outside")
    REMITTANCE = "remittance", _l("Sent to the family or a payee")
    PURCHASE = "purchase", _l("Bought at the canteen")
    FINE = "fine", _l("Fine or damages by decision")
    DISBURSEMENT = "disbursement", _l("Handed on to those it is for")
    DIFFERENCE = "difference", _l("Difference found by a count")
    ESTATE = "estate", _l("Kept for the estate")


class LedgerAccount(Base):
    """One account. ``balance`` grows with the account's own side and is kept by the posting command alone.

    ``sign`` is 1 where a debit adds and -1 where a credit adds. ``number`` names the owner on papers and desks.
    ``legs`` is how many postings it has: balance and count are, by foreign key, those of its last posting, so that
    nobody can set a balance by hand.
    """

    __tablename__ = "ledger_account"
    __table_args__ = (
        sa.UniqueConstraint("owner_kind", "owner_id", "role", "currency"),
        sa.UniqueConstraint("id", "currency"),
        sa.UniqueConstraint("number", "role", "currency"),
        sa.CheckConstraint("balance >= 0 OR NOT no_overdraft", name="no_overdraft"),
        sa.CheckConstraint("balance = 0 OR role <> 'rounding'", name="rounding_stays_zero"),
        sa.CheckConstraint("balance = 0 OR legs IS NOT NULL", name="balance_has_postings"),
        sa.ForeignKeyConstraint(["id", "legs", "balance"], [f"ledger_posting.{one}" for one in _CHAIN], use_alter=True),
        sa.CheckConstraint("(sign = 1) = (type IN ('asset', 'expense')) AND sign IN (1, -1)", name="sign_of_type"),
        sa.Index("ix_ledger_account_role", "role", "currency"),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    number: Mapped[str] = mapped_column(sa.String(20))
    type: Mapped[AccountType]
    sign: Mapped[int] = mapped_column(sa.SmallInteger)
    owner_kind: Mapped[OwnerKind]
    owner_id: Mapped[uuid.UUID]
    role: Mapped[AccountRole]
    currency: Mapped[str] = mapped_column(sa.String(3))
    no_overdraft: Mapped[bool]
    balance: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    opened_on: Mapped[dt.date]
    legs: Mapped[int | None] = mapped_column(default=None)


class LedgerEntry(Base):
    """One fact in the books. On SQLite its row seals the postings that were written before it."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        sa.Index("ix_ledger_entry_source", "source", "source_id"),
        sa.Index(
            "uq_ledger_entry_reverses_id", "reverses_id", unique=True, sqlite_where=_MIRROR, postgresql_where=_MIRROR
        ),
        {"sqlite_with_rowid": False},
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    kind: Mapped[EntryKind]
    occurred_on: Mapped[dt.date]
    booked_at: Mapped[dt.datetime]
    booked_by: Mapped[uuid.UUID | None]
    period: Mapped[str] = mapped_column(sa.String(7))
    idem_key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    source: Mapped[str] = mapped_column(sa.String(40))
    source_id: Mapped[uuid.UUID | None]
    memo: Mapped[str] = mapped_column(sa.String(300))
    reverses_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("ledger_entry.id"))


class LedgerPosting(Base):
    """One leg. ``balance_after`` is the account's balance once it was posted; ``explain`` says why, for statements.

    ``nth`` counts the account's postings without a gap: the database holds each to the one before it.
    """

    __tablename__ = "ledger_posting"
    __table_args__ = (
        sa.ForeignKeyConstraint(["account_id", "currency"], ["ledger_account.id", "ledger_account.currency"]),
        sa.CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        sa.Index("uq_ledger_posting_chain", *_CHAIN, unique=True),
        {"sqlite_with_rowid": False},
    )

    entry_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ledger_entry.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    account_id: Mapped[uuid.UUID]
    side: Mapped[Side]
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    balance_after: Mapped[int] = mapped_column(sa.BigInteger)
    explain: Mapped[dict[str, Any]]
    nth: Mapped[int]


class PeriodState(LabelledEnum):
    """Whether a month still takes postings."""

    OPEN = "open", _l("Open")
    CLOSED = "closed", _l("Closed")


class LedgerPeriod(Audited, Base):
    """A month that somebody opened or closed; a month without a row is open."""

    __tablename__ = "ledger_period"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(sa.String(7), unique=True)
    state: Mapped[PeriodState] = mapped_column(default=PeriodState.OPEN)
    closed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    closed_at: Mapped[dt.datetime | None] = mapped_column(default=None)


append_only(table_of(LedgerEntry))
append_only(table_of(LedgerPosting))


def balance_ddl(dialect: str, about: str = "balance") -> list[str]:
    """The statements by which the database refuses an unbalanced entry, a late leg and a closed month.

    PostgreSQL checks every entry at commit. SQLite has no deferred triggers: legs come first, the entry's own row
    seals them under a trigger, nothing may be added to a sealed entry, and the deferred foreign key from leg to entry
    refuses legs that were never sealed. About "chain": each account's line of postings, its facts, closed months.
    The files hold one statement after the other, an empty line between them.
    """
    named = "postgresql" if dialect == "postgresql" else "sqlite"
    return (Path(__file__).parent / f"{about}.{named}.sql").read_text("utf-8").strip().split("\n\n")


def _guard(_metadata: object, connection: sa.Connection, **_: object) -> None:
    named = connection.dialect.name
    table, column = ("pg_proc", "proname") if named == "postgresql" else ("sqlite_master", "name")
    known = f"SELECT 1 FROM {table} WHERE {column} IN ('ledger_check_balance', 'ledger_entry_balances')"  # noqa: S608
    if connection.exec_driver_sql(known).first() is None:
        for statement in [*balance_ddl(named), *balance_ddl(named, "chain")]:
            connection.exec_driver_sql(statement)


event.listen(Base.metadata, "after_create", _guard)
