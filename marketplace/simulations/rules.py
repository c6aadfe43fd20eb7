"""A person's earnings once more by other rules. Pure: lines in, amounts by account out."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kernel.errors import DomainError
from marketplace.earnings.rules import due, law_for
from marketplace.rulesets.rules import OWN, RuleSet
from marketplace.splits.rules import Law

LIMIT = "limit"
"""The limit of the whole, among the codes of the rules."""


@dataclass(frozen=True, kw_only=True)
class PaidLine:
    """An earning as it was booked: its month, its amount, and what each account got of it."""

    period: str
    earned_on: dt.date
    currency: str
    minor: int
    parts: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was and what would be, by account, in minor units; ``hits``: months in which a limit was reached."""

    currency: str
    gross: int
    before: dict[str, int]
    after: dict[str, int]
    hits: dict[str, int] = field(default_factory=dict)
    refused: str = ""

    @property
    def own_change(self) -> int:
        """How much more stays theirs."""
        return sum(self.after.get(role, 0) - self.before.get(role, 0) for role in OWN)


def as_if_always(one: RuleSet, day: dt.date) -> RuleSet:
    """The rules of a day as if they had counted for all time, without what a court has stopped by then."""
    version = one.on(day)
    rules = tuple(
        dataclasses.replace(rule, stopped_from=dt.date.min if rule.is_stopped(day) else None) for rule in version.rules
    )
    return dataclasses.replace(one, versions=(dataclasses.replace(version, begins=dt.date.min, rules=rules),))


def outcomes(
    one: RuleSet, lines: Sequence[PaidLine], has: Callable[[dt.date], frozenset[str]],
    stood: Callable[[str, str], Mapping[str, int]],
) -> list[Outcome]:  # fmt: skip
    """A person's months once more, in the order in which they were booked, one outcome for each currency.

    ``has`` says whom there was to pay on a day, ``stood`` what stood to each account before a month in a currency.
    """
    currencies = dict.fromkeys(line.currency for line in lines)
    return [_outcome(one, [line for line in lines if line.currency == got], has, stood) for got in currencies]


def _outcome(
    one: RuleSet, lines: Sequence[PaidLine], has: Callable[[dt.date], frozenset[str]],
    stood: Callable[[str, str], Mapping[str, int]],
) -> Outcome:  # fmt: skip
    before, after, hits = Counter[str](), Counter[str](), Counter[str]()
    currency, refused = lines[0].currency, ""
    for period in dict.fromkeys(line.period for line in lines):
        month = [line for line in lines if line.period == period]
        full = {role: max(0, minor + after[role] - before[role]) for role, minor in stood(period, currency).items()}
        real = Counter[str]()
        for line in month:
            real.update(line.parts)
        try:
            got, law, roles = _month(one, month, has, full)
            hits.update(_hits(law, sum(got.values())))
            after.update(_by_role(got, roles))
        except DomainError as refusal:
            refused = f"{period}: {refusal}"[:300]
            after.update(real)
        before.update(real)
    return Outcome(
        currency=currency, gross=sum(line.minor for line in lines), before=dict(before), after=dict(after),
        hits=dict(hits), refused=refused,
    )  # fmt: skip


def _month(
    one: RuleSet, lines: Sequence[PaidLine], has: Callable[[dt.date], frozenset[str]], full: Mapping[str, int]
) -> tuple[dict[str, int], Law, dict[str, str]]:
    got, roles = Counter[str](), dict[str, str]()
    laws = [law_for(one, line.earned_on, has(line.earned_on), full, line.currency) for line in lines]
    for line, law in zip(lines, laws, strict=True):
        got.update(due(law, line.minor, got, one.rounding))
        roles |= {rule.code: rule.role for rule in law.rules}
    return dict(got), laws[-1], roles


def _by_role(got: Mapping[str, int], roles: Mapping[str, str]) -> Counter[str]:
    found = Counter[str]()
    for code, minor in got.items():
        found[roles[code]] += minor
    return found


def _hits(law: Law, gross: int) -> list[str]:
    """The rules whose ceiling was reached in the month, and the limit of the whole."""
    wanted = sum(law.wants[rule.code].at(gross) for rule in law.rules if rule.takes and not rule.beyond)
    found = [LIMIT] if wanted > law.limit.at(gross) else []
    capped = [rule for rule in law.rules if rule.cap and rule.code not in law.idle]
    return found + [rule.code for rule in capped if law.wants[rule.code].at(gross) >= law.facts.minor(rule.cap)]
