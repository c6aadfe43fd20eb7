"""What the catalogue asks is filled in, checked, and stands in the sentence in each language."""

import datetime as dt

import pytest

from kernel import i18n
from kernel.errors import DomainError
from probation.catalogue.queries import outline_of, policies, policy_named
from probation.catalogue.rules import PolicyLine, check_answers, fill, policy_on, read_catalogue

BOOK = policy_named("house-2")


@pytest.mark.parametrize(
    ("code", "typed", "wrong"),
    [
        ("home-at-night", {"hours": "13", "part": "evening"}, "hours"),
        ("home-at-night", {"hours": "-1", "part": "evening"}, "hours"),
        ("home-at-night", {"hours": "two", "part": "evening"}, "hours"),
        ("home-at-night", {"hours": "8", "part": "noon"}, "part"),
        ("home-at-night", {"hours": "8"}, "part"),
        ("report-work", {"day": "2026-02-30"}, "day"),
        ("live-at-address", {"address": "  "}, "address"),
        ("live-at-address", {"address": "x" * 301}, "address"),
        ("no-contact", {}, "person"),
    ],
)
def test_a_wrong_or_missing_answer_is_refused_beside_it(code, typed, wrong):
    with pytest.raises(DomainError, match=r"Tokyo Rule 12\.2") as refused:
        check_answers(BOOK.listed(code), typed)
    assert refused.value.field == wrong


def test_the_sentence_carries_the_answers_in_each_language():
    line = BOOK.listed("home-at-night")
    answers = check_answers(line, {"hours": "08", "part": "night", "more": "is dropped"})
    assert answers == {"hours": "8", "part": "night"}
    words = BOOK.words
    said = fill(line, line.plain, answers, words)
    assert said == "Be at home for 8 hours each night, from the late evening on."
    with i18n.speaking("es"):
        assert fill(line, line.plain, answers, words) == "Esté en casa 8 horas cada noche, a partir de la noche."


def test_a_day_is_shown_as_the_language_writes_it():
    line = BOOK.listed("report-work")
    with i18n.speaking("fr"):
        assert "5 mars 2026" in fill(line, line.plain, {"day": "2026-03-05"}, BOOK.words)


def test_a_place_without_an_answer_is_closed_up():
    line = PolicyLine(code="x", purpose="support", text="", plain="", kinds=frozenset())
    assert fill(line, "Go to {place} , please {when}.", {}, {}) == "Go to, please."


def test_the_version_of_a_day_and_what_it_replaced():
    assert policy_on(policies(), dt.date(2025, 6, 1)).version == "house-1"
    assert policy_on(policies(), dt.date(2026, 1, 1)).version == "house-2"
    assert policy_on(policies(), dt.date(1990, 1, 1)).version == "house-1"
    assert policy_named("house-1").listed("live-at-address").inputs == ()
    assert policy_named("house-1").listed("home-at-night") is None


@pytest.mark.parametrize(
    "change", [{"text": "At {nowhere}."}, {"inputs": [{"name": "a", "kind": "map", "label": "A"}]}]
)
def test_a_catalogue_that_is_not_whole_is_refused(change):
    line = {"code": "x", "purpose": "support", "text": "T.", "plain": "P.", **change}
    versions = [{"version": "v", "valid_from": dt.date(2026, 1, 1), "citation": "c"}]
    with pytest.raises(ValueError, match=r"x: nothing|a: no such kind"):
        read_catalogue({"words": {}, "most_additional": 3, "versions": versions, "standard": [line], "additional": []})


def test_the_catalogue_names_what_is_asked_in_the_readers_language():
    line = BOOK.listed("attend-programme")
    assert outline_of(line) == "Go to [The programme] from [Begins on] until the end."
    with i18n.speaking("ar"):
        assert "[البرنامج]" in outline_of(line)
