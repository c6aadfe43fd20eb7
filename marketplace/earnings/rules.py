"""How earnings are shared out: dated rules as data, whole cents, nothing lost, cumulative within the month.

Nelson Mandela Rule 103: part to spend, part to the family, part saved and handed over on release.
"""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel.i18n import _l
from kernel.money import split
from marketplace.ledger.models import AccountRole

PACKS = Path(__file__).parent / "packs"
WHOLE = 10_000
WORDS = {
    "obligation": _l("For the court debt or maintenance"),
    "family": _l("For your family"),
    "release": _l("Saved for your release"),
    "spend": _l("Yours to spend"),
}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One part. ``tiers`` are (from minor units, rate in 1/10000 of what lies above); ``rest`` takes what is left."""

    code: str
    role: AccountRole
    tiers: tuple[tuple[int, int], ...] = ()
    rest: bool = False
    needs: str = ""
    redirect: str = ""
    legal: str = ""

    def weight(self, gross: int) -> int:
        """The rule's part of ``gross`` in 1/10000 minor units, before rounding."""
        bounds = [floor for floor, _rate in self.tiers[1:]] + [gross]
        return sum(
            max(0, min(gross, top) - floor) * rate for (floor, rate), top in zip(self.tiers, bounds, strict=True)
        )


def rules_on(pack: str, day: dt.date) -> tuple[Rule, ...]:
    """The rules of a pack in force on a day, in their order. Raises LookupError when there are none."""
    found = [rules for begins, rules in _sets(pack) if begins <= day]
    if not found:
        raise LookupError(f"the pack {pack} has no rules for {day}")
    return found[-1]


@functools.cache
def _sets(pack: str) -> list[tuple[dt.date, tuple[Rule, ...]]]:
    data = tomllib.loads((PACKS / f"{pack}.toml").read_text())
    return sorted((given["valid_from"], tuple(_rule(one) for one in given["rule"])) for given in data["set"])


@functools.cache
def words() -> dict[str, dict[str, str]]:
    """The texts of all packs in other languages: language to text to translation."""
    found: dict[str, dict[str, str]] = {}
    for file in PACKS.glob("*.toml"):
        for language, told in tomllib.loads(file.read_text(encoding="utf-8")).get("words", {}).items():
            found.setdefault(language, {}).update(told)
    return found


def _rule(given: Mapping[str, Any]) -> Rule:
    tiers = tuple((floor, rate) for floor, rate in given.get("tiers", ()))
    return Rule(**{**given, "role": AccountRole(given["role"]), "tiers": tiers})


def parts(rules: Sequence[Rule], gross: int, has: frozenset[str]) -> dict[str, int]:
    """The whole month's ``gross`` shared out: rule code → minor units, summing to exactly ``gross``.

    ``has`` says whom there is to pay ("family", "obligation"). Cents that do not divide go by largest remainder.
    Raises ValueError when the rules take more than there is.
    """
    weights = {rule.code: 0 if rule.rest else rule.weight(gross) for rule in rules}
    for rule in rules:
        if rule.needs and rule.needs not in has:
            weights[rule.redirect] += weights.pop(rule.code)
    rest = next(rule.code for rule in rules if rule.rest)
    weights[rest] = WHOLE * gross - sum(weight for code, weight in weights.items() if code != rest)
    if weights[rest] < 0:
        raise ValueError("the rules take more than was earned")
    return dict(zip(weights, split(gross, list(weights.values())), strict=True))


def due(rules: Sequence[Rule], minor: int, before: Mapping[str, int], has: frozenset[str]) -> dict[str, int]:
    """The parts of ``minor`` earned now, given what each rule got ``before`` in this month: 350 then 350 equals 700.

    Always sums to ``minor`` and is never negative: where rounding (or a payee gone since) would take back, the
    others wait for the next earning to even it out.
    """
    target = parts(rules, sum(before.values()) + minor, has)
    wanted = {code: max(0, share - before.get(code, 0)) for code, share in target.items()}
    over = sum(wanted.values()) - minor
    for code in sorted(wanted, key=lambda code: -wanted[code]):
        cut = min(over, wanted[code])
        wanted[code] -= cut
        over -= cut
    return {code: share for code, share in wanted.items() if share}
