"""A wage worked out by the factors of a rule set, rounded once. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from marketplace.rulesets.rules import Factor, RuleSet
from marketplace.splits.rules import ROUNDED


def wage(rule_set: RuleSet, facts: Mapping[str, Fraction | str], minor: Fraction) -> int:
    """The wage of one unit of work in minor units: all factors multiplied, rounded once, then times the units."""
    exact = minor
    for factor in rule_set.factors:
        exact *= _factor(factor, facts)
    one = ROUNDED[rule_set.rounding](exact)
    return ROUNDED[rule_set.rounding](one * Fraction(facts[rule_set.units])) if rule_set.units else one


def _factor(factor: Factor, facts: Mapping[str, Fraction | str]) -> Fraction:
    if factor.table:
        return factor.table[str(facts[factor.fact])]
    found = Fraction(facts[factor.fact]) if factor.fact else factor.value or Fraction(1)
    bent = found * factor.times + factor.plus
    return bent if factor.most is None else min(bent, factor.most)
