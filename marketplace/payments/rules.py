"""What a way of paying must be able to do. Pure: an adapter says facts; states and books are the core's alone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kernel.errors import DomainError
from kernel.i18n import LazyString, _
from marketplace.orders.models import Method
from marketplace.payments.models import FactKind


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What a provider says happened: ``minor`` units of ``currency`` for the order of this ``code``, at a moment.

    ``provider_ref`` names the fact where it comes from; the same name is the same fact.
    """

    provider_ref: str
    kind: FactKind
    minor: int
    currency: str
    at: dt.datetime
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What an adapter may know of an order: no name, no address, no goods."""

    order_id: uuid.UUID
    code: str
    owed: int
    currency: str
    link: str = ""
    """The buyer's own page of the order, to come back to."""


@dataclass(frozen=True, kw_only=True)
class Instruction:
    """What the buyer has to do: sentences, things to type (name and value), a payload for a code, or an address."""

    words: Sequence[str]
    to_type: Sequence[tuple[str, str]] = ()
    payload: str = ""
    go_to: str = ""
    named: str = ""
    """The provider's name of what was opened there."""


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """What a way of paying can do. ``refunds_itself``: over the network, so never within a transaction.

    ``exact``: at the gate nobody takes less or more than what is owed.
    ``starts_elsewhere``: the buyer is sent to the provider's page, so ``start`` runs when they ask for it.
    """

    takes_part: bool = False
    tells_events: bool = False
    refunds_itself: bool = False
    at_the_gate: bool = False
    starts_elsewhere: bool = False
    exact: bool = False
    currencies: frozenset[str] = field(default_factory=frozenset)
    """Empty: every currency."""


class Adapter(Protocol):
    """One way of paying."""

    method: Method
    capabilities: Capabilities
    words: LazyString | str

    def start(self, bill: Bill) -> Instruction:
        """What the buyer has to do. Raises DomainError when the way is closed."""

    def started(self, bill: Bill, told: Instruction, key: uuid.UUID) -> None:
        """Keep what ``start`` opened elsewhere: asked first, kept after, so that no transaction waits for a network."""

    def poll(self, bill: Bill) -> Sequence[Fact]:
        """What the provider knows now; empty where nobody can be asked."""

    def event(self, raw: bytes, headers: Mapping[str, str], now: dt.datetime) -> Sequence[Fact]:
        """The facts in a message of the provider. Raises DomainError unless it is proved to be theirs."""

    def cancel(self, bill: Bill) -> None:
        """The order is given up: nothing more may be paid, where that can be told to anybody."""

    def refund(self, bill: Bill, minor: int, key: uuid.UUID, now: dt.datetime) -> Sequence[Fact]:
        """Give money back; empty when that is done elsewhere (in a file for the bank) and told later.

        The same ``key`` gives it back once, however often it is asked.
        """

    def is_open(self) -> bool:
        """Whether buyers are offered it."""


class Plain:
    """What most ways have in common: nobody to ask, nobody who tells, nothing to cancel."""

    method: Method
    capabilities = Capabilities()
    words: LazyString | str = ""

    def started(self, _bill: Bill, _told: Instruction, _key: uuid.UUID) -> None:
        """Nothing was opened elsewhere."""

    def poll(self, _bill: Bill) -> Sequence[Fact]:
        """Nobody can be asked."""
        return ()

    def event(self, _raw: bytes, _headers: Mapping[str, str], _now: dt.datetime) -> Sequence[Fact]:
        """Nobody tells."""
        raise DomainError(_("This way of paying takes no messages."))

    def cancel(self, _bill: Bill) -> None:
        """There is nobody to tell."""

    def refund(self, bill: Bill, minor: int, key: uuid.UUID, now: dt.datetime) -> Sequence[Fact]:
        """Given back by hand at once, as at a till."""
        return [
            Fact(
                provider_ref=f"refund:{key}", kind=FactKind.REFUNDED, minor=minor, currency=bill.currency, at=now,
                code=bill.code,
            )
        ]  # fmt: skip

    def is_open(self) -> bool:
        """Offered to everybody."""
        return True


_adapters: dict[Method, Adapter] = {}


def contribute_adapter(adapter: Adapter) -> None:
    """Offer a way of paying. Called by each way's ``connect()``."""
    _adapters[adapter.method] = adapter


def adapters() -> Sequence[Adapter]:
    """Every way of paying, in the order in which buyers are offered them."""
    return [_adapters[method] for method in Method if method in _adapters]


def adapter_of(method: Method) -> Adapter:
    """The way of paying. Raises DomainError when there is none."""
    found = _adapters.get(method)
    if found is None:
        raise DomainError(_("This way of paying is not set up. Choose another one."), field="method")
    return found


def offered(currency: str) -> Sequence[Adapter]:
    """The ways that are open for a currency."""
    return [
        one for one in adapters()
        if one.is_open() and (not one.capabilities.currencies or currency in one.capabilities.currencies)
    ]  # fmt: skip
