"""What was answered when a place was given is read in the reader's language later on."""

from __future__ import annotations

import pytest

from casework.public import FitnessState, LegalStatus, SecurityLevel
from kernel import i18n
from programmes.catalogue.models import ProgrammeKind
from programmes.criteria.rules import Facts
from programmes.eligibility.models import RuleKind
from programmes.eligibility.rules import Rule, examine, kept_words

FACTS = Facts(
    level=SecurityLevel.MEDIUM, legal_status=LegalStatus.UNCONVICTED, establishment_id=None,
    fitness=FitnessState.FIT, consented=True,
)  # fmt: skip


@pytest.fixture
def kept():
    rules = [
        Rule(kind=RuleKind.LEVEL_AT_MOST, given={"level": "medium"}),
        Rule(kind=RuleKind.UNIT, given={"any_of": []}),
    ]
    return examine(ProgrammeKind.WORK, rules, FACTS).as_json()["lines"]


def test_in_the_language_of_the_deed_nothing_changes(kept):
    assert [kept_words(line) for line in kept] == [line["words"] for line in kept]


def test_another_reader_reads_it_in_their_own_language(kept, monkeypatch):
    class Brackets:
        def ugettext(self, text: str) -> str:
            return f"[{text}]"

    monkeypatch.setattr(i18n, "_catalogue", lambda _language: Brackets())
    assert all(kept_words(line).startswith("[") for line in kept)


def test_an_answer_without_its_values_is_read_as_it_was_written():
    line = {"code": "level_at_most", "met": True, "words": "As it was written.", "rule": ""}
    assert kept_words(line) == "As it was written."
