"""Reading where money stands, and the proof of each prison's trust fund."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import person
from kernel.db import session, table_of
from kernel.units.models import Unit
from marketplace.ledger.models import AccountRole, LedgerAccount, OwnerKind
from marketplace.trust_places.models import TrustMark, TrustPlace

_place, _mark, _account = table_of(TrustPlace), table_of(TrustMark), table_of(LedgerAccount)
_unit = table_of(Unit)
_OF = (
    sa.select(_place.c.nth, _place.c.unit_id)
    .where(_place.c.person_id == sa.bindparam("person", type_=_place.c.person_id.type))
    .order_by(_place.c.nth.desc())
    .limit(1)
)
_USED = sa.select(_account.c.id, _account.c.currency, _account.c.balance, _account.c.legs).where(
    _account.c.owner_kind == OwnerKind.PERSON,
    _account.c.owner_id == sa.bindparam("person", type_=_account.c.owner_id.type),
    _account.c.legs.is_not(None),
)


def last_place(person_id: uuid.UUID) -> Any:
    """(nth, unit_id) of the place where a person's money stands; None while it never moved."""
    return session.execute(_OF, {"person": person_id}).first()


def used_accounts(person_id: uuid.UUID) -> Sequence[Any]:
    """A person's accounts on which something was booked: (id, currency, balance, legs)."""
    return session.execute(_USED, {"person": person_id}).all()


@dataclass(frozen=True, kw_only=True)
class PrisonFund:
    """The trust fund of one prison in one currency. ``name`` is empty for people whom no prison answers for.

    ``came`` is what was booked to people while they were there, less what was paid to them or for them; ``moved`` what
    people brought from other prisons less what they took along, as the books have it; ``people`` the balances of those
    who are there by the ledger of movements.
    """

    name: str
    currency: str
    came: int
    moved: int
    people: int

    @property
    def is_right(self) -> bool:
        """Whether the fund is what its people have."""
        return self.came + self.moved == self.people


_newer = _place.alias("newer")
_last = (
    sa.select(_place.c.person_id, _place.c.unit_id)
    .where(~sa.exists().where(_newer.c.person_id == _place.c.person_id, _newer.c.nth == _place.c.nth + 1))
    .subquery()
)
_before = _place.alias("before")
_total = sa.func.sum(_account.c.balance)
_marked = sa.func.sum(_mark.c.balance)
_owners = _account.join(person, person.c.id == _account.c.owner_id)
_OWN = (_account.c.owner_kind == OwnerKind.PERSON, _account.c.balance != 0)
_there = sa.func.coalesce(_last.c.unit_id, person.c.establishment_id)
_PEOPLE = (
    sa.select(person.c.establishment_id, _account.c.currency, _total)
    .select_from(_owners)
    .where(*_OWN)
    .group_by(person.c.establishment_id, _account.c.currency)
)
_STANDS = (
    sa.select(_there, _account.c.currency, _total)
    .select_from(_owners.outerjoin(_last, _last.c.person_id == person.c.id))
    .where(*_OWN)
    .group_by(_there, _account.c.currency)
)
_marks = _mark.join(_place, _place.c.id == _mark.c.place_id).join(_account, _account.c.id == _mark.c.account_id)
_CARRIED_IN = (
    sa.select(_place.c.unit_id, _account.c.currency, _marked)
    .select_from(_marks)
    .group_by(_place.c.unit_id, _account.c.currency)
)
_CARRIED_OUT = (
    sa.select(_before.c.unit_id, _account.c.currency, _marked)
    .select_from(_marks.join(
        _before, sa.and_(_before.c.person_id == _place.c.person_id, _before.c.nth == _place.c.nth - 1)))
    .group_by(_before.c.unit_id, _account.c.currency)
)  # fmt: skip
_MOVED = (
    sa.select(_account.c.owner_id, _account.c.currency, _total)
    .where(_account.c.role == AccountRole.PRISON_SHARE)
    .group_by(_account.c.owner_id, _account.c.currency)
)


def _sums(statement: sa.Select[Any]) -> dict[tuple[uuid.UUID | None, str], int]:
    found: dict[tuple[uuid.UUID | None, str], int] = defaultdict(int)
    for unit_id, currency, minor in session.execute(statement):
        found[unit_id, currency] += int(minor)
    return found


def prison_funds() -> list[PrisonFund]:
    """The proof of every prison's trust fund at this moment, by name. In six statements, however many people."""
    people, stands, moved = _sums(_PEOPLE), _sums(_STANDS), _sums(_MOVED)
    carried_in, carried_out = _sums(_CARRIED_IN), _sums(_CARRIED_OUT)
    keys = {*people, *stands, *moved, *carried_in, *carried_out}
    names = {row.id: row.name for row in session.execute(sa.select(_unit.c.id, _unit.c.name))}
    found = [
        PrisonFund(
            name=names.get(key[0], "") if key[0] else "", currency=key[1], people=people[key], moved=moved[key],
            came=stands[key] - carried_in[key] + carried_out[key],
        )
        for key in keys
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.currency, not one.name, one.name))
