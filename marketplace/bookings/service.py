"""Sharing earnings out by the rules of their days, and booking the parts: a whole part of a month in one go."""

from __future__ import annotations

import datetime as dt
import functools
import os
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import insert_many, session, table_of
from kernel.errors import DomainError
from marketplace.bookings import queries
from marketplace.earnings.models import EarningLine, EarningPart, EarningState
from marketplace.earnings.rules import due, law_for
from marketplace.ledger import queries as books_queries
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit, period_of
from marketplace.postings.service import post_all
from marketplace.rule_changes.queries import in_force
from marketplace.splits.rules import Law
from marketplace.splits.schemas import written_of
from marketplace.workings.rules import working_of

_line, _part = table_of(EarningLine), table_of(EarningPart)
PACK = os.environ.get("THROUGHCARE_EARNINGS_PACK", "general")
"""The rule set that shares earnings out; ``earnings rulesets`` lists them."""
_BOOKED = (
    _line.update()
    .where(_line.c.id == sa.bindparam("line_id", type_=_line.c.id.type))
    .values(state=EarningState.POSTED, stuck="", entry_id=sa.bindparam("entry", type_=_line.c.id.type))
)
_STUCK = (
    _line.update().where(_line.c.id == sa.bindparam("line_id", type_=_line.c.id.type)).values(stuck=sa.bindparam("why"))
)


@dataclass(frozen=True, kw_only=True)
class _Shared:
    """A line and its parts: what each rule gets of it, and what each got of the month with it."""

    line: Any
    period: str
    law: Law
    parts: Mapping[str, int]
    got: Mapping[str, int]


def open_period(day: dt.date) -> str:
    """The month of ``day``, or the running one when that is closed."""
    code = period_of(day)
    return period_of(clock.today()) if books_queries.is_closed(code) else code


def book_all(actor: Actor | None, lines: Sequence[Any]) -> int:
    """Share lines out and book them in the open transaction; says how many.

    ``lines`` are earnings of the table as rows, in the order in which the month adds them up. One that cannot be shared
    out waits for finance; it never stops the others, nor whoever announced it.
    """
    if not lines:
        return 0
    known = _Known(lines)
    shared, stuck = [], []
    for line in lines:
        try:
            shared.append(known.share(line))
        except (DomainError, LookupError) as refusal:
            stuck.append((line, str(refusal)))
    _let_wait(actor, stuck)
    _book(actor, shared, known)
    return len(shared)


class _Known:
    """What is known of the people behind some lines, read once; what they have grows as their lines are shared out."""

    def __init__(self, lines: Sequence[Any]) -> None:
        people = {line.person_id for line in lines}
        self.rules = in_force(PACK)
        self.period = functools.cache(open_period)
        periods = {self.period_of(line) for line in lines}
        self.got = queries.got_by(people, periods)
        self.instructions = queries.instructions_by(people)
        self.accounts = queries.accounts_by(people)
        self.house = functools.cache(books.account_for)
        self.added: Counter[tuple[uuid.UUID, str, AccountRole]] = Counter()

    def period_of(self, line: Any) -> str:
        """The month in which a line counts."""
        return self.period(line.matures_on or line.earned_on)

    def share(self, line: Any) -> _Shared:
        """The parts of a line by the law of the day it was earned. Raises DomainError and LookupError."""
        period = self.period_of(line)
        key = (line.person_id, period, line.currency)
        got = self.got.get(key, {})
        law = self._law(line, got)
        parts = due(law, line.minor, got, self.rules.rounding)
        in_turn = dict.fromkeys([rule.code for rule in law.rules if rule.code in got or rule.code in parts] + list(got))
        self.got[key] = {code: got.get(code, 0) + parts.get(code, 0) for code in in_turn}
        for rule in law.rules:
            self.added[line.person_id, line.currency, AccountRole(rule.role)] += parts.get(rule.code, 0)
        return _Shared(line=line, period=period, law=law, parts=parts, got=self.got[key])

    def _law(self, line: Any, got: Mapping[str, int]) -> Law:
        """The law of the day, for what stood to the person before the month and whom they paid then."""
        day, has = line.earned_on, self.instructions.get(line.person_id, ())
        rules = self.rules.on(day).rules
        roles = {rule.code: AccountRole(rule.role) for rule in rules}
        balances = {
            str(role): self._stands(line, role) - sum(minor for code, minor in got.items() if roles.get(code) == role)
            for role in {roles[rule.code] for rule in rules if rule.balance}
        }
        payees = frozenset(one.kind for one in has if one.holds_on(day))
        return law_for(self.rules, day, payees, balances, line.currency)

    def _stands(self, line: Any, role: AccountRole) -> int:
        _id, balance = self.accounts.get((line.person_id, role, line.currency), (None, 0))
        return balance + self.added[line.person_id, line.currency, role]

    def account(self, line: Any, role: AccountRole) -> uuid.UUID:
        """The account of a person for a trust role, or the house's own."""
        found = self.accounts.get((line.person_id, role, line.currency))
        return found[0] if found else self.house(role, line.currency, line.person_id)


