"""A wage worked out by the factors of a rule set, rounded once. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kernel.i18n import _
from marketplace.rulesets.rules import Factor, RuleSet
from marketplace.splits.rules import ROUNDED, CannotSplit


@dataclass(frozen=True)
class Wage:
    """What a wage comes to in minor units; ``carried`` are the units that fill no batch yet, where batches are paid."""

    minor: int
    carried: int | None = None


def wage(rule_set: RuleSet, facts: Mapping[str, Fraction | str], minor: Fraction) -> Wage:
    """The wage of one unit of work: all factors multiplied, rounded once, then times the units or full batches.

    Raises CannotSplit where batches are paid and what was made, carried or asked for is no whole number.
    """
    exact = minor
    for factor in rule_set.factors:
        exact *= _factor(factor, facts)
    one = ROUNDED[rule_set.rounding](exact)
    if rule_set.batch:
        made = _whole(rule_set.units, facts) + _whole(rule_set.carried, facts)
        batches, over = divmod(made, _whole(rule_set.batch, facts, least=1))
        return Wage(one * batches, over)
    return Wage(ROUNDED[rule_set.rounding](one * Fraction(facts[rule_set.units])) if rule_set.units else one)


def _whole(key: str, facts: Mapping[str, Fraction | str], least: int = 0) -> int:
    found = Fraction(facts[key])
    if found.denominator != 1 or found < least:
        words = _("%(fact)s is a whole number, at least %(least)s.", fact=key, least=least)
        raise CannotSplit("bad_fact", words)
    return found.numerator


def _factor(factor: Factor, facts: Mapping[str, Fraction | str]) -> Fraction:
    if factor.table:
        return factor.table[str(facts[factor.fact])]
    found = Fraction(facts[factor.fact]) if factor.fact else factor.value or Fraction(1)
    bent = found * factor.times + factor.plus
    return bent if factor.most is None else min(bent, factor.most)
