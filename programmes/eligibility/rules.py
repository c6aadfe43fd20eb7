"""Whether a person may take part: every rule answered, met or not, in words, with what is still needed.

What nobody checked is never read as fine. Nationality, religion, offence and complaints are not asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casework.public import LegalStatus
from kernel.i18n import _
from programmes.catalogue.models import ProgrammeKind
from programmes.criteria.rules import ANSWERS, NOBODY, Facts, fact_words
from programmes.eligibility.models import RuleKind, Severity

CHOICE = "choice"
UNTRIED = frozenset({LegalStatus.UNCONVICTED, LegalStatus.CONVICTED_UNSENTENCED})
VALUES: Mapping[RuleKind, frozenset[str]] = {
    RuleKind.LEVEL_AT_MOST: frozenset({"level"}),
    RuleKind.LEGAL_STATUS: frozenset({"any_of"}),
    RuleKind.NEED_AT_LEAST: frozenset({"area", "least"}),
    RuleKind.DAYS_AT_LEAST: frozenset({"days"}),
    RuleKind.DAYS_AT_MOST: frozenset({"days"}),
    RuleKind.UNIT: frozenset({"any_of"}),
    RuleKind.LANGUAGE: frozenset({"any_of"}),
    RuleKind.AGE_AT_LEAST: frozenset({"years"}),
    RuleKind.COMPLETED: frozenset({"programme", "name"}),
}
"""The values that each kind of rule takes; the other kinds take none."""
_ORIGIN = re.compile(
    r"\b(nationalit|citizen|foreign|ethnic|race\b|religi|faith|muslim|christian|jewish|hindu|buddhis|atheis|belief|"
    r"étranger|croyan|racial|extranjer|nacionalidad|etnia|гражданств|националь|религи|иностран|вероисповед)"
    r"|جنسي|أجنبي|دين(?!ار)|ديان|عرق|国籍|宗教|外国|民族",
    re.IGNORECASE,
)
_COMPLAINTS = re.compile(r"\b(complain|grievance|plaint|réclamation|queja|жалоб)|شكو|شكاو|投诉|申诉", re.IGNORECASE)


def forbidden_ground(texts: Sequence[str]) -> tuple[str, str] | None:
    """(sentence, rule) when one of these texts names a ground that no rule may look at; None when none does."""
    found = " ".join(texts)
    if _ORIGIN.search(found):
        words = _(
            "A rule may never look at nationality, origin or religion. Take that out; a language may be asked for."
        )
        return words, "Mandela Rule 2"
    if _COMPLAINTS.search(found):
        return _("A rule may never look at complaints that a person made. Take that out."), "Mandela Rule 57"
    return None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule in force: its kind, its values, what it rests on, and whether it stands in the way or only warns."""

    kind: RuleKind
    given: Mapping[str, Any]
    legal_ref: str = ""
    severity: Severity = Severity.BLOCK


@dataclass(frozen=True, kw_only=True)
class Line:
    """One rule answered. ``needed`` says what would meet it; empty when met. ``firm`` lines cannot be overridden.

    ``warns``: not met, the line stands in nobody's way. ``fact`` is what was looked at, as it is kept.
    """

    code: str
    met: bool
    words: str
    needed: str = ""
    rule: str = ""
    firm: bool = False
    warns: bool = False
    fact: Any = None
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        """Whether this line stands in the way."""
        return not self.met and not self.warns

    @property
    def looked_at(self) -> str:
        """The fact used, in words; "" where the rule needs none."""
        return "" if self.code == CHOICE else fact_words(RuleKind(self.code), self.fact)


@dataclass(frozen=True)
class Verdict:
    """All lines of one examination."""

    lines: tuple[Line, ...]

    @property
    def admits(self) -> bool:
        """Whether no rule stands in the way; some may warn."""
        return not any(line.blocks for line in self.lines)

    @property
    def barred(self) -> bool:
        """Whether a rule that nobody may override is not met."""
        return any(line.firm and not line.met for line in self.lines)

    @property
    def unmet(self) -> list[Line]:
        """The lines that say no."""
        return [line for line in self.lines if line.blocks]

    def as_json(self) -> dict[str, Any]:
        """The answers as they are kept with the place."""
        return {
            "lines": [
                {
                    "code": line.code, "met": line.met, "words": line.words, "rule": line.rule,
                    "given": dict(line.given), "warns": line.warns, "fact": line.fact,
                }
                for line in self.lines
            ]
        }  # fmt: skip


def _answer(rule: Rule, facts: Facts) -> Line:
    met, words, fact, needed = ANSWERS[rule.kind](rule.given, facts)
    return Line(
        code=rule.kind,
        met=met,
        words=words,
        needed="" if met else needed,
        rule=rule.legal_ref,
        firm=rule.kind is RuleKind.FIT,
        warns=rule.severity is Severity.WARN and rule.kind is not RuleKind.FIT,
        fact=fact,
        given=rule.given,
    )


def words_of(kind: RuleKind, given: Mapping[str, Any]) -> str:
    """What a rule asks for, as a sentence."""
    return ANSWERS[kind](given, NOBODY).words


def kept_words(line: Mapping[str, Any]) -> str:
    """What a kept answer's rule asks for, in the reader's language; as it was written where its values are missing."""
    code, given = line["code"], line.get("given", {})
    if code == CHOICE:
        return _choice_words()
    if given or RuleKind(code) not in VALUES or code == RuleKind.UNIT:
        return words_of(RuleKind(code), {"any_of": [], **given})
    return str(line["words"])


def kept_fact(line: Mapping[str, Any]) -> str:
    """The fact that a kept answer used, in words; "" for answers kept before facts were."""
    return fact_words(RuleKind(line["code"]), line["fact"]) if "fact" in line and line["code"] != CHOICE else ""


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
