"""What a statement says beyond the lines themselves: why it is less than last time, and the code that proves it. Pure.

All amounts are minor units. Reasons always sum to the difference they explain.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from kernel.enums import LabelledEnum
from kernel.i18n import _l
from marketplace.earnings.queries import Earned, Part
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import number_of

HOUR = 60
EARNED = (EntryKind.WAGE, EntryKind.SALE_SHARE)


class Cause(LabelledEnum):
    """Why there is less, or more, than in the month before."""

    TIME = "time", _l("time worked")
    RATE = "rate", _l("rate")
    PIECES = "pieces", _l("good pieces")
    SESSIONS = "sessions", _l("sessions")
    SALES = "sales", _l("shares of sales")
    OTHER = "other", _l("other pay")
    TAKEN = "taken", _l("taken by a rule")


@dataclass(frozen=True, kw_only=True)
class Work:
    """What somebody did of one kind in a month: ``quantity`` minutes, pieces, sessions or days, and what it earned."""

    cause: Cause
    name: str
    quantity: int
    minor: int


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What one rule moved away from what may be spent."""

    rule: str
    words: Any
    minor: int


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason with its numbers of both months and what it changes: less than nothing is less to spend."""

    cause: Cause
    name: Any
    before: int
    now: int
    minor: int


def reasons(
    work_before: Sequence[Work], work_now: Sequence[Work], taken_before: Sequence[Taken], taken_now: Sequence[Taken]
) -> list[Reason]:
    """Why what may be spent differs from the month before, what weighs most first.

    Time is valued at the rate of the month before, the rest of a change of hourly pay is the rate. What a rule takes
    more is less to spend. The reasons sum to the difference, to the cent.
    """
    found = [*_of_work(work_before, work_now), *_of_rules(taken_before, taken_now)]
    return sorted((one for one in found if one.minor), key=lambda one: (-abs(one.minor), one.cause, str(one.name)))


def _of_work(before: Sequence[Work], now: Sequence[Work]) -> Iterable[Reason]:
    old = {(one.cause, one.name): one for one in before}
    new = {(one.cause, one.name): one for one in now}
    for cause, name in dict.fromkeys([*old, *new]):
        nothing = Work(cause=cause, name=name, quantity=0, minor=0)
        yield from _change(old.get((cause, name), nothing), new.get((cause, name), nothing))


def _change(old: Work, new: Work) -> Iterable[Reason]:
    change, cause = new.minor - old.minor, old.cause
    rate_matters = cause is Cause.TIME and old.quantity > 0 and new.quantity > 0
    by_time = round(Fraction(old.minor, old.quantity) * (new.quantity - old.quantity)) if rate_matters else change
    by_rate = change - by_time
    rates = [round(Fraction(one.minor * HOUR, one.quantity)) if one.quantity else 0 for one in (old, new)]
    if rate_matters and rates[0] == rates[1]:  # what halving cents leaves is no change of the rate
        by_time, by_rate = change, 0
    yield Reason(cause=cause, name=old.name, before=old.quantity, now=new.quantity, minor=by_time)
    yield Reason(cause=Cause.RATE, name=old.name, before=rates[0], now=rates[1], minor=by_rate)


def _of_rules(before: Sequence[Taken], now: Sequence[Taken]) -> Iterable[Reason]:
    old, new = ({one.rule: one for one in taken} for taken in (before, now))
    for rule in dict.fromkeys([*old, *new]):
        was, is_ = (found[rule].minor if rule in found else 0 for found in (old, new))
        words = (new.get(rule) or old[rule]).words
        yield Reason(cause=Cause.TAKEN, name=words, before=was, now=is_, minor=was - is_)


_CAUSES = {"hour": Cause.TIME, "piece": Cause.PIECES, "session": Cause.SESSIONS}
_QUANTITY = {Cause.TIME: "minutes", Cause.PIECES: "pieces"}


@dataclass(frozen=True, kw_only=True)
class Group:
    """Everything of one kind that arrived in a month, with its days. ``quantity`` fills batches of ``batch`` pieces."""

    cause: Cause
    name: str
    rate: int
    quantity: int
    minor: int
    lines: list[Earned]
    batch: int = 1

    @property
    def times(self) -> list[tuple[int, int]]:
        """How often each amount: eleven days of 2.38 are (11, 238). They sum to ``minor``."""
        counted = Counter(one.minor for one in self.lines).items()
        return sorted(((n, minor) for minor, n in counted), key=lambda one: -one[0] * one[1])

    @property
    def told_alone(self) -> list[Earned]:
        """Lines that need a sentence of their own: sales, pieces in batches, and days that were put right later."""
        if self.cause in {Cause.SALES, Cause.OTHER} or self.batch > 1:
            return self.lines
        return [one for one in self.lines if one.explain.get("was_minor") is not None or one.explain.get("taken_off")]


@dataclass(frozen=True, kw_only=True)
class Purse:
    """An account over a month: what stood there, what came in, what went out, what stands there now."""

    role: AccountRole
    opening: int
    came: int
    went: int

    @property
    def closing(self) -> int:
        """What stood there at the end."""
        return self.opening + self.came - self.went


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A month's money in one currency. ``spend`` and ``spend_before`` are what could be spent of what arrived."""

    currency: str
    groups: list[Group]
    parts: list[Part]
    purses: list[Purse]
    spend: int
    spend_before: int
    reasons: list[Reason]

    @property
    def arrived(self) -> int:
        """Everything that arrived in the month: the parts sum to it."""
        return sum(one.minor for one in self.groups)

    @property
    def held(self) -> int:
        """What stood to all accounts at the end of the month."""
        return sum(one.closing for one in self.purses)