def _book(actor: Actor | None, shared: Sequence[_Shared], known: _Known) -> None:
    """The expense against each part, the parts for the payslip, the line as arrived."""
    if not shared:
        return
    entries = post_all(actor, [_entry(one, known) for one in shared])
    booked = [{"line_id": one.line.id, "entry": key} for one, (key, _new) in zip(shared, entries, strict=True)]
    ids = {one.line.id: one.line.person_id for one in shared}
    session.execute(_BOOKED, booked, execution_options={audit.AUDITS: list(ids)})
    audit.record_many(actor, "earning.posted", "earning_line", ids)
    insert_many(_part, [row for one in shared for row in _part_rows(one)])


def _entry(one: _Shared, known: _Known) -> NewEntry:
    line, rules = one.line, {rule.code: rule for rule in one.law.rules}
    is_sale = line.kind == EntryKind.SALE_SHARE
    legs = [debit(known.account(line, AccountRole.SALES if is_sale else AccountRole.WAGES_EXPENSE), line.minor)]
    for code, minor in one.parts.items():
        account = known.account(line, AccountRole(rules[code].role))
        legs.append(credit(account, minor, rule=code, legal=rules[code].legal))
    return NewEntry(
        kind=EntryKind.SALE_SHARE if is_sale else EntryKind.WAGE, occurred_on=line.matures_on or line.earned_on,
        legs=legs, period=one.period, idem_key=f"earning:{line.source}:{line.source_id}", source="earning_line",
        source_id=line.id,
    )  # fmt: skip


def _part_rows(one: _Shared) -> list[dict[str, Any]]:
    """What a payslip says of each part: the law, its sentence, the arithmetic of the month so far."""
    line, rows = one.line, []
    for rule in one.law.rules:
        if minor := one.parts.get(rule.code, 0):
            working = working_of(one.law, rule, one.got, lambda exact: written_of(exact, line.currency))
            rows.append({
                "line_id": line.id, "rule": rule.code, "person_id": line.person_id, "period": one.period,
                "currency": line.currency, "role": AccountRole(rule.role), "minor": minor,
                "explain": {"legal": rule.legal, "text": rule.text, "working": working},
            })  # fmt: skip
    return rows


def _let_wait(actor: Actor | None, stuck: Sequence[tuple[Any, str]]) -> None:
    """Earnings that cannot be shared out wait for finance."""
    if not stuck:
        return
    ids = {line.id: line.person_id for line, _why in stuck}
    rows = [{"line_id": line.id, "why": why[:500]} for line, why in stuck]
    session.execute(_STUCK, rows, execution_options={audit.AUDITS: list(ids)})
    audit.record_many(actor, "earning.stuck", "earning_line", ids)
