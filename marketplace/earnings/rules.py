"""How an earning is shared out by the rule set of the service: cumulative within the month, nothing ever taken back.

Nelson Mandela Rule 103: part to spend, part to the family, part saved and handed over on release.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from fractions import Fraction

from babel.numbers import get_currency_precision

from kernel.errors import DomainError
from kernel.i18n import _
from marketplace.rulesets.rules import FactKind, RuleSet
from marketplace.rulesets.schemas import shipped
from marketplace.splits.rules import Facts, Law, idle_rules, law_of

OWED = {
    "family": ("family",), "obligation": ("obligation",), "creditor": ("obligation",),
    "damages_owed": ("obligation",), "maintenance_owed": ("obligation",), "dependants": ("family",),
    "restitution_order": ("obligation",),
}  # fmt: skip
"""Facts of the laws that a person's standing instructions answer, by the kinds of instruction that make them true."""


@functools.cache
def words() -> dict[str, dict[str, str]]:
    """The texts of all rule sets in other languages: language to text to translation."""
    found: dict[str, dict[str, str]] = {}
    for one in shipped().values():
        for language, told in one.words.items():
            found.setdefault(language, {}).update(told)
    return found


def law_for(one: RuleSet, day: dt.date, has: frozenset[str], balances: Mapping[str, int], currency: str) -> Law:
    """The law of a day for somebody with standing instructions of the kinds ``has``.

    ``balances`` are what stood to each purse before the month, in minor units, by role. Raises DomainError where the
    rule set asks for something that nobody keeps here, and LookupError where it has no rules for the day.
    """
    version = one.on(day)
    full = {rule.balance: balances.get(rule.role, 0) for rule in version.rules if rule.balance}
    stopped = tuple(rule.code for rule in version.rules if rule.is_stopped(day))
    return _law(one, version.begins, has, tuple(full.items()), stopped, currency)


@functools.lru_cache(maxsize=4096)
def _law(
    one: RuleSet, begins: dt.date, has: frozenset[str], full: tuple[tuple[str, int], ...], stopped: tuple[str, ...],
    currency: str,
) -> Law:  # fmt: skip
    """Kept, because the curves of a law do not hang on how much was earned."""
    version = one.on(begins)
    facts = _facts(one, has, dict(full), 10 ** get_currency_precision(currency))
    return law_of(version, idle_rules(version, facts, stopped), facts)


def _facts(one: RuleSet, has: frozenset[str], full: Mapping[str, int], unit: int) -> Facts:
    flags, amounts = {}, {}
    for key, fact in one.facts.items():
        if fact.default is None:
            raise DomainError(
                _("The rule set %(rules)s asks for %(fact)s each time. Share out by hand, or choose another rule set.",
                  rules=one.name, fact=key)
            )  # fmt: skip
        if fact.kind is FactKind.FLAG:
            flags[key] = any(kind in has for kind in OWED[key]) if key in OWED else bool(fact.default)
        else:
            amounts[key] = Fraction(full[key]) if key in full else Fraction(str(fact.default)) * unit
    return Facts(flags=flags, amounts=amounts, minor=lambda text: Fraction(text) * unit)


def due(law: Law, minor: int, before: Mapping[str, int], rounding: str) -> dict[str, int]:
    """The parts of ``minor`` earned now, given what each rule got ``before`` in this month: 350 then 350 equals 700.

    Always sums to ``minor`` and is never negative. While the facts stay as they are nothing would have to be taken
    back; where they changed within the month (a payee is gone since), the others wait for the next earning instead.
    """
    shares = law.shares(sum(before.values()) + minor, rounding)
    target = {rule.code: share for rule, share in zip(law.rules, shares, strict=True)}
    wanted = {code: max(0, share - before.get(code, 0)) for code, share in target.items()}
    over = sum(wanted.values()) - minor
    for code in sorted(wanted, key=lambda code: -wanted[code]):
        cut = min(over, wanted[code])
        wanted[code] -= cut
        over -= cut
    return {code: share for code, share in wanted.items() if share}
