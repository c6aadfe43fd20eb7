"""Reading a month of somebody's money: what arrived, how it was shared out, what stands where, and why it differs."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from kernel.db import session
from marketplace.earnings.models import EarningState
from marketplace.earnings.queries import Earned, Part, earning, part, part_of
from marketplace.ledger import queries as books
from marketplace.ledger.models import AccountRole, EntryKind, OwnerKind, Side
from marketplace.ledger.queries import account, entry, posting
from marketplace.statements.models import StatementIssue
from marketplace.statements.rules import (
    Move,
    Purse,
    Sheet,
    Statement,
    Taken,
    digest_of,
    groups_of,
    reasons,
    works_of,
)

_signed = sa.case((posting.c.side == Side.DEBIT, 1), else_=-1) * posting.c.amount_minor * account.c.sign


def statement_of(person_id: uuid.UUID, first: dt.date) -> Statement:
    """The statement of the month that begins with ``first``. The caller has fetched the person already."""
    code, before = f"{first:%Y-%m}", f"{first - dt.timedelta(days=1):%Y-%m}"
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    held = books.holdings_of(person_id)
    arrived, parts = _arrived(person_id, (before, code)), _parts(person_id, (before, code))
    purses = _purses(person_id, code)
    currencies = dict.fromkeys([row.currency for row in held] + [one.currency for _code, one in arrived])
    sheets = [_sheet(currency, (before, code), arrived, parts, purses) for currency in currencies]
    waiting = _not_arrived(person_id, first, last, code)
    made = Statement(
        number=held[0].number if held else "", first=first, last=last, sheets=sheets, moves=_moves(person_id, code),
        on_its_way=[one for one in waiting if not one.withdrawn_on],
        withdrawn=[one for one in waiting if one.withdrawn_on], digest="",
    )  # fmt: skip
    return replace(made, digest=digest_of(_facts(person_id, made)))


def _facts(person_id: uuid.UUID, made: Statement) -> dict[str, Any]:
    """What the digest is taken over: everything on the paper that is not a translation."""
    return {
        "person": str(person_id), "number": made.number, "month": f"{made.first:%Y-%m}",
        "sheets": [
            [one.currency, [[part.rule, part.minor, part.working] for part in one.parts],
             [[group.cause, group.name, group.quantity, group.minor] for group in one.groups],
             [[purse.role, purse.opening, purse.came, purse.went] for purse in one.purses]]
            for one in made.sheets
        ],
        "moves": [[str(one.id), [list(change) for change in one.changes]] for one in made.moves],
    }  # fmt: skip


def _sheet(
    currency: str, codes: tuple[str, str], arrived: Sequence[tuple[str, Earned]], parts: Sequence[tuple[str, Part]],
    purses: Sequence[tuple[str, Purse]],
) -> Sheet:  # fmt: skip
    before, now = codes
    mine = [(at, one) for at, one in arrived if one.currency == currency]
    groups = {code: groups_of([one for at, one in mine if at == code]) for code in codes}
    shared = {code: [one for at, one in parts if at == code and one.currency == currency] for code in codes}
    spend = {
        code: sum(one.minor for one in shared[code] if one.role is AccountRole.SPENDABLE) for code in codes
    }  # fmt: skip
    works = {code: works_of(groups[code]) for code in codes}
    takes = {
        code: [
            Taken(rule=one.rule, words=one.words, minor=one.minor)
            for one in shared[code] if one.role is not AccountRole.SPENDABLE
        ]
        for code in codes
    }  # fmt: skip
    return Sheet(
        currency=currency, groups=groups[now], parts=shared[now], spend=spend[now], spend_before=spend[before],
        purses=[one for of, one in purses if of == currency],
        reasons=reasons(works[before], works[now], takes[before], takes[now]) if groups[before] else [],
    )  # fmt: skip


def _arrived(person_id: uuid.UUID, codes: tuple[str, str]) -> list[tuple[str, Earned]]:
    rows = session.execute(
        sa.select(earning, entry.c.period)
        .join(entry, entry.c.id == earning.c.entry_id)
        .where(earning.c.person_id == person_id, entry.c.period.in_(codes))
        .order_by(earning.c.earned_on, earning.c.id)
    )
    return [(row.period, _earned(row)) for row in rows]


def _earned(row: Any) -> Earned:
    return Earned(
        kind=row.kind, earned_on=row.earned_on, matures_on=row.matures_on, minor=row.minor, currency=row.currency,
        explain=row.explain, parts=[], arrived=row.state == EarningState.POSTED, withdrawn_on=row.withdrawn_on,
    )  # fmt: skip


def _not_arrived(person_id: uuid.UUID, first: dt.date, last: dt.date, code: str) -> list[Earned]:
    """What was earned by the end of the month and had not arrived then; taken back only when it was in the month."""
    rows = session.execute(
        sa.select(earning)
        .outerjoin(entry, entry.c.id == earning.c.entry_id)
        .where(
            earning.c.person_id == person_id, earning.c.earned_on <= last,
            sa.or_(earning.c.withdrawn_on.is_(None), earning.c.withdrawn_on >= first),
            sa.or_(earning.c.entry_id.is_(None), entry.c.period > code),
        )
        .order_by(earning.c.earned_on, earning.c.id)
        .limit(200)
    )  # fmt: skip
    return [_earned(row) for row in rows]


def _parts(person_id: uuid.UUID, codes: tuple[str, str]) -> list[tuple[str, Part]]:
    """What each rule gave in each month: the last row of a rule tells the arithmetic of the whole month."""
    rows = session.execute(
        sa.select(part)
        .join(earning, earning.c.id == part.c.line_id)
        .join(entry, entry.c.id == earning.c.entry_id)
        .where(part.c.person_id == person_id, part.c.period.in_(codes))
        .order_by(entry.c.booked_at, part.c.line_id)
    )
    found: dict[tuple[str, str, str], Part] = {}
    for row in rows:
        key = (row.period, row.currency, row.rule)
        before = found[key].minor if key in found else 0
        found[key] = replace(part_of(row), minor=before + row.minor)
    return [(key[0], one) for key, one in found.items()]


def _purses(person_id: uuid.UUID, code: str) -> list[tuple[str, Purse]]:
    def total(wanted: sa.ColumnElement[bool], minor: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.func.coalesce(sa.func.sum(sa.case((wanted, minor), else_=0)), 0)

    within = entry.c.period == code
    rows = session.execute(
        sa.select(
            account.c.role, account.c.currency, total(entry.c.period < code, _signed).label("opening"),
            total(within & (_signed > 0), _signed).label("came"), total(within & (_signed < 0), -_signed).label("went"),
        )
        .select_from(account.join(posting, posting.c.account_id == account.c.id).join(
            entry, entry.c.id == posting.c.entry_id))
        .where(account.c.owner_kind == OwnerKind.PERSON, account.c.owner_id == person_id, entry.c.period <= code)
        .group_by(account.c.id, account.c.role, account.c.currency, account.c.opened_on)
        .order_by(account.c.opened_on, account.c.id)
    )  # fmt: skip
    return [
        (row.currency, Purse(role=AccountRole(row.role), opening=int(row.opening), came=int(row.came),
                             went=int(row.went)))
        for row in rows
    ]  # fmt: skip


def _moves(person_id: uuid.UUID, code: str) -> list[Move]:
    rows = session.execute(
        sa.select(
            entry.c.id, entry.c.occurred_on, entry.c.kind, entry.c.memo, entry.c.source, account.c.role,
            account.c.currency, _signed.label("change"), posting.c.balance_after,
        )
        .select_from(posting.join(entry, entry.c.id == posting.c.entry_id).join(
            account, account.c.id == posting.c.account_id))
        .where(account.c.owner_kind == OwnerKind.PERSON, account.c.owner_id == person_id, entry.c.period == code)
        .order_by(entry.c.booked_at, entry.c.id, posting.c.seq)
    )  # fmt: skip
    found: dict[uuid.UUID, Move] = {}
    for row in rows:
        made = found.setdefault(row.id, Move(
            id=row.id, day=row.occurred_on, kind=EntryKind(row.kind), memo=row.memo, currency=row.currency, changes=[],
            is_contested=row.source == "dispute",
        ))  # fmt: skip
        made.changes.append((AccountRole(row.role), int(row.change), row.balance_after))
    return list(found.values())


def issue_by_code(code: str) -> StatementIssue | None:
    """The statement that was given out under a code, as somebody typed it."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    wanted = f"{plain[:4]}-{plain[4:]}"
    return session.scalar(sa.select(StatementIssue).where(StatementIssue.code == wanted))


def is_issued(person_id: uuid.UUID, made: Statement) -> bool:
    """Whether a paper with exactly these facts was given out."""
    found = sa.exists().where(StatementIssue.person_id == person_id, StatementIssue.digest == made.digest)
    return bool(session.scalar(sa.select(found)))
