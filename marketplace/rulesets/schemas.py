"""A rule set as an author writes it, read strictly: what contradicts itself is refused with its place."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate
from typing_extensions import override

from kernel.errors import DomainError
from kernel.i18n import _
from marketplace.rulesets.rules import ROLES, Fact, FactKind, Factor, Rule, RuleSet, Version, share_of

PACKS = Path(__file__).parent / "packs"
ROUNDINGS = ("half_up", "down", "up")
PERIODS = ("month", "week", "day", "piece")


class RuleSetRefused(DomainError):
    """A text that is no rule set: ``flaws`` are (place, words)."""

    def __init__(self, name: str, flaws: Sequence[tuple[str, str]]) -> None:
        self.flaws = flaws
        super().__init__("\n".join(f"{name}: {place}: {words}" for place, words in flaws))


class _Share(fields.String):
    @override
    def _deserialize(self, value: Any, attr: str | None, data: Any, **given: Any) -> Any:
        text = super()._deserialize(value, attr, data, **given)
        try:
            return share_of(text)
        except (ValueError, ZeroDivisionError) as error:
            raise ValidationError(_("Write a share as 20%, 3/7 or 0.75.")) from error


class _Amount(fields.String):
    @override
    def _deserialize(self, value: Any, attr: str | None, data: Any, **given: Any) -> Any:
        text: str = super()._deserialize(value, attr, data, **given)
        try:
            found = Decimal(text)
        except InvalidOperation as error:
            raise ValidationError(_("Write an amount as 200.00.")) from error
        if not found.is_finite() or found < 0:
            raise ValidationError(_("Write an amount as 200.00."))
        return text


class _Tier(fields.Tuple):
    def __init__(self) -> None:
        super().__init__((_Amount(), _Share()))


class FactSchema(Schema):
    """A fact that the rules ask for."""

    key = fields.String(required=True, validate=validate.Regexp("^[a-z][a-z_]*$"))
    kind = fields.Enum(FactKind, by_value=True, required=True)
    text = fields.String(required=True, validate=validate.Length(min=3))
    default = fields.Raw(allow_none=True)
    choices = fields.List(fields.String())

    @post_load
    def made(self, data: dict[str, Any], **_given: Any) -> Fact:
        """The fact."""
        return Fact(**{**data, "choices": tuple(data.get("choices", ()))})


class RuleSchema(Schema):
    """One rule."""

    code = fields.String(required=True, validate=validate.Regexp("^[a-z][a-z0-9_]*$"))
    part = fields.String(required=True, validate=validate.Regexp("^[a-z][a-z_]*$"))
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    legal = fields.String(required=True, validate=validate.Length(min=3))
    text = fields.String(required=True, validate=validate.Length(min=3))
    takes, rest, uncut, beyond = fields.Boolean(), fields.Boolean(), fields.Boolean(), fields.Boolean()
    of = fields.String(validate=validate.OneOf(["gross", "net", "left"]))
    net_of, when = fields.List(fields.String()), fields.List(fields.String())
    share, cap_share, least_share, most_share, floor = _Share(), _Share(), _Share(), _Share(), _Share()
    tiers = fields.List(_Tier())
    fixed, above, cap, stop_at = _Amount(), _Amount(), _Amount(), _Amount()
    fact, weight, balance, stop_unless, consent = (fields.String() for _one in range(5))
    cut = fields.Integer()
    redirect: fields.Dict = fields.Dict(keys=fields.String(), values=_Share())
    stopped_from = fields.Date()
    stopped_by = fields.String()

    @post_load
    def made(self, data: dict[str, Any], **_given: Any) -> Rule:
        """The rule. Raises ValidationError unless it says in exactly one way how much it wants."""
        ways = [way for way in ("share", "tiers", "fixed", "fact", "weight", "rest") if data.get(way)]
        if len(ways) != 1:
            raise ValidationError(_("Give exactly one of share, tiers, fixed, fact, weight and rest."))
        tiers = tuple(data.get("tiers", ()))
        floors = [Decimal(floor) for floor, _share in tiers]
        if floors != sorted(set(floors)):
            raise ValidationError(_("Tiers rise: each begins above the one before."), "tiers")
        many: dict[str, Any] = {key: tuple(data[key]) for key in ("net_of", "when") if key in data}
        return Rule(**(data | many | {"tiers": tiers}))


class VersionSchema(Schema):
    """The rules from a day on."""

    begins = fields.Date(required=True, data_key="from")
    ends = fields.Date(load_default=None, data_key="until")
    most_taken, kept = _Share(), _Share()
    free = _Amount()
    legal = fields.String()
    rules = fields.List(fields.Nested(RuleSchema), required=True, data_key="rule", validate=validate.Length(min=1))

    @post_load
    def made(self, data: dict[str, Any], **_given: Any) -> Version:
        """The version."""
        return Version(**{**data, "rules": tuple(data["rules"])})


class FactorSchema(Schema):
    """One factor of a wage."""

    value, times, plus, most = _Share(), _Share(), _Share(), _Share()
    fact = fields.String()
    table: fields.Dict = fields.Dict(keys=fields.String(), values=_Share())

    @post_load
    def made(self, data: dict[str, Any], **_given: Any) -> Factor:
        """The factor."""
        return Factor(**data)


class RuleSetSchema(Schema):
    """A whole rule set."""

    name = fields.String(required=True, validate=validate.Regexp("^[a-z][a-z-]*$"))
    title = fields.String(required=True)
    period = fields.String(required=True, validate=validate.OneOf(PERIODS))
    rounding = fields.String(load_default="half_up", validate=validate.OneOf(ROUNDINGS))
    sources = fields.List(fields.String(), required=True, validate=validate.Length(min=1))
    currencies, to_check = fields.List(fields.String()), fields.List(fields.String())
    facts = fields.List(fields.Nested(FactSchema), load_default=list, data_key="fact")
    versions = fields.List(fields.Nested(VersionSchema), load_default=list, data_key="version")
    factors = fields.List(fields.Nested(FactorSchema), load_default=list, data_key="factor")
    units, batch, carried, unlisted = (fields.String() for _one in range(4))
    words: fields.Dict = fields.Dict(keys=fields.String(), values=fields.Dict(), load_default=dict)

    @post_load
    def made(self, data: dict[str, Any], **_given: Any) -> RuleSet:
        """The rule set, versions oldest first."""
        many = {key: tuple(data.get(key, ())) for key in ("sources", "currencies", "to_check", "factors")}
        versions = tuple(sorted(data["versions"], key=lambda version: version.begins))
        return RuleSet(**{**data, **many, "facts": {one.key: one for one in data["facts"]}, "versions": versions})


def read_rule_set(text: str, name: str = "") -> RuleSet:
    """The rule set in a text. Raises RuleSetRefused with every flaw and its place."""
    try:
        raw = tomllib.loads(text)
        found: RuleSet = RuleSetSchema().load(raw)
    except tomllib.TOMLDecodeError as error:
        raise RuleSetRefused(name, [("", str(error))]) from error
    except ValidationError as error:
        raise RuleSetRefused(name, list(_flat(error.messages))) from error
    if flaws := [flaw for version in found.versions for flaw in _flaws(found, version)]:
        raise RuleSetRefused(name, flaws)
    return found


@functools.cache
def shipped() -> Mapping[str, RuleSet]:
    """The rule sets that come with the product, by name."""
    found = [read_rule_set(file.read_text(encoding="utf-8"), file.name) for file in sorted(PACKS.glob("*.toml"))]
    return {one.name: one for one in found}


def _flaws(whole: RuleSet, version: Version) -> Iterator[tuple[str, str]]:
    place = f"version from {version.begins}"
    codes = [rule.code for rule in version.rules]
    if len(set(codes)) < len(codes):
        yield place, _("Two rules have the same code.")
    if sum(rule.rest for rule in version.rules) != 1 or not version.rules[-1].rest:
        yield place, _("Exactly one rule takes the rest, and it stands last.")
    limit = min(version.most_taken or Fraction(1), 1 - (version.kept or 0))
    floors = {rule.code: rule.floor for rule in version.rules if rule.floor and rule.takes and not rule.beyond}
    if sum(floors.values()) > limit:
        yield (
            f"{place}, {', '.join(floors)}",
            _("The floors of the deductions add up to more than may be taken at all. Lower a floor."),
        )
    for n, rule in enumerate(version.rules):
        yield from _rule_flaws(whole, rule, codes[:n], codes, f"{place}, rule {rule.code}")


def _rule_flaws(
    whole: RuleSet, rule: Rule, before: list[str], codes: list[str], place: str
) -> Iterator[tuple[str, str]]:
    asked = [
        *(one.removeprefix("not ") for one in rule.when),
        rule.fact,
        rule.weight,
        rule.balance,
        rule.consent,
        rule.stop_unless,
    ]
    for key in asked:
        if key and key not in whole.facts:
            yield place, _("It asks for the fact %(key)s, which the rule set does not list.", key=key)
    for code in rule.net_of:
        if code not in before:
            yield place, _("It comes off %(code)s, which does not stand above it.", code=code)
    for code in rule.redirect:
        if code not in codes or code == rule.code:
            yield place, _("Its part would go to %(code)s, and there is no such other rule.", code=code)
    wrong = {
        _("More than the whole of it is redirected."): sum(rule.redirect.values()) > 1,
        _("A rule that was stopped names the day and who stopped it."): bool(rule.stopped_from)
        != bool(rule.stopped_by),
        _("A rule that stops at a balance names the fact that holds it."): bool(rule.stop_at) and not rule.balance,
    }
    yield from ((place, words) for words, is_so in wrong.items() if is_so)


def _flat(errors: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(errors, Mapping):
        for key, one in errors.items():
            step = f"[{key + 1}]" if isinstance(key, int) else f".{key}" if place else str(key)
            yield from _flat(one, place if key == "_schema" else place + step)
    else:
        yield from ((place, str(one)) for one in errors)


def version_day(period: str) -> dt.date:
    """The first day of a period written as 2026-11, 2026-W47 or 2026-11-21. Raises ValueError."""
    if "W" in period:
        return dt.datetime.strptime(f"{period}-1", "%G-W%V-%u").replace(tzinfo=dt.UTC).date()
    return dt.date.fromisoformat(period if period.count("-") > 1 else f"{period}-01")
