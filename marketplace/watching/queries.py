"""Who asked and who decided over all money, money in between by age, words where something was overruled, nights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from kernel.accounts.models import Human
from kernel.audit import AuditEntry
from kernel.db import session, table_of
from marketplace.bank_lines.models import BankLine, LineState
from marketplace.counts.models import BalanceAssertion, TrustProof
from marketplace.deposits.models import Deposit, DepositState
from marketplace.disputes.models import Dispute
from marketplace.earnings.models import Payout
from marketplace.fines.models import Fine
from marketplace.funds.models import FundPayment
from marketplace.leaving.models import ReleasePayout
from marketplace.ledger.models import AccountRole, LedgerAccount, LedgerEntry, LedgerPosting, Side
from marketplace.payees.models import Payee
from marketplace.refunds.models import Refund
from marketplace.rule_changes.models import RuleChange, RuleStop
from marketplace.watching.rules import AGES, Pair, age_of, pairs_of

_human, _trail, _account = table_of(Human), table_of(AuditEntry), table_of(LedgerAccount)
_count, _proof, _deposit = table_of(BalanceAssertion), table_of(TrustProof), table_of(Deposit)
_line, _HERE = table_of(BankLine), (LineState.OPEN, LineState.BACK, LineState.APPROVED)
_entry, _posting = table_of(LedgerEntry), table_of(LedgerPosting)
_ASKED = [table_of(one) for one in (Payout, ReleasePayout, Fine, FundPayment, Refund)]
_WRITTEN = [table_of(one) for one in (Payee, RuleChange, RuleStop)]


def pairs(since: dt.date, limit: int = 20) -> list[Pair]:
    """What two humans decided together since a day: payouts, payees, fines, disputes, funds, refunds, rules."""
    begins = dt.datetime.combine(since, dt.time(), dt.UTC)
    each = [
        sa.select(one.c[by].label("asker"), one.c.decided_by.label("decider")).where(one.c.decided_at >= begins)
        for by, tables in (("requested_by", _ASKED), ("written_by", _WRITTEN), ("raised_by", [table_of(Dispute)]))
        for one in tables
    ]  # fmt: skip
    both = sa.union_all(*each).subquery()
    asker, decider = _human.alias(), _human.alias()
    rows = session.execute(
        sa.select(asker.c.id, asker.c.name, decider.c.id, decider.c.name, sa.func.count())
        .select_from(both.join(asker, asker.c.id == both.c.asker).join(decider, decider.c.id == both.c.decider))
        .group_by(asker.c.id, asker.c.name, decider.c.id, decider.c.name)
    )
    return pairs_of(rows)[:limit]


class Aged(NamedTuple):
    """Money in between in one currency: what it is, sums by age, what the account says."""

    role: AccountRole
    currency: str
    sums: list[int]
    booked: int

    @property
    def loose(self) -> int:
        """What the account holds and no item explains."""
        return self.booked - sum(self.sums)


def ageing(today: dt.date) -> list[Aged]:
    """Suspense, item by item, and what is on its way: as old as the newest postings that make up the balance."""
    waiting = _waiting()
    found = []
    for row in session.execute(_BETWEEN).all():
        suspense = row.role == AccountRole.SUSPENSE
        items = [one[:2] for one in waiting if one.currency == row.currency] if suspense else _made_up_of(row)
        sums = [0] * (len(AGES) + 1)
        for day, minor in items:
            sums[age_of((today - day).days)] += minor
        found.append(Aged(AccountRole(row.role), row.currency, sums, row.balance))
    return found


_BETWEEN = (
    sa.select(_account.c.id, _account.c.role, _account.c.currency, _account.c.balance, _account.c.legs)
    .where(_account.c.role.in_((AccountRole.SUSPENSE, AccountRole.REMITTANCES)))
    .order_by(_account.c.role, _account.c.currency)
)


def _waiting() -> Sequence[Any]:
    """What was received and nobody was found for yet: of people's families, and of the shop's buyers."""
    given = sa.select(_deposit.c.received_on, _deposit.c.minor, _deposit.c.currency)
    paid = sa.select(_line.c.booked_on, _line.c.minor, _line.c.currency)
    both = given.where(_deposit.c.state == DepositState.WAITING).union_all(paid.where(_line.c.state.in_(_HERE)))
    return session.execute(both).all()


def _made_up_of(account: Any) -> list[tuple[dt.date, int]]:
    """What went out first came in first: the newest credits of an account, until they make up its balance."""
    left, found, before = account.balance, list[tuple[dt.date, int]](), (account.legs or 0) + 1
    while left > 0 and before > 1:
        rows = session.execute(_CREDITS.where(_posting.c.account_id == account.id, _posting.c.nth < before)).all()
        for row in rows:
            found.append((row.occurred_on, min(left, row.amount_minor)))
            left -= found[-1][1]
            if not left:
                return found
        before = rows[-1].nth if rows else 0
    return found


_CREDITS = (
    sa.select(_entry.c.occurred_on, _posting.c.amount_minor, _posting.c.nth)
    .join(_entry, _entry.c.id == _posting.c.entry_id)
    .where(_posting.c.side == Side.CREDIT)
    .order_by(_posting.c.nth.desc())
    .limit(500)
)


class Overruled(NamedTuple):
    """Where somebody went on although the books warned, with their words. ``difference`` is of a count."""

    at: dt.datetime
    who: str
    words: str
    difference: int | None = None
    currency: str = ""


def overrides(limit: int = 30) -> list[Overruled]:
    """Months closed although something was open, and counts that differed and were explained: newest first."""
    closed = session.execute(
        sa.select(_trail.c.at, _human.c.name, _trail.c.reason)
        .outerjoin(_human, _human.c.id == _trail.c.human_id)
        .where(_trail.c.action == "ledger_period.looked_at", _trail.c.reason != "")
        .order_by(_trail.c.at.desc()).limit(limit)
    )  # fmt: skip
    gap = _count.c.counted - _count.c.booked
    explained = session.execute(
        sa.select(_count.c.counted_at, _human.c.name, _count.c.explanation, gap, _account.c.currency)
        .join(_human, _human.c.id == _count.c.counted_by).join(_account, _account.c.id == _count.c.account_id)
        .where(gap != 0, _count.c.explanation != "")
        .order_by(_count.c.counted_at.desc()).limit(limit)
    )  # fmt: skip
    found = [Overruled(row[0], row[1] or "", *row[2:]) for rows in (closed, explained) for row in rows]
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def nights_without(today: dt.date, back: int = 60) -> list[dt.date]:
    """Days of the last two months, after the first proof, for which no proof was kept. Today has until midnight."""
    first = session.scalar(sa.select(sa.func.min(_proof.c.day)))
    if first is None:
        return []
    begins = max(first, today - dt.timedelta(days=back))
    kept = set(session.scalars(sa.select(_proof.c.day).where(_proof.c.day >= begins)))
    days = [begins + dt.timedelta(days=n) for n in range((today - begins).days)]
    return [day for day in days if day not in kept]
