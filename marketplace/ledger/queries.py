"""Reading the books: balances, statements, the daily proof."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.paging import Page, page_of
from marketplace.ledger.models import (
    FUND_ROLES,
    PLACE_ROLES,
    TRUST_ROLES,
    WAITING_ROLES,
    AccountRole,
    AccountType,
    EntryKind,
    LedgerAccount,
    LedgerEntry,
    LedgerPeriod,
    LedgerPosting,
    OwnerKind,
    PeriodState,
    Side,
)

account, entry, posting = table_of(LedgerAccount), table_of(LedgerEntry), table_of(LedgerPosting)
_period = table_of(LedgerPeriod)
_id = account.c.id.type

_ACCOUNT = sa.select(account.c.id).where(
    account.c.owner_kind == sa.bindparam("kind", type_=account.c.owner_kind.type),
    account.c.owner_id == sa.bindparam("owner", type_=_id),
    account.c.role == sa.bindparam("role", type_=account.c.role.type),
    account.c.currency == sa.bindparam("currency"),
)
_KEY = sa.select(entry.c.id).where(entry.c.idem_key == sa.bindparam("key"))
_LEGS = sa.select(posting).where(posting.c.entry_id == sa.bindparam("entry_id", type_=_id)).order_by(posting.c.seq)
_HOLDINGS = (
    sa.select(account.c.id, account.c.role, account.c.currency, account.c.balance, account.c.number)
    .where(account.c.owner_kind == OwnerKind.PERSON, account.c.owner_id == sa.bindparam("owner", type_=_id))
    .order_by(account.c.opened_on, account.c.id)
)
_signed = sa.case((posting.c.side == Side.DEBIT, posting.c.amount_minor), else_=-posting.c.amount_minor)
_LINES = sa.select(
    entry.c.id, entry.c.kind, entry.c.occurred_on, entry.c.booked_at, entry.c.memo, entry.c.source, entry.c.source_id,
    posting.c.seq, posting.c.side, posting.c.amount_minor, posting.c.currency, posting.c.balance_after,
    posting.c.explain, account.c.owner_id,
    account.c.role, (_signed * account.c.sign).label("change"),
).select_from(
    posting.join(entry, entry.c.id == posting.c.entry_id).join(account, account.c.id == posting.c.account_id)
)  # fmt: skip


def account_id(kind: OwnerKind, owner: uuid.UUID, role: AccountRole, currency: str) -> uuid.UUID | None:
    """The id of one account, or None."""
    return session.scalar(_ACCOUNT, {"kind": kind, "owner": owner, "role": role, "currency": currency})


def entry_by_key(key: str) -> uuid.UUID | None:
    """The entry booked under this key, or None."""
    return session.scalar(_KEY, {"key": key})


def entries_about(source: str, source_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The entries that were booked for one fact of another module."""
    return session.scalars(sa.select(entry.c.id).where(entry.c.source == source, entry.c.source_id == source_id)).all()


def legs_of(entry_id: uuid.UUID) -> Sequence[Any]:
    """The legs of an entry in their order."""
    return session.execute(_LEGS, {"entry_id": entry_id}).all()


def holdings_of(person_id: uuid.UUID) -> Sequence[Any]:
    """(id, role, currency, balance, number) of a person's accounts, the first opened first."""
    return session.execute(_HOLDINGS, {"owner": person_id}).all()


def owner_by_number(number: str) -> uuid.UUID | None:
    """Whose accounts carry this number: the way of a finance clerk, who works without case files."""
    wanted = number.strip().upper()
    return session.scalar(
        sa.select(account.c.owner_id)
        .where(account.c.number == wanted, account.c.owner_kind == OwnerKind.PERSON)
        .limit(1)
    )


def named(*account_ids: uuid.UUID) -> Any:
    """(number, role, currency) of the account that a refusal names: a person's before the house's; None: no such."""
    wanted = sa.select(account.c.number, account.c.role, account.c.currency).where(account.c.id.in_(account_ids))
    return session.execute(wanted.order_by(account.c.owner_kind, account.c.id).limit(1)).first()


REACHES = (1, 4)
"""So many lines of one account are looked at for each entry of a page, then so many: an entry seldom has more."""
_LONGEST = sa.select(sa.func.max(account.c.legs))


def lines_page(owner_id: uuid.UUID, after: uuid.UUID | None = None, size: int = 50) -> Page[Any]:
    """A page of a person's statement lines, newest first, over all of their accounts. Pages go by whole entries."""
    own = (account.c.owner_kind == OwnerKind.PERSON, account.c.owner_id == owner_id)
    mine = sa.select(account.c.id).where(*own)
    page = _first_page(own, size) if after is None else None
    if page is None:
        page = _entries_page(sa.select(posting.c.entry_id).where(posting.c.account_id.in_(mine)), after, size)
    wanted = [row.id for row in page.rows]
    newest = (entry.c.booked_at.desc(), entry.c.id.desc(), posting.c.seq)
    legs = session.execute(_LINES.where(posting.c.entry_id.in_(wanted)).order_by(*newest))
    lines = [row for row in legs if row.owner_id == owner_id]  # asked of the database it would read whole accounts
    return Page(lines, page.after)


