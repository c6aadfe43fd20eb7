"""From a version of a rule set and the facts to the parts of an earning. Pure.

Every rule becomes a curve over the gross of the period so far (``marketplace.curves``): what it wants, then what the
limits leave it. The parts of an earning are the curves at the gross after it less the curves at the gross before it, so
two earnings of 350 give what one of 700 gives, in whole minor units.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kernel.errors import DomainError
from kernel.i18n import _
from marketplace.curves.rules import (
    GROSS,
    HALF,
    NOTHING,
    Curve,
    Halves,
    above,
    halved,
    least,
    level,
    most,
    tiered,
    total,
)
from marketplace.rulesets.rules import Rule, Version, percent


class CannotSplit(DomainError):
    """An earning that is not shared out: a stable ``code`` and words that say what to do."""

    def __init__(self, code: str, words: str, rule: str = "") -> None:
        super().__init__(words, rule=rule)
        self.code = code


ROUNDED: Mapping[str, Callable[[Fraction], int]] = {
    "half_up": lambda exact: math.floor(exact + HALF),
    "down": math.floor,
    "up": math.ceil,
}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known for the period: flags by key, amounts in minor units, and how amounts in the rules become minor."""

    flags: Mapping[str, bool]
    amounts: Mapping[str, Fraction]
    minor: Callable[[str], Fraction]

    def holds(self, condition: str) -> bool:
        """Whether a flag is set, or is not where the condition begins with "not "."""
        key = condition.removeprefix("not ")
        return self.flags[key] != condition.startswith("not ")


@dataclass(frozen=True, kw_only=True)
class Law:
    """One version for one set of facts: what each rule gets at every gross; ``idle`` says why a rule gets nothing."""

    rules: tuple[Rule, ...]
    wants: Mapping[str, Curve]
    bases: Mapping[str, Curve]
    gets: tuple[Curve, ...]
    idle: Mapping[str, str]
    floors: Curve
    limit: Curve
    halves: Halves
    facts: Facts

    def shares(self, gross: int, rounding: str) -> list[int]:
        """The parts of the whole period's ``gross``, rule by rule, summing to it. Raises CannotSplit."""
        if self.floors.at(gross) > self.limit.at(gross):
            raise CannotSplit(
                "floors_exceed_cap",
                _("What may not be cut is more than may be taken in all, so nothing is shared. Check the amounts."),
            )
        return self.halves.units(gross, ROUNDED[rounding])


def law_of(version: Version, idle: Mapping[str, str], facts: Facts) -> Law:
    """The law for these facts; ``idle`` names the rules that do not apply, with the reason. Raises CannotSplit."""
    plan = _Plan(version, idle, facts)
    plan.take()
    plan.leave()
    gets = tuple(plan.got[rule.code] for rule in version.rules)
    for rule, curve in zip(version.rules, gets, strict=True):
        if not curve.is_rising:
            raise CannotSplit(
                "takes_back",
                _("Under these rules %(part)s would shrink when more is earned. Mend the rule set.", part=rule.part),
            )
    return Law(
        rules=version.rules, wants=plan.wants, bases=plan.bases, gets=gets, idle=idle, floors=plan.floors,
        limit=plan.limit, halves=halved(gets), facts=facts,
    )  # fmt: skip


class _Plan:
    """The work on one law: wants in the order of the rules, then deductions under the limit, then the person's own."""

    def __init__(self, version: Version, idle: Mapping[str, str], facts: Facts) -> None:
        self.rules, self.idle, self.facts = version.rules, idle, facts
        self.wants: dict[str, Curve] = {}
        self.bases: dict[str, Curve] = {}
        self.got: dict[str, Curve] = {rule.code: NOTHING for rule in version.rules}
        self.extra: dict[str, Curve] = {rule.code: NOTHING for rule in version.rules}
        self.limit = _limit(version, facts)
        self.floors = NOTHING
        self.weights = weights_of(self.rules, facts)

    def take(self) -> None:
        """What leaves the person: floors first, then wants, the rules cut last served first."""
        takers = [rule for rule in self.rules if rule.takes]
        for rule in takers:
            self._want(rule)
        held = sorted((rule for rule in takers if not rule.beyond), key=lambda rule: rule.cut)
        self.floors = total(self._floor(rule) for rule in held)
        spare = self.limit
        for wanted in (self._floor, self._wanted):
            for rule in held:
                more = least(wanted(rule) - self.got[rule.code], spare)
                self.got[rule.code] += more
                spare -= more
        for rule in takers:
            if rule.beyond:
                left = GROSS - total(self.got.values())
                self.got[rule.code] = least(self._wanted(rule), left)

    def leave(self) -> None:
        """What stays the person's: each rule of what is left, the remainder last."""
        own = [rule for rule in self.rules if not rule.takes]
        redirected = total(self.extra[rule.code] for rule in own if not rule.rest)
        net = most(GROSS - total(self.got.values()) - redirected, NOTHING)
        for rule in own:
            left = GROSS - total(self.got.values())
            if rule.rest:
                self.bases[rule.code], self.got[rule.code] = left, left
                self.wants[rule.code] = left
            else:
                self._want(rule, net, left)
                self.got[rule.code] = least(self._wanted(rule), left)

    def _wanted(self, rule: Rule) -> Curve:
        return self.wants[rule.code] + self.extra[rule.code]

    def _want(self, rule: Rule, net: Curve = GROSS, left: Curve = GROSS) -> None:
        if rule.code in self.idle and not rule.redirect:
            self.bases[rule.code], self.wants[rule.code] = NOTHING, NOTHING
            return
        base = {"gross": GROSS, "net": net, "left": left}[rule.of]
        base = most(base - total(self.wants[code] for code in rule.net_of), NOTHING)
        self.bases[rule.code] = base
        wanted = _bounded(rule, self._raw(rule, base), self.facts)
        room = _room(rule, self.facts)
        kept = NOTHING if rule.code in self.idle else wanted if room is None else least(wanted, room)
        self.wants[rule.code] = kept
        for code, share in rule.redirect.items():
            self.extra[code] += (wanted - kept).times(share)

    def _raw(self, rule: Rule, base: Curve) -> Curve:
        return base.times(self.weights[rule.code]) if rule.weight else _raw(rule, base, self.facts)

    def _floor(self, rule: Rule) -> Curve:
        if rule.uncut:
            return self.wants[rule.code]
        return NOTHING if rule.floor is None else least(self.bases[rule.code].times(rule.floor), self.wants[rule.code])


