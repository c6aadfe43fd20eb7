"""What sharing out many earnings needs to know of their people, one read for each question."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from casework.public import merged_into
from kernel.db import session, table_of
from marketplace.earnings.models import EarningPart, Mandate
from marketplace.ledger.models import AccountRole, LedgerAccount, OwnerKind

_part, _mandate, _account = table_of(EarningPart), table_of(Mandate), table_of(LedgerAccount)


def got_by(people: Collection[uuid.UUID], periods: Collection[str]) -> dict[tuple[uuid.UUID, str, str], dict[str, int]]:
    """What each rule got in these months so far, by (person, month, currency); of files merged into theirs too."""
    survivors = merged_into(people)
    rows = session.execute(
        sa.select(_part.c.person_id, _part.c.period, _part.c.currency, _part.c.rule, sa.func.sum(_part.c.minor))
        .where(_part.c.person_id.in_({*people, *survivors}), _part.c.period.in_(periods))
        .group_by(_part.c.person_id, _part.c.period, _part.c.currency, _part.c.rule)
    )
    found: dict[tuple[uuid.UUID, str, str], dict[str, int]] = defaultdict(dict)
    for person_id, period, currency, rule, minor in rows:
        for owner in {person_id, survivors.get(person_id, person_id)} & set(people):
            got = found[owner, period, currency]
            got[rule] = got.get(rule, 0) + int(minor)
    return found


@dataclass(frozen=True, kw_only=True)
class Instruction:
    """Somebody whom a person pays between two days."""

    kind: str
    begins_on: dt.date
    ends_on: dt.date | None

    def holds_on(self, day: dt.date) -> bool:
        """Whether it holds on a day."""
        return self.begins_on <= day and (self.ends_on is None or self.ends_on >= day)


def instructions_by(people: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Instruction]]:
    """The standing instructions of these people, ended ones among them."""
    columns = (_mandate.c.person_id, _mandate.c.kind, _mandate.c.begins_on, _mandate.c.ends_on)
    found: dict[uuid.UUID, list[Instruction]] = defaultdict(list)
    for row in session.execute(sa.select(*columns).where(_mandate.c.person_id.in_(people))):
        found[row.person_id].append(Instruction(kind=str(row.kind), begins_on=row.begins_on, ends_on=row.ends_on))
    return found


def accounts_by(people: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, AccountRole, str], tuple[uuid.UUID, int]]:
    """(account, balance) of these people by (person, role, currency)."""
    rows = session.execute(
        sa.select(_account.c.owner_id, _account.c.role, _account.c.currency, _account.c.id, _account.c.balance)
        .where(_account.c.owner_kind == OwnerKind.PERSON, _account.c.owner_id.in_(people))
    )  # fmt: skip
    return {(row.owner_id, AccountRole(row.role), row.currency): (row.id, row.balance) for row in rows}
