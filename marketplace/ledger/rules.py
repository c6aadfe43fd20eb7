"""What an entry must be before it goes to the books."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kernel.errors import DomainError
from kernel.i18n import _
from marketplace.ledger.models import EntryKind, Side

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Leg:
    """One side of an entry: ``minor`` units on an account, with what explains them on a statement."""

    account_id: uuid.UUID
    side: Side
    minor: int
    explain: Mapping[str, Any] = field(default_factory=dict)


def debit(account_id: uuid.UUID, minor: int, **explain: Any) -> Leg:
    """A debit leg."""
    return Leg(account_id, Side.DEBIT, minor, explain)


def credit(account_id: uuid.UUID, minor: int, **explain: Any) -> Leg:
    """A credit leg."""
    return Leg(account_id, Side.CREDIT, minor, explain)


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """A fact for the books. ``idem_key`` names the fact: the same key is booked once, however often it is announced.

    ``settles_hold``: the hold whose money this entry takes; money under other holds stays out of reach.
    """

    kind: EntryKind
    occurred_on: dt.date
    idem_key: str
    legs: Sequence[Leg]
    source: str
    source_id: uuid.UUID | None = None
    memo: str = ""
    period: str = ""
    reverses_id: uuid.UUID | None = None
    settles_hold: uuid.UUID | None = None


def check(entry: NewEntry) -> None:
    """Raises DomainError unless the sides are equal, every leg is positive and one side is a single leg.

    One account against one or many, never many against many: so that each line says where its money came from.
    """
    debits = [leg.minor for leg in entry.legs if leg.side is Side.DEBIT]
    credits_ = [leg.minor for leg in entry.legs if leg.side is Side.CREDIT]
    if not debits or not credits_ or min(*debits, *credits_) <= 0 or sum(debits) != sum(credits_):
        raise DomainError(_("Debit and credit are not equal. Nothing was booked; check the amounts."))
    if len(debits) > 1 and len(credits_) > 1:
        raise DomainError(_("Book one account against many, not many against many, so that each line explains itself."))


def short(account: Any) -> DomainError:
    """Why an account cannot give so much; ``account`` is (number, role, currency), None when there is none."""
    if account is None:
        return DomainError(_("There is no such account."))
    words = _(
        "Account %(number)s, “%(role)s”: there is not enough on it. Choose a smaller amount.",
        number=account.number, role=account.role.label,
    )  # fmt: skip
    return DomainError(words, rule=_("No account is overdrawn"))


def mixed(account: Any) -> DomainError:
    """Why an account takes no money of another currency."""
    words = _(
        "Account %(number)s, “%(role)s” is kept in %(currency)s, the other side of the entry is not. Nothing was"
        " booked.", number=account.number, role=account.role.label, currency=account.currency,
    )  # fmt: skip
    return DomainError(words, rule=_("One entry, one currency"))


def closed(account: Any, month: str) -> DomainError:
    """Why an account takes nothing in a month that is over."""
    words = _(
        "Account %(number)s, “%(role)s”: %(month)s is closed. Book a correction in the open month.",
        number=account.number, role=account.role.label, month=month,
    )  # fmt: skip
    return DomainError(words, rule=_("A closed month stays closed"))


def period_of(day: dt.date) -> str:
    """The month a day belongs to, as "2026-11"."""
    return f"{day:%Y-%m}"


def number_of(owner_id: uuid.UUID) -> str:
    """The account number that stands for an owner on papers: eight signs that are hard to confuse, "7QK2-M9XD"."""
    bits = owner_id.int & (1 << 40) - 1
    signs = "".join(_ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))
    return f"{signs[:4]}-{signs[4:]}"
