"""A rule that names nationality, religion or complaints is refused, in any of the six languages, by whatever door."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel.db import transaction
from kernel.errors import DomainError
from programmes.eligibility import service as eligibility
from programmes.eligibility.models import RuleKind
from programmes.eligibility.service import NewRule

MONDAY = dt.date(2026, 11, 23)


def rule(group, given, legal_ref="House rule 4"):
    return NewRule(
        programme_id=group.programme_id, kind=RuleKind.LEVEL_AT_MOST, given=given, valid_from=MONDAY,
        legal_ref=legal_ref,
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "Foreign nationals excluded", "Christians only, faith wing", "no citizens of X", "по гражданству", "国籍",
        "الجنسية", "de religion catholique", "de nacionalidad X",
    ],
)  # fmt: skip
def test_origin_and_religion(boss, group, words):
    with pytest.raises(DomainError, match="Mandela Rule 2"), transaction():
        eligibility.set_rule(boss, rule(group, {"level": "medium"}, words))


@pytest.mark.parametrize("words", ["Has no complaint open", "sin quejas", "без жалоб", "未投诉", "شكوى"])
def test_complaints(boss, group, words):
    with pytest.raises(DomainError, match="Mandela Rule 57"), transaction():
        eligibility.set_rule(boss, rule(group, {"level": "medium"}, words))


def test_a_value_cannot_smuggle_it_in(boss, group):
    with pytest.raises(DomainError, match="nationality"), transaction():
        eligibility.set_rule(boss, rule(group, {"level": "medium", "nationality": "XX"}))


@pytest.mark.parametrize("given", [{}, {"level": "gold"}, {"level": "medium", "days": 3}])
def test_values_that_do_not_fit_the_kind(boss, group, given):
    with pytest.raises(DomainError, match="do not fit"), transaction():
        eligibility.set_rule(boss, rule(group, given))


@pytest.mark.parametrize("words", ["Prison order 12, trace and brace of tools", "Law on training, article 4"])
def test_other_words_pass(boss, group, words):
    with transaction():
        assert eligibility.set_rule(boss, rule(group, {"level": "medium"}, words)).legal_ref == words
