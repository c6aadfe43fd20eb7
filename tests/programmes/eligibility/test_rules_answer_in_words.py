"""Each rule over a table of facts: what nobody checked never admits."""

from __future__ import annotations

import uuid

import pytest

from casework.public import FitnessState, LegalStatus, SecurityLevel
from programmes.catalogue.models import ProgrammeKind
from programmes.criteria.rules import Facts
from programmes.eligibility.models import RuleKind, Severity
from programmes.eligibility.rules import Rule, examine

BASE = {"level": SecurityLevel.MEDIUM, "legal_status": LegalStatus.SENTENCED, "establishment_id": uuid.UUID(int=1)}
CASES = [
    (RuleKind.LEVEL_AT_MOST, {"level": "medium"}, {}, True),
    (RuleKind.LEVEL_AT_MOST, {"level": "minimum"}, {}, False),
    (RuleKind.LEVEL_AT_MOST, {"level": "maximum"}, {"level": None}, False),
    (RuleKind.LEGAL_STATUS, {"any_of": ["sentenced"]}, {}, True),
    (RuleKind.LEGAL_STATUS, {"any_of": ["unconvicted"]}, {}, False),
    (RuleKind.NEED_AT_LEAST, {"area": "education", "least": 2}, {"needs": {"education": 2}}, True),
    (RuleKind.NEED_AT_LEAST, {"area": "education", "least": 2}, {"needs": {"education": 1}}, False),
    (RuleKind.NEED_AT_LEAST, {"area": "education", "least": 1}, {}, False),
    (RuleKind.DAYS_AT_LEAST, {"days": 30}, {"days_to_release": 30}, True),
    (RuleKind.DAYS_AT_LEAST, {"days": 30}, {"days_to_release": None}, False),
    (RuleKind.DAYS_AT_MOST, {"days": 30}, {"days_to_release": 31}, False),
    (RuleKind.UNIT, {"any_of": [str(uuid.UUID(int=1))]}, {}, True),
    (RuleKind.FIT, {}, {"fitness": None}, False),
    (RuleKind.FIT, {}, {"fitness": FitnessState.UNFIT}, False),
    (RuleKind.FIT, {}, {"fitness": FitnessState.RESTRICTED}, True),
    (RuleKind.LANGUAGE, {"any_of": ["ar", "fr"]}, {"languages": frozenset({"fr"})}, True),
    (RuleKind.LANGUAGE, {"any_of": ["ar"]}, {"languages": frozenset({"fr"})}, False),
    (RuleKind.LANGUAGE, {"any_of": ["ar"]}, {}, False),
    (RuleKind.AGE_AT_LEAST, {"years": 18}, {"age": 18}, True),
    (RuleKind.AGE_AT_LEAST, {"years": 18}, {"age": None}, False),
    (RuleKind.COMPLETED, {"programme": "p", "name": "Basics"}, {"done": frozenset({"p"})}, True),
    (RuleKind.COMPLETED, {"programme": "p", "name": "Basics"}, {}, False),
    (RuleKind.FIRST_TIME, {}, {"programme": "p", "done": frozenset({"p"})}, False),
    (RuleKind.FIRST_TIME, {}, {"programme": "p"}, True),
]


@pytest.mark.parametrize(("kind", "given", "facts", "met"), CASES)
def test_a_rule(kind, given, facts, met):
    verdict = examine(ProgrammeKind.EDUCATION, [Rule(kind=kind, given=given)], Facts(**{**BASE, **facts}))
    assert verdict.admits is met
    assert all(line.words and bool(line.needed) is not line.met for line in verdict.lines)


def test_an_untried_person_works_only_by_choice():
    untried = {**BASE, "legal_status": LegalStatus.UNCONVICTED, "fitness": FitnessState.FIT}
    assert examine(ProgrammeKind.WORK, [], Facts(**untried)).barred
    assert examine(ProgrammeKind.WORK, [], Facts(**untried, consented=True)).admits


def test_a_rule_that_warns_stands_in_nobodys_way_and_is_still_said():
    rule = Rule(kind=RuleKind.LEVEL_AT_MOST, given={"level": "minimum"}, severity=Severity.WARN)
    verdict = examine(ProgrammeKind.EDUCATION, [rule], Facts(**BASE))
    assert verdict.admits
    assert (verdict.lines[0].met, verdict.lines[0].warns, verdict.unmet) == (False, True, [])


def test_fitness_never_only_warns():
    rule = Rule(kind=RuleKind.FIT, given={}, severity=Severity.WARN)
    assert examine(ProgrammeKind.EDUCATION, [rule], Facts(**BASE)).barred


def test_each_line_names_the_fact_it_used():
    rules = [
        Rule(kind=RuleKind.LEVEL_AT_MOST, given={"level": "medium"}),
        Rule(kind=RuleKind.DAYS_AT_LEAST, given={"days": 30}),
    ]
    known = examine(ProgrammeKind.EDUCATION, rules, Facts(**BASE))
    assert [line.looked_at for line in known.lines] == ["Security level: Medium", "Days to release: not known"]
