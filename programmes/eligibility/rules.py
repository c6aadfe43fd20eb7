"""Whether a person may take part: every rule answered, met or not, in words, with what is still needed.

What nobody checked is never read as fine. Nationality, religion, offence and complaints are not asked.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casework.public import FitnessState, LegalStatus, SecurityLevel
from kernel.i18n import _, ngettext
from programmes.catalogue.models import ProgrammeKind
from programmes.eligibility.models import RuleKind

CHOICE = "choice"
UNTRIED = frozenset({LegalStatus.UNCONVICTED, LegalStatus.CONVICTED_UNSENTENCED})


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the rules may look at. None means not known or not checked."""

    level: SecurityLevel | None
    legal_status: LegalStatus
    establishment_id: uuid.UUID | None
    needs: Mapping[str, int] = field(default_factory=dict)
    days_to_release: int | None = None
    fitness: FitnessState | None = None
    consented: bool = False


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule in force: its kind, its values, what it rests on."""

    kind: RuleKind
    given: Mapping[str, Any]
    legal_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One rule answered. ``needed`` says what would meet it; empty when met. ``firm`` lines cannot be overridden."""

    code: str
    met: bool
    words: str
    needed: str = ""
    rule: str = ""
    firm: bool = False
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """All lines of one examination."""

    lines: tuple[Line, ...]

    @property
    def admits(self) -> bool:
        """Whether every rule is met."""
        return all(line.met for line in self.lines)

    @property
    def barred(self) -> bool:
        """Whether a rule that nobody may override is not met."""
        return any(line.firm and not line.met for line in self.lines)

    @property
    def unmet(self) -> list[Line]:
        """The lines that say no."""
        return [line for line in self.lines if not line.met]

    def as_json(self) -> dict[str, Any]:
        """The answers as they are kept with the place."""
        return {
            "lines": [
                {"code": line.code, "met": line.met, "words": line.words, "rule": line.rule, "given": dict(line.given)}
                for line in self.lines
            ]
        }


def _level(given: Mapping[str, Any], facts: Facts) -> tuple[bool, str, str]:
    limit = SecurityLevel(given["level"])
    words = _("The security level is %(level)s or lower.", level=limit.label)
    if facts.level is None:
        return False, words, _("Classify this person first.")
    needed = _("The level is %(level)s now. A review that lowers it is needed.", level=facts.level.label)
    return facts.level.rank <= limit.rank, words, needed


def _legal_status(given: Mapping[str, Any], facts: Facts) -> tuple[bool, str, str]:
    allowed = [LegalStatus(value) for value in given["any_of"]]
    words = _("The legal status is one of: %(names)s.", names=", ".join(str(one.label) for one in allowed))
    return facts.legal_status in allowed, words, _("The legal status is %(status)s.", status=facts.legal_status.label)


def _need(given: Mapping[str, Any], facts: Facts) -> tuple[bool, str, str]:
    area, least = str(given["area"]), int(given["least"])
    found = facts.needs.get(area)
    words = _("The assessment finds a need for %(area)s of %(least)d or more.", area=area, least=least)
    if found is None:
        return False, words, _("Assess the need for %(area)s first.", area=area)
    return found >= least, words, _("The assessed need is %(found)d.", found=found)


def _days_at_least(given: Mapping[str, Any], facts: Facts) -> tuple[bool, str, str]:
    least = int(given["days"])
    words = ngettext(
        "%(num)d day or more is left until release.", "%(num)d days or more are left until release.", least
    )
    if facts.days_to_release is None:
        return False, words, _("Compute the release date first.")
    return facts.days_to_release >= least, words, _("%(days)d days are left.", days=facts.days_to_release)


def _days_at_most(given: Mapping[str, Any], facts: Facts) -> tuple[bool, str, str]:
    most = int(given["days"])
    words = ngettext(
        "No more than %(num)d day is left until release.", "No more than %(num)d days are left until release.", most
    )
    if facts.days_to_release is None:
        return False, words, _("Compute the release date first.")
    return facts.days_to_release <= most, words, _("%(days)d days are left.", days=facts.days_to_release)


def _unit(given: Mapping[str, Any], facts: Facts) -> tuple[bool, str, str]:
    held = str(facts.establishment_id) in given["any_of"]
    return held, _("The person is held where this programme runs."), _("A transfer would be needed.")


def _fit(_given: Mapping[str, Any], facts: Facts) -> tuple[bool, str, str]:
    words = _("The health service has found this person fit.")
    if facts.fitness is None:
        return False, words, _("Fitness was not checked. Ask the health service.")
    return facts.fitness is not FitnessState.UNFIT, words, _("The health service says: not fit now.")


_ANSWERS: Mapping[RuleKind, Callable[[Mapping[str, Any], Facts], tuple[bool, str, str]]] = {
    RuleKind.LEVEL_AT_MOST: _level,
    RuleKind.LEGAL_STATUS: _legal_status,
    RuleKind.NEED_AT_LEAST: _need,
    RuleKind.DAYS_AT_LEAST: _days_at_least,
    RuleKind.DAYS_AT_MOST: _days_at_most,
    RuleKind.UNIT: _unit,
    RuleKind.FIT: _fit,
}


def _answer(rule: Rule, facts: Facts) -> Line:
    met, words, needed = _ANSWERS[rule.kind](rule.given, facts)
    return Line(
        code=rule.kind,
        met=met,
        words=words,
        needed="" if met else needed,
        rule=rule.legal_ref,
        firm=rule.kind is RuleKind.FIT,
        given=rule.given,
    )


_NOBODY = Facts(level=None, legal_status=LegalStatus.SENTENCED, establishment_id=None)


def words_of(kind: RuleKind, given: Mapping[str, Any]) -> str:
    """What a rule asks for, as a sentence."""
    return _ANSWERS[kind](given, _NOBODY)[1]


def kept_words(line: Mapping[str, Any]) -> str:
    """What a kept answer's rule asks for, in the reader's language; as it was written where its values are missing."""
    code, given = line["code"], line.get("given", {})
    if code == CHOICE:
        return _choice_words()
    if given or code in {RuleKind.FIT, RuleKind.UNIT}:
        return words_of(RuleKind(code), {"any_of": [], **given})
    return str(line["words"])


def _choice_words() -> str:
    return _("An untried person works only by their own choice.")


def _choice(facts: Facts) -> Line:
    needed = "" if facts.consented else _("Ask the person, and note their own choice.")
    words = _choice_words()
    return Line(code=CHOICE, met=facts.consented, words=words, needed=needed, rule="Mandela Rule 116", firm=True)


def examine(kind: ProgrammeKind, rules: Sequence[Rule], facts: Facts) -> Verdict:
    """Every rule answered for these facts.

    Work and training always ask for fitness, and work of the untried for their choice.
    """
    lines = [_answer(rule, facts) for rule in rules if not (rule.kind is RuleKind.FIT and kind.needs_fitness)]
    if kind.needs_fitness:
        lines.append(_answer(Rule(kind=RuleKind.FIT, given={}, legal_ref="Mandela Rule 96"), facts))
    if kind is ProgrammeKind.WORK and facts.legal_status in UNTRIED:
        lines.append(_choice(facts))
    return Verdict(tuple(lines))