def weights_of(rules: Sequence[Rule], facts: Facts) -> dict[str, Fraction]:
    """The share of each rule that goes by weight, by code: its weight among all, 0 without any."""
    given = {rule.code: facts.amounts[rule.weight] for rule in rules if rule.weight}
    whole = sum(given.values())
    return {code: Fraction(one, whole) if whole else Fraction(0) for code, one in given.items()}


def _raw(rule: Rule, base: Curve, facts: Facts) -> Curve:
    tiers = [(facts.minor(floor), share) for floor, share in rule.tiers]
    if rule.above:
        start = facts.minor(rule.above)
        free = least(base, level(start))
        return (
            tiered(base, tiers) - tiered(free, tiers) if tiers else above(base, start).times(rule.share or Fraction(1))
        )
    if tiers:
        return tiered(base, tiers)
    if rule.share is not None:
        return base.times(rule.share)
    return least(base, level(facts.amounts[rule.fact] if rule.fact else facts.minor(rule.fixed)))


def _bounded(rule: Rule, wanted: Curve, facts: Facts) -> Curve:
    if rule.cap:
        wanted = least(wanted, level(facts.minor(rule.cap)))
    return wanted if rule.cap_share is None else least(wanted, GROSS.times(rule.cap_share))


def _room(rule: Rule, facts: Facts) -> Curve | None:
    """How much more the purse takes before it is full; None where it is never full."""
    if not rule.stop_at or (rule.stop_unless and facts.flags[rule.stop_unless]):
        return None
    return level(max(Fraction(0), facts.minor(rule.stop_at) - facts.amounts[rule.balance]))


def _limit(version: Version, facts: Facts) -> Curve:
    limit = GROSS
    if version.most_taken is not None:
        limit = least(limit, GROSS.times(version.most_taken))
    if version.kept is not None:
        limit = least(limit, GROSS.times(1 - version.kept))
    return least(limit, above(GROSS, facts.minor(version.free))) if version.free else limit


def idle_rules(version: Version, facts: Facts, stopped: Sequence[str]) -> dict[str, str]:
    """The rules that do not apply, each with the reason: stopped, no consent, or a condition that does not hold."""
    found = {}
    for rule in version.rules:
        if rule.code in stopped:
            found[rule.code] = "stopped"
        elif rule.consent and not facts.flags[rule.consent]:
            found[rule.code] = "no_consent"
        elif not all(facts.holds(condition) for condition in rule.when):
            found[rule.code] = "not_now"
    return found


def asked_shares(law: Law, gross: int) -> None:
    """Raises CannotSplit where an asked amount lies outside the share of the gross that the law allows it."""
    for rule in law.rules:
        asked = law.wants[rule.code].at(gross)
        low, high = (rule.least_share or 0) * gross, gross if rule.most_share is None else rule.most_share * gross
        if rule.code not in law.idle and not low <= asked <= high:
            raise CannotSplit(
                "outside_limits",
                _(
                    "%(part)s must lie between %(low)s and %(high)s of what was earned (%(legal)s). Change the amount.",
                    part=rule.part, low=percent(rule.least_share or Fraction(0)),
                    high=percent(Fraction(1) if rule.most_share is None else rule.most_share), legal=rule.legal,
                ),
                rule=rule.legal,
            )  # fmt: skip
