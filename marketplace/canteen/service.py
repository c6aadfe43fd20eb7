"""Paying for what somebody buys at the canteen."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kernel import clock
from kernel.authz import Actor
from kernel.errors import DomainError
from kernel.i18n import _, show_money
from marketplace.canteen.rules import ORDER, sources
from marketplace.earnings.queries import promised_of
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.queries import entry_by_key, holdings_of, legs_of
from marketplace.ledger.rules import NewEntry, credit, debit


@dataclass(frozen=True, kw_only=True)
class NewPurchase:
    """What somebody bought and what it cost. ``id`` is minted by the form: twice is once."""

    id: uuid.UUID
    person_id: uuid.UUID
    currency: str
    minor: int
    what: str


def buy(actor: Actor, new: NewPurchase) -> list[int]:
    """Pay it from the purses in their order; gives what each gave. The sum waits for the canteen's supplier.

    Raises DomainError naming account, purses and what is free where it is not enough; nothing is posted then.
    """
    if done := entry_by_key(f"purchase:{new.id}"):
        return [row.amount_minor for row in legs_of(done)][:-1]
    held, waits = holdings_of(new.person_id), promised_of(new.person_id)
    mine = {AccountRole(row.role): row for row in held if row.currency == new.currency}
    free = {role: mine[role].balance - waits.get(mine[role].id, 0) for role in ORDER if role in mine}
    parts = sources(new.minor, free)
    if not parts:
        raise DomainError(_refusal(new, held[0].number if held else "—", sum(max(0, one) for one in free.values())))
    legs = [debit(mine[role].id, minor, what=new.what) for role, minor in parts]
    entry = NewEntry(
        kind=EntryKind.PURCHASE, occurred_on=clock.today(), idem_key=f"purchase:{new.id}", memo=new.what,
        legs=[*legs, credit(books.account_for(AccountRole.REMITTANCES, new.currency), new.minor, payee="canteen")],
        source="purchase", source_id=new.id,
    )  # fmt: skip
    books.post(actor, entry)
    return [minor for _role, minor in parts]


def _refusal(new: NewPurchase, number: str, free: int) -> str:
    return _(
        "Account %(number)s: %(free)s of %(currency)s is free to spend and saved. Nothing was bought.",
        number=number, free=show_money(free, new.currency), currency=new.currency,
    )  # fmt: skip
