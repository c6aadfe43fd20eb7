"""``earnings split``, ``rulesets`` and ``rate``: no database, nothing saved."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import click
from babel.numbers import get_currency_precision

from kernel.cases import cases_of
from marketplace.rulesets.rules import Rule, RuleSet
from marketplace.rulesets.schemas import shipped
from marketplace.splits.rules import CannotSplit, asked_shares, idle_rules, law_of
from marketplace.splits.schemas import Case, read_case, read_rate, written_of
from marketplace.wages.rules import wage
from marketplace.workings.rules import Line, lines_of

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))


@click.group("earnings")
def group() -> None:
    """Who gets what of an earning."""


@group.command("split")
@_FILE
def split(file: str) -> None:
    """Share out every earning in FILE by the rule set it names and print a JSON list; - reads standard input.

    A case that is refused says why under "refused"; the others still come out. A file that cannot be read ends with 2.
    """
    _each(file, split_answer)


@group.command("rate")
@_FILE
def rate(file: str) -> None:
    """Work out every wage in FILE by the rule set it names and print a JSON list; - reads standard input."""
    _each(file, rate_answer)


@group.command("rulesets")
def rulesets() -> None:
    """Print every rule set as JSON: its name, what it is for, the facts it asks for, its parts, its sources."""
    json.dump([_told(one) for one in shipped().values()], sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")


def split_answer(raw: Any) -> dict[str, Any]:
    """One earning shared out or refused: ``id``, ``parts``, ``net``, ``lines``, ``refused``."""
    made: dict[str, Any] = {"id": _id(raw), "parts": {}, "net": None, "lines": [], "refused": None}
    try:
        case = read_case(raw)
        lines = lines_for(case)
    except CannotSplit as refusal:
        return made | _refused(refusal)
    parts: dict[str, int] = {}
    for line in lines:
        parts[line.rule.part] = parts.get(line.rule.part, 0) + line.now
    net = sum(line.now for line in lines if line.rule.is_own)
    return made | {
        "parts": {part: written_of(minor, case.currency) for part, minor in parts.items()},
        "net": written_of(net, case.currency),
        "lines": [_line(line, case.currency) for line in told(lines)],
    }


def told(lines: list[Line]) -> list[Line]:
    """The lines worth saying: those with money, and for a part without any the reason why."""
    alive = {line.rule.part for line in lines if not line.idle}
    return [line for line in lines if line.whole or (line.idle and line.rule.part not in alive)]


def lines_for(case: Case) -> list[Line]:
    """The lines of a case. Raises CannotSplit."""
    try:
        version = case.rule_set.on(case.day)
    except LookupError as error:
        raise CannotSplit("no_rules", str(error)) from error
    stopped = [rule.code for rule in version.rules if rule.is_stopped(case.day)]
    law = law_of(version, idle_rules(version, case.facts, stopped), case.facts)
    whole = case.before + case.gross
    asked_shares(law, whole)
    return lines_of(law, case.before, whole, case.rule_set.rounding, lambda minor: written_of(minor, case.currency))


def rate_answer(raw: Any) -> dict[str, Any]:
    """One wage or why there is none: ``id``, ``amount``, ``refused``; ``carried`` where only full batches are paid."""
    made: dict[str, Any] = {"id": _id(raw), "amount": None, "refused": None}
    try:
        rule_set, currency, facts = read_rate(raw)
    except CannotSplit as refusal:
        return made | _refused(refusal)
    unit = Fraction(10 ** get_currency_precision(currency))
    try:
        found = wage(rule_set, facts, unit)
    except CannotSplit as refusal:
        return made | _refused(refusal)
    carried = {} if found.carried is None else {"carried": str(found.carried)}
    return made | {"amount": written_of(found.minor, currency), "currency": currency} | carried


def _refused(refusal: CannotSplit) -> dict[str, Any]:
    return {"refused": {"code": refusal.code, "message": str(refusal)}}


def _id(raw: Any) -> Any:
    return raw.get("id") if isinstance(raw, dict) else None


def _line(line: Line, currency: str) -> dict[str, Any]:
    rule = line.rule
    why = {"stopped": rule.stopped_by} if line.idle == "stopped" else {}
    return {
        "rule": rule.code, "part": rule.part, "amount": written_of(line.now, currency),
        "base": written_of(line.base, currency), "working": line.working, "text": rule.text, "legal": rule.legal,
        "earlier": written_of(line.before, currency), "idle": line.idle or None, **why,
    }  # fmt: skip


def _told(one: RuleSet) -> dict[str, Any]:
    return {
        "name": one.name, "title": one.title, "for": "split" if one.versions else "rate", "period": one.period,
        "currencies": list(one.currencies), "rounding": one.rounding,
        "facts": [
            {"key": fact.key, "kind": fact.kind.value, "text": fact.text, "required": fact.default is None,
             "default": fact.default, "choices": list(fact.choices)}
            for fact in one.facts.values()
        ],
        "versions": [
            {"from": str(version.begins), "until": version.ends and str(version.ends), "legal": version.legal,
             "parts": [_part(rule) for rule in version.rules]}
            for version in one.versions
        ],
        "sources": list(one.sources), "to_check": list(one.to_check),
    }  # fmt: skip


def _part(rule: Rule) -> Mapping[str, Any]:
    stopped = {"stopped_from": str(rule.stopped_from), "by": rule.stopped_by} if rule.stopped_from else {}
    return {"rule": rule.code, "part": rule.part, "legal": rule.legal, "text": rule.text, **stopped}


def _each(file: str, answer: Callable[[Any], dict[str, Any]]) -> None:
    with click.open_file(file, "rb") as given:
        cases = cases_of(given.read(), file)
    sys.stdout.write("[" + ",".join("\n" + json.dumps(answer(case), ensure_ascii=False) for case in cases) + "\n]\n")
