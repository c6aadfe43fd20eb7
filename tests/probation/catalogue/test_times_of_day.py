"""A curfew is typed as people type times, kept as HH:MM, capped by its rule and said in each language."""

import datetime as dt

import pytest

from kernel import i18n
from kernel.errors import DomainError
from probation.catalogue.queries import book_for, policies, policy_named
from probation.catalogue.rules import check_answers, fill, minutes_between, policy_on, read_catalogue

BOOK = policy_named("house-3")
CURFEW = BOOK.listed("curfew")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("7.30 pm", "19:30"), ("7:30pm", "19:30"), ("1930", "19:30"), ("19h30", "19:30"), ("19", "19:00"),
        ("9:30 pm", "21:30"), ("12 am", "00:00"), ("١٩:٣٠", "19:30"),
    ],
)  # fmt: skip
def test_a_time_is_typed_as_people_type_it_and_kept_one_way(typed, kept):
    assert check_answers(CURFEW, {"begins": typed, "ends": "5:00"})["begins"] == kept


@pytest.mark.parametrize("typed", ["25:00", "evening", "19:75", "7.30.10", "13 pm", "0 am", ""])
def test_what_is_no_time_is_refused_beside_it(typed):
    with pytest.raises(DomainError) as refused:
        check_answers(CURFEW, {"begins": typed, "ends": "6:00"})
    assert refused.value.field == "begins"


@pytest.mark.parametrize(
    ("begins", "ends", "minutes"),
    [("19:30", "07:30", 720), ("19:30", "19:29", 1439), ("20:00", "20:00", 1440), ("01:00", "06:00", 300),
     ("23:59", "00:00", 1)],
)  # fmt: skip
def test_the_length_of_a_night_crosses_midnight(begins, ends, minutes):
    assert minutes_between(dt.time.fromisoformat(begins), dt.time.fromisoformat(ends)) == minutes


@pytest.mark.parametrize(
    ("begins", "ends", "good"),
    [("19:30", "7:30", True), ("19:30", "7:31", False), ("22:00", "6:00", True), ("00:00", "12:00", True),
     ("00:00", "12:01", False), ("20:00", "20:00", False), ("20:00", "19:00", False)],
)  # fmt: skip
def test_at_most_twelve_hours_a_night(begins, ends, good):
    typed = {"begins": begins, "ends": ends}
    if good:
        assert set(check_answers(CURFEW, typed)) == {"begins", "ends"}
        return
    with pytest.raises(DomainError, match=r"Tokyo Rule 12\.2; house policy 3: at most 12 hours a night") as refused:
        check_answers(CURFEW, typed)
    assert refused.value.field == "ends"


def test_the_refusal_says_until_when_it_may_last_in_the_readers_language():
    with i18n.speaking("ar"), pytest.raises(DomainError, match="السياسة الداخلية 3") as refused:
        check_answers(CURFEW, {"begins": "19:30", "ends": "9:00"})
    assert "7:30 ص" in str(refused.value)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Be at home every night from 19:30 until 07:00."),
        ("fr", "Soyez chez vous chaque nuit de 19:30 à 07:00."),
        ("es", "Esté en casa todas las noches desde las 19:30 hasta las 7:00."),
        ("ru", "Будьте дома каждую ночь с 19:30 до 07:00."),
        ("zh", "每晚19:30到07:00请待在家里。"),
        ("ar", "كن في بيتك كل ليلة من الساعة 7:30 م حتى الساعة 7:00 ص."),
    ],
)
def test_the_sentence_says_the_times_as_the_language_writes_them(language, words):
    with i18n.speaking(language):
        assert fill(CURFEW, CURFEW.plain, {"begins": "19:30", "ends": "07:00"}, BOOK.words) == words


def test_every_text_of_the_newest_version_is_there_in_six_languages():
    lines = [*BOOK.standard, *BOOK.additional]
    asked = [one for line in lines for one in line.inputs]
    for language in set(i18n.LOCALES) - {"en"}:
        known = BOOK.words[language]
        assert {text for line in lines for text in (line.text, line.plain)} - set(known) == set(), language
        with i18n.speaking("en"):
            said = {str(words) for one in asked for words in (one.label, one.words) if str(words)}
        assert said - set(known) == set(), language


def test_the_curfew_replaces_the_hours_at_night_from_october():
    assert policy_on(policies(), dt.date(2026, 9, 30)).listed("curfew") is None
    assert policy_on(policies(), dt.date(2026, 9, 30)).listed("home-at-night")
    assert policy_on(policies(), dt.date(2026, 10, 1)).listed("curfew")
    assert BOOK.listed("home-at-night") is None
    assert policy_named("house-2").listed("stay-away").inputs != BOOK.listed("stay-away").inputs


@pytest.mark.parametrize(
    ("code", "kept", "version"),
    [("curfew", "", "house-3"), ("home-at-night", "house-2", "house-2"), ("home-at-night", "", "house-3"),
     ("stay-away", "house-1", "house-3"), ("", "house-1", "house-3")],
)  # fmt: skip
def test_a_condition_is_written_by_todays_version_unless_only_its_own_has_it(code, kept, version, monkeypatch):
    monkeypatch.setattr("probation.catalogue.queries.policy", lambda: BOOK)
    assert book_for(code, kept).version == version


def test_a_file_that_may_be_left_out_leaves_no_gap():
    line = BOOK.listed("stay-away")
    answers = check_answers(line, {"area": "the harbour"})
    assert answers == {"area": "the harbour"}
    assert fill(line, line.plain, answers, {}) == "Keep out of the harbour. You may pass through by bus or train."
    shown = fill(line, line.plain, {**answers, "map": "0.jpg"}, {})
    assert shown.endswith("by bus or train. The map handed over with the conditions shows the area.")


def test_a_time_that_ends_nothing_is_refused_when_the_catalogue_is_read():
    inputs = [{"name": "a", "kind": "time", "label": "A", "after": "b"}]
    line = {"code": "x", "purpose": "support", "text": "T.", "plain": "P.", "inputs": inputs}
    versions = [{"version": "v", "valid_from": dt.date(2026, 1, 1), "citation": "c"}]
    with pytest.raises(ValueError, match="x: nothing fills"):
        read_catalogue({"words": {}, "most_additional": 3, "versions": versions, "standard": [line], "additional": []})