@dataclass(frozen=True, kw_only=True)
class Move:
    """One entry of the books as it changed a person's accounts: (account, change, balance afterwards)."""

    id: uuid.UUID
    day: dt.date
    kind: EntryKind
    memo: str
    currency: str
    changes: list[tuple[AccountRole, int, int]]
    is_contested: bool = False


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A month of a person's money. What a month that was closed says never changes."""

    number: str
    first: dt.date
    last: dt.date
    sheets: list[Sheet]
    moves: list[Move]
    on_its_way: list[Earned]
    withdrawn: list[Earned]
    digest: str

    @property
    def other_moves(self) -> list[Move]:
        """What moved beside the earnings."""
        return [one for one in self.moves if one.kind not in EARNED]


def groups_of(lines: Sequence[Earned]) -> list[Group]:
    """What arrived, by kind of work and rate, own work before sales, what earned most first."""
    found: dict[tuple[Cause, str, int, int], Group] = {}
    for one in lines:
        told = one.explain
        cause = Cause.SALES if one.kind == "sale_share" else _CAUSES.get(str(told.get("per", "")), Cause.OTHER)
        name = str(told.get("product" if cause is Cause.SALES else "programme", ""))
        key = (cause, name, int(told.get("rate_minor") or 0), int(told.get("batch") or 1))
        was = found.get(key) or Group(cause=cause, name=name, rate=key[2], quantity=0, minor=0, lines=[], batch=key[3])
        more = was.quantity + _quantity(cause, one)
        found[key] = replace(was, quantity=more, minor=was.minor + one.minor, lines=[*was.lines, one])
    return sorted(found.values(), key=lambda one: (one.cause is Cause.SALES, -one.minor, one.name))


def _quantity(cause: Cause, one: Earned) -> int:
    """How much work a line stands for; of pieces in batches, those of the batches that it filled."""
    batch = one.explain.get("batch")
    made = one.minor // one.explain["rate_minor"] * batch if batch else one.explain.get(_QUANTITY.get(cause, ""))
    return int(made or 0) if cause in _QUANTITY else 1


def works_of(groups: Sequence[Group]) -> list[Work]:
    """One kind of work whatever its rates; all shares of sales together."""
    found: dict[tuple[Cause, str], Work] = {}
    for one in groups:
        name = "" if one.cause is Cause.SALES else one.name
        was = found.get((one.cause, name)) or Work(cause=one.cause, name=name, quantity=0, minor=0)
        found[one.cause, name] = replace(was, quantity=was.quantity + one.quantity, minor=was.minor + one.minor)
    return list(found.values())


def digest_of(facts: Mapping[str, Any]) -> str:
    """The SHA-256 of what a statement says, independent of language and size of print."""
    said = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def code_of(digest: str) -> str:
    """The short code of a statement, "7QK2-M9XD": the last forty bits of its digest in signs hard to confuse."""
    return number_of(uuid.UUID(hex=digest[-32:]))
