"""The supervision level by the neutral rule of a pack: each step kept as facts and said in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.i18n import _
from probation.orders.models import Level
from probation.packs.rules import Version

Step = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """The level by rule. ``provisional``: something that it rests on is not known yet."""

    level: Level
    steps: tuple[Step, ...]
    provisional: bool
    rule: str
    citation: Any


def suggest(
    version: Version, security_level: str | None, *, now: str | None = None, earned: bool = False,
    before: Sequence[Mapping[str, str]] = (),
) -> Suggestion:  # fmt: skip
    """The level of the version's rule for a security level, or for one that is not known.

    ``earned``: six months of cooperation have earned a level below ``now``. ``before``: the steps of the last decision;
    a lower level that was earned stands while the security level is the same.
    """
    rule, known = version.level_rule, security_level in version.level_rule.base
    level = rule.base[str(security_level)] if known else rule.unknown
    steps: list[Step] = [{"step": "base", "from": str(security_level) if known else "", "level": level}]
    kept = next((one for one in before if one["step"] in {"earned", "kept"}), None)
    same = before and before[0].get("from") == steps[0]["from"]
    if kept and same and _lower(kept["level"], level):
        level = kept["level"]
        steps.append({"step": "kept", "level": level})
    if earned and now in version.levels:
        below = version.levels[min(version.levels.index(now) + 1, len(version.levels) - 1)]
        if _lower(below, level):
            level = below
            steps.append({"step": "earned", "level": level})
    return Suggestion(
        level=Level(level), steps=tuple(steps), provisional=not known, rule=f"{version.pack} {version.number}",
        citation=rule.citation,
    )  # fmt: skip


def _lower(one: str, other: str) -> bool:
    return Level(one).rank < Level(other).rank


def step_words(step: Mapping[str, str], security_levels: Mapping[str, Any]) -> str:
    """A step in the reader's language; ``security_levels`` names them."""
    level = Level(step["level"]).label
    if step["step"] == "kept":
        return _("A lower level was earned before and stands: %(level)s.", level=level)
    if step["step"] == "earned":
        return _("Half a year of keeping to what was asked has earned a lower level: %(level)s.", level=level)
    if not step["from"]:
        return _("The security level is not known, so %(level)s holds until it is.", level=level)
    return _("Security level %(security)s gives %(level)s.",
             security=security_levels.get(step["from"], step["from"]), level=level)  # fmt: skip
