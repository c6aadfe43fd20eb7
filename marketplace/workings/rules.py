"""What each rule did with an earning, in numbers that a person can follow with a pencil. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from marketplace.rulesets.rules import Rule, percent
from marketplace.splits.rules import Law, weights_of


@dataclass(frozen=True, kw_only=True)
class Line:
    """One rule at work: ``whole`` and ``before`` are what it got of the period with and without this earning.

    ``working`` is the arithmetic of the whole period; ``idle`` the reason why the rule got nothing, where there is one.
    """

    rule: Rule
    base: int
    wanted: int
    whole: int
    before: int
    working: str
    idle: str = ""

    @property
    def now(self) -> int:
        """What the rule gets of this earning."""
        return self.whole - self.before


def lines_of(law: Law, before: int, gross: int, rounding: str, shown: Callable[[Fraction], str]) -> list[Line]:
    """The lines of an earning that brings the period from ``before`` to ``gross`` minor units. Raises CannotSplit."""
    whole, earlier = law.shares(gross, rounding), law.shares(before, rounding) if before else [0] * len(law.rules)
    got = {rule.code: share for rule, share in zip(law.rules, whole, strict=True)}
    return [
        Line(
            rule=rule, base=round(law.bases[rule.code].at(gross)), wanted=round(law.wants[rule.code].at(gross)),
            whole=got[rule.code], before=was, working=working_of(law, rule, got, shown),
            idle=law.idle.get(rule.code, ""),
        )
        for rule, was in zip(law.rules, earlier, strict=True)
    ]  # fmt: skip


def working_of(law: Law, rule: Rule, got: Mapping[str, int], shown: Callable[[Fraction], str]) -> str:
    """The arithmetic by which a rule got its part of a period; empty where it does not apply.

    ``got`` is what each rule got of the period, by code: together the gross.
    """
    if rule.code in law.idle:
        return ""
    gross, part = sum(got.values()), shown(Fraction(got.get(rule.code, 0)))
    if rule.rest:
        others = [shown(Fraction(minor)) for code, minor in got.items() if minor and code != rule.code]
        return f"{' − '.join([shown(Fraction(gross)), *others])} = {part}"
    terms = list(_terms(law, rule, law.bases[rule.code].at(gross), shown))
    moved = law.gets[law.rules.index(rule)].at(gross) - sum(amount for _text, amount in terms)
    tail = f" {'+' if moved > 0 else '−'} {shown(abs(moved))}" if moved else ""
    return f"{' + '.join(text for text, _amount in terms) or shown(Fraction(0))}{tail} = {part}"


def _terms(law: Law, rule: Rule, base: Fraction, shown: Callable[[Fraction], str]) -> Iterator[tuple[str, Fraction]]:
    """The sums that the rule is made of, each with its words, before limits and redirections."""
    facts = law.facts
    start = facts.minor(rule.above) if rule.above else Fraction(0)
    if rule.tiers:
        floors = [facts.minor(floor) for floor, _share in rule.tiers] + [max(base, start)]
        for (_floor, share), low, high in zip(rule.tiers, floors[:-1], floors[1:], strict=True):
            part = min(base, high) - max(low, start)
            if part > 0 and share:
                yield f"{percent(share)} × {shown(part)}", share * part
    elif rule.weight:
        share = weights_of(law.rules, law.facts)[rule.code]
        yield f"{percent(share)} × {shown(base)}", share * base
    elif rule.share is not None:
        part = max(base - start, Fraction(0))
        yield f"{percent(rule.share)} × {shown(part)}", rule.share * part
    else:
        amount = min(base, facts.amounts[rule.fact] if rule.fact else facts.minor(rule.fixed))
        yield shown(amount), amount