def _first_page(own: Sequence[sa.ColumnElement[bool]], size: int) -> Page[Any] | None:
    """It looks at each account's last lines alone, however long it is; None where those hold too few entries."""
    for reach in REACHES:
        newest = reach * (size + 1)
        near = (posting.c.account_id == account.c.id, posting.c.nth > account.c.legs - newest)
        page = _entries_page(sa.select(posting.c.entry_id).where(*own, *near), None, size)
        if page.after is not None or (session.scalar(_LONGEST.where(*own)) or 0) <= newest:
            return page
    return None


def _entries_page(entries: sa.Select[Any], after: uuid.UUID | None, size: int) -> Page[Any]:
    ids = sa.select(entry.c.id, entry.c.booked_at).where(entry.c.id.in_(entries))
    return page_of(ids, entry.c.booked_at, row_id=entry.c.id, after=after, size=size, newest_first=True)


def lines_between(owner_id: uuid.UUID, first: Any, last: Any) -> Sequence[Any]:
    """A person's lines of the days ``first`` to ``last``, oldest first: what a statement prints."""
    return session.execute(
        _LINES.where(
            account.c.owner_kind == OwnerKind.PERSON,
            account.c.owner_id == owner_id,
            entry.c.occurred_on.between(first, last),
        ).order_by(entry.c.occurred_on, entry.c.booked_at, entry.c.id, posting.c.seq)
    ).all()


def is_closed(code: str) -> bool:
    """Whether this month takes no more postings: it was closed, or a later one was."""
    later = sa.exists().where(_period.c.state == PeriodState.CLOSED, _period.c.code >= code)
    return bool(session.scalar(sa.select(later)))


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The books on one page. Right when what is held equals what is owed plus the funds, and no balance has drifted.

    ``held`` and ``owed`` are (account role, minor units); ``fund`` is income less cost: the shop's sales less
    materials, and the wage grants less the wages. ``drifted`` are accounts whose stored balance differs from their
    postings.
    """

    currency: str
    held: list[tuple[AccountRole, int]]
    owed: list[tuple[AccountRole, int]]
    shop_fund: int
    wage_fund: int
    drifted: list[tuple[str, AccountRole, int, int]]
    unbalanced: int

    @property
    def held_total(self) -> int:
        """Cash and bank."""
        return sum(minor for _role, minor in self.held)

    @property
    def owed_total(self) -> int:
        """People's money, buyers' prepayments and the funds."""
        return sum(minor for _role, minor in self.owed) + self.shop_fund + self.wage_fund

    @property
    def difference(self) -> int:
        """Zero when the books are right."""
        return self.held_total - self.owed_total

    @property
    def is_right(self) -> bool:
        """Green or red."""
        return not (self.difference or self.drifted or self.unbalanced)


_TOTALS = (
    sa.select(account.c.currency, account.c.role, account.c.type, sa.func.sum(account.c.balance).label("minor"))
    .group_by(account.c.currency, account.c.role, account.c.type)
    .order_by(account.c.currency, account.c.role)
)
_recomputed = (
    sa.select(posting.c.account_id, sa.func.sum(_signed).label("net")).group_by(posting.c.account_id).subquery()
)
_DRIFTED = (
    sa.select(
        account.c.number, account.c.role, account.c.balance, account.c.currency,
        (sa.func.coalesce(_recomputed.c.net, 0) * account.c.sign).label("right"),
    )
    .select_from(account.outerjoin(_recomputed, _recomputed.c.account_id == account.c.id))
    .where(account.c.balance != sa.func.coalesce(_recomputed.c.net, 0) * account.c.sign)
    .limit(50)
)  # fmt: skip
_UNBALANCED = sa.select(sa.func.count()).select_from(
    sa.select(posting.c.entry_id)
    .group_by(posting.c.entry_id, posting.c.currency)
    .having(sa.func.sum(_signed) != 0)
    .subquery()
)


def proof() -> list[Proof]:
    """The proof of this moment, one for each currency, recomputed from every posting."""
    rows, drifted = session.execute(_TOTALS).all(), session.execute(_DRIFTED).all()
    unbalanced = session.scalar(_UNBALANCED) or 0
    return [
        _proof_of(currency, [row for row in rows if row.currency == currency], drifted, unbalanced)
        for currency in dict.fromkeys(row.currency for row in rows)
    ]


def _proof_of(currency: str, rows: Sequence[Any], drifted: Sequence[Any], unbalanced: int) -> Proof:
    total = {AccountRole(row.role): int(row.minor) for row in rows}
    owed = [*TRUST_ROLES, *FUND_ROLES, *WAITING_ROLES, *PLACE_ROLES]
    return Proof(
        currency=currency,
        held=[(AccountRole(row.role), int(row.minor)) for row in rows if row.type == AccountType.ASSET],
        owed=[(role, total[role]) for role in owed if role in total],
        shop_fund=total.get(AccountRole.SALES, 0) - total.get(AccountRole.MATERIALS, 0),
        wage_fund=total.get(AccountRole.WAGE_GRANTS, 0) - total.get(AccountRole.WAGES_EXPENSE, 0),
        drifted=[(d.number, AccountRole(d.role), d.balance, int(d.right)) for d in drifted if d.currency == currency],
        unbalanced=unbalanced,
    )


__all__ = [
    "EntryKind", "Proof", "account_id", "entries_about", "entry_by_key", "holdings_of", "is_closed", "legs_of",
    "lines_between", "lines_page", "named", "owner_by_number", "proof",
]  # fmt: skip
