"""A case as a file writes it, read strictly: nothing is guessed, nothing unknown is skipped."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from babel.numbers import get_currency_precision, list_currencies

from kernel.i18n import _
from marketplace.rulesets.rules import Fact, FactKind, RuleSet
from marketplace.rulesets.schemas import shipped, version_day
from marketplace.splits.rules import CannotSplit, Facts

SPLIT = frozenset({"id", "ruleset", "currency", "gross", "period", "facts", "earlier"})
RATE = frozenset({"id", "ruleset", "currency", "facts"})
_PERIOD = re.compile(r"(?P<month>[0-9]{4}-[0-9]{2})|(?P<week>[0-9]{4}-W[0-9]{2})|(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})")
NO_CURRENCY = "XXX"
"""ISO 4217 for none: a wage formula of no country, worked out to two decimals."""
_AMOUNT = re.compile(r"[0-9]{1,13}(\.[0-9]{1,9})?")


@dataclass(frozen=True, kw_only=True)
class Case:
    """An earning to share out: ``gross`` and ``before`` are minor units, ``day`` the first of its period."""

    rule_set: RuleSet
    currency: str
    gross: int
    before: int
    day: dt.date
    facts: Facts


def read_case(raw: Any) -> Case:
    """A case from its JSON object. Raises CannotSplit with a stable code, the place and what to do."""
    case = _object(raw, SPLIT)
    rule_set = _rule_set(case)
    if not rule_set.versions:
        raise CannotSplit("no_split", _("This rule set says a wage and shares nothing out. Use earnings rate."))
    currency = _currency(case, rule_set)
    earlier = case.get("earlier", [])
    if not isinstance(earlier, list):
        raise CannotSplit("bad_earlier", _('Write earlier as a list of amounts, such as ["350.00"].'))
    return Case(
        rule_set=rule_set, currency=currency, gross=minor_of(_given(case, "gross"), currency, "gross"),
        before=sum(minor_of(one, currency, "earlier") for one in earlier), day=_day(case, rule_set),
        facts=_split_facts(rule_set, facts_of(case, rule_set), currency),
    )  # fmt: skip


def read_rate(raw: Any) -> tuple[RuleSet, str, Mapping[str, Fraction | str]]:
    """A wage asked for: (rule set, currency, facts by key). Raises CannotSplit."""
    case = _object(raw, RATE)
    rule_set = _rule_set(case)
    if not rule_set.factors:
        raise CannotSplit("no_rate", _("This rule set shares out earnings and says no wage. Use earnings split."))
    currency = _currency(case, rule_set) if "currency" in case else next(iter(rule_set.currencies), NO_CURRENCY)
    facts = facts_of(case, rule_set)
    return rule_set, currency, {key: _value(facts[key], one) for key, one in rule_set.facts.items()}


def facts_of(case: Mapping[str, Any], rule_set: RuleSet) -> dict[str, Any]:
    """The facts that the rule set lists, as they are given or by default. Raises CannotSplit."""
    given = case.get("facts", {})
    if not isinstance(given, dict):
        raise CannotSplit("bad_facts", _("Write facts as an object of names and values."))
    if strange := sorted(set(given) - set(rule_set.facts)):
        known = ", ".join(sorted(rule_set.facts)) or "-"
        raise CannotSplit(
            rule_set.unlisted,
            _("%(rules)s knows nothing of %(facts)s. It knows: %(known)s.", rules=rule_set.name,
              facts=", ".join(strange)[:200], known=known),
        )  # fmt: skip
    found = {key: given.get(key, one.default) for key, one in rule_set.facts.items()}
    if missing := [key for key, value in found.items() if value is None]:
        raise CannotSplit("missing_fact", _("Say under facts: %(facts)s.", facts=", ".join(missing)))
    return found


def minor_of(written: Any, currency: str, place: str) -> int:
    """Minor units of an amount written as text or a whole number. Raises CannotSplit."""
    text = str(written) if isinstance(written, int) and not isinstance(written, bool) else written
    if not isinstance(text, str) or not _AMOUNT.fullmatch(text):
        raise CannotSplit("bad_amount", _('%(place)s: write an amount as text, such as "12.50".', place=place))
    places = get_currency_precision(currency)
    if len(text.partition(".")[2]) > places:  # also where the last is a nought: whoever wrote it meant another currency
        raise CannotSplit(
            "too_many_decimals",
            _("%(place)s: an amount in %(currency)s has at most %(many)s decimals.", place=place, currency=currency,
              many=places),
        )  # fmt: skip
    return int(Decimal(text).scaleb(places))


def written_of(minor: Fraction | int, currency: str) -> str:
    """Minor units as an amount: 12.50. Parts of a minor unit are shown as they are, up to four digits."""
    places = get_currency_precision(currency)
    exact = Fraction(minor)
    if exact.denominator == 1:
        return f"{Decimal(exact.numerator).scaleb(-places):.{places}f}"
    return f"{float(exact / 10**places):.{places + 4}f}".rstrip("0")


def _object(raw: Any, known: frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise CannotSplit("no_object", _("A case is an object."))
    if strange := sorted(set(raw) - known):
        raise CannotSplit(
            "unknown_field",
            _("A case does not know %(fields)s. It knows: %(known)s.", fields=", ".join(strange)[:200],
              known=", ".join(sorted(known))),
        )  # fmt: skip
    return raw


def _given(case: Mapping[str, Any], key: str) -> Any:
    if key not in case:
        raise CannotSplit("missing_field", _("The case lacks %(field)s.", field=key))
    return case[key]


def _rule_set(case: Mapping[str, Any]) -> RuleSet:
    name = _given(case, "ruleset")
    found = shipped().get(name) if isinstance(name, str) else None
    if found is None:
        raise CannotSplit(
            "unknown_ruleset",
            _("There is no rule set %(name)s. There are: %(known)s.", name=str(name)[:80], known=", ".join(shipped())),
        )
    return found


@functools.cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def _currency(case: Mapping[str, Any], rule_set: RuleSet) -> str:
    written = _given(case, "currency")
    if not isinstance(written, str) or written not in _currencies():
        raise CannotSplit("bad_currency", _("Write the currency as three letters, such as EUR."))
    if rule_set.currencies and written not in rule_set.currencies:
        raise CannotSplit(
            "other_currency",
            _("%(rules)s is a law for %(currencies)s. Choose another rule set for %(currency)s.", rules=rule_set.name,
              currencies=", ".join(rule_set.currencies), currency=written),
        )  # fmt: skip
    return written


def _day(case: Mapping[str, Any], rule_set: RuleSet) -> dt.date:
    written = _given(case, "period")
    found = _PERIOD.fullmatch(written) if isinstance(written, str) else None
    try:
        day = version_day(written) if found else None
    except ValueError:
        day = None
    if found is None or day is None:
        raise CannotSplit("bad_period", _("Write the period as 2026-11, 2026-W47 or 2026-11-21."))
    if {found.lastgroup, rule_set.period} == {"month", "week"}:
        example = "2026-W47" if rule_set.period == "week" else "2026-11"
        raise CannotSplit(
            "bad_period",
            _("%(rules)s counts by another period. Write it as %(example)s.", rules=rule_set.name, example=example),
        )
    return day


def _split_facts(rule_set: RuleSet, given: Mapping[str, Any], currency: str) -> Facts:
    flags, amounts = {}, {}
    for key, one in rule_set.facts.items():
        value = given[key]
        if one.kind is FactKind.FLAG:
            if not isinstance(value, bool):
                raise CannotSplit("bad_fact", _("%(fact)s is true or false.", fact=key))
            flags[key] = value
        else:
            amounts[key] = Fraction(minor_of(value, currency, key))
    return Facts(
        flags=flags, amounts=amounts, minor=lambda text: Fraction(text) * 10 ** get_currency_precision(currency)
    )


def _value(value: Any, fact: Fact) -> Fraction | str:
    if fact.kind is FactKind.CHOICE:
        if str(value) not in fact.choices:
            words = _("%(fact)s is one of: %(known)s.", fact=fact.key, known=", ".join(fact.choices))
            raise CannotSplit("bad_fact", words)
        return str(value)
    plain = isinstance(value, str | int) and not isinstance(value, bool) and _AMOUNT.fullmatch(str(value))
    if not plain:
        raise CannotSplit("bad_fact", _("%(fact)s is a number, written as text.", fact=fact.key))
    return Fraction(str(value))
