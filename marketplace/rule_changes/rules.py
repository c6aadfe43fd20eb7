"""How changes and stops make the rule set that is in force. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from kernel.i18n import _, comma
from marketplace.rulesets.rules import Rule, RuleSet, Version, percent

Stop = tuple[str, dt.date, str]
"""Code of a rule, first day on which it does not count, the court and its decision."""


def with_changes(one: RuleSet, changes: Iterable[tuple[dt.date, RuleSet]], stops: Sequence[Stop]) -> RuleSet:
    """``one`` with the last version of each changed set from its day on, and with what courts stopped.

    Versions that came before stay as they were: what was earned on their days is shared out by them.
    """
    versions, facts, words = list(one.versions), dict(one.facts), dict(one.words)
    for begins, changed in sorted(changes, key=lambda item: item[0]):
        versions.append(dataclasses.replace(changed.versions[-1], begins=begins, ends=None))
        facts |= changed.facts
        for language, told in changed.words.items():
            words[language] = {**words.get(language, {}), **told}
    found = tuple(_stopped(version, stops) for version in sorted(versions, key=lambda version: version.begins))
    return dataclasses.replace(one, versions=found, facts=facts, words=words)


def _stopped(version: Version, stops: Sequence[Stop]) -> Version:
    return dataclasses.replace(version, rules=tuple(_stop(rule, stops) for rule in version.rules))


def _stop(rule: Rule, stops: Sequence[Stop]) -> Rule:
    mine = sorted((day, court) for code, day, court in stops if code == rule.code)
    if not mine or (rule.stopped_from and rule.stopped_from <= mine[0][0]):
        return rule
    return dataclasses.replace(rule, stopped_from=mine[0][0], stopped_by=mine[0][1])


def much(rule: Rule) -> str:
    """How much a rule wants, in a few words: "20%, at most 50.00"."""
    if rule.rest:
        return _("what is left")
    said = [percent(rule.share)] if rule.share is not None else [rule.fixed or _("as decided for the person")]
    if rule.tiers:
        said = [_("%(share)s above %(amount)s", share=percent(share), amount=floor) for floor, share in rule.tiers]
    if rule.above:
        said.append(_("of what lies above %(amount)s", amount=rule.above))
    if rule.cap:
        said.append(_("at most %(amount)s", amount=rule.cap))
    if rule.floor:
        said.append(_("never cut below %(share)s", share=percent(rule.floor)))
    return comma().join(said)


def differences(now: Version, then: Version) -> list[tuple[Rule, str, str]]:
    """(rule, how much now, how much then) of every rule of both, those that stay the same too; "" where it is not."""
    old, new = ({rule.code: rule for rule in version.rules} for version in (now, then))
    return [
        (new.get(code) or old[code], much(old[code]) if code in old else "", much(new[code]) if code in new else "")
        for code in dict.fromkeys([*old, *new])
    ]
