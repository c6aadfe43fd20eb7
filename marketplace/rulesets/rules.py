"""What a rule set is: dated versions of rules, the facts they ask for, what may be taken at most. Plain values.

Amounts are text in units of money ("200.00"), because a rule set may serve several currencies; shares are fractions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

ROLES = (
    "spendable", "savings", "release", "family", "obligation", "victim_fund", "upkeep", "tax", "workshop", "treasury",
)  # fmt: skip
OWN = frozenset({"spendable", "savings", "release"})
"""What a part is for; ``OWN`` stays the person's."""


class FactKind(StrEnum):
    """How a fact is written."""

    FLAG = "flag"
    AMOUNT = "amount"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something about the person or the period that the rules ask for; without ``default`` it must be given."""

    key: str
    kind: FactKind
    text: str
    default: str | bool | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: how much it wants, of what, for whom, on what condition.

    ``of`` is gross, net (what the deductions leave) or left (what all rules above leave); ``net_of`` names the rules
    whose part comes off first. ``takes`` says that the money leaves the person: only such rules are held by the limits
    of the version, and of these the one with the highest ``cut`` gives way first. ``redirect`` says where its part goes
    when it does not apply or is full: code of a rule to a share; what is not redirected stays with the remainder.
    """

    code: str
    part: str
    role: str
    legal: str
    text: str
    takes: bool = False
    of: str = "gross"
    net_of: tuple[str, ...] = ()
    share: Fraction | None = None
    tiers: tuple[tuple[str, Fraction], ...] = ()
    fixed: str = ""
    fact: str = ""
    weight: str = ""
    rest: bool = False
    above: str = ""
    cap: str = ""
    cap_share: Fraction | None = None
    least_share: Fraction | None = None
    most_share: Fraction | None = None
    floor: Fraction | None = None
    uncut: bool = False
    beyond: bool = False
    cut: int = 0
    stop_at: str = ""
    balance: str = ""
    stop_unless: str = ""
    when: tuple[str, ...] = ()
    consent: str = ""
    redirect: Mapping[str, Fraction] = field(default_factory=dict)
    stopped_from: dt.date | None = None
    stopped_by: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the part stays the person's."""
        return self.role in OWN

    def is_stopped(self, day: dt.date) -> bool:
        """Whether a court has stopped the rule by that day. Its history stays."""
        return self.stopped_from is not None and self.stopped_from <= day


@dataclass(frozen=True, kw_only=True)
class Version:
    """The rules from a day on. ``most_taken`` and ``kept`` are shares of the gross, ``free`` an amount a period."""

    begins: dt.date
    ends: dt.date | None
    rules: tuple[Rule, ...]
    most_taken: Fraction | None = None
    kept: Fraction | None = None
    free: str = ""
    legal: str = ""


@dataclass(frozen=True, kw_only=True)
class Factor:
    """One factor of a wage: a number, a fact, or a fact looked up in a table; ``plus`` and ``most`` bend a number."""

    value: Fraction | None = None
    fact: str = ""
    table: Mapping[str, Fraction] = field(default_factory=dict)
    times: Fraction = Fraction(1)
    plus: Fraction = Fraction(0)
    most: Fraction | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class RuleSet:
    """A law as data. It shares out earnings by ``versions``, or says a wage by ``factors`` times ``units``.

    Where ``batch`` names a fact only full batches of units count; what is over is carried, and ``carried`` came before.
    Each object is equal to itself alone, so that what is worked out from it can be kept by it.
    """

    name: str
    title: str
    period: str
    rounding: str
    sources: tuple[str, ...]
    currencies: tuple[str, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    versions: tuple[Version, ...] = ()
    factors: tuple[Factor, ...] = ()
    units: str = ""
    batch: str = ""
    carried: str = ""
    to_check: tuple[str, ...] = ()
    unlisted: str = "unknown_fact"
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def on(self, day: dt.date) -> Version:
        """The version in force on a day. Raises LookupError."""
        for version in reversed(self.versions):
            if version.begins <= day and (version.ends is None or day <= version.ends):
                return version
        raise LookupError(f"{self.name} has no rules for {day}")


def share_of(text: str) -> Fraction:
    """A share as it is written: "20%", "3/7" or "0.75". Raises ValueError."""
    written = text.strip()
    found = Fraction(written[:-1]) / 100 if written.endswith("%") else Fraction(written)
    if found < 0:
        raise ValueError("a share is not negative")
    return found


def percent(share: Fraction) -> str:
    """A share for the eye: 20%, 2.5%, or 3/7 where it is no round percentage."""
    hundredths = share * 100
    if hundredths.denominator == 1:
        return f"{hundredths.numerator}%"
    tenths = hundredths * 100
    return f"{float(hundredths):g}%" if tenths.denominator == 1 else str(share)
