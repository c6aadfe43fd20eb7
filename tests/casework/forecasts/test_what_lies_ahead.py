"""When points lapse, and what the score gives then: scoring anew on each of these days gives what was foreseen."""

import datetime as dt
import random

import pytest

from casework.answers.rules import Dated, as_of
from casework.classification.rules import form_of, score
from casework.forecasts import rules
from casework.forecasts.rules import Facts
from casework.form_trials.rules import scorer
from casework.instruments.service import shipped
from casework.people.models import SecurityLevel
from tests.casework.form_trials.scored import drawn, with_question

SCORED = dt.date(2026, 6, 1)
MEDIUM = {"q1": "none", "q2": "no", "q3": "high", "q4": "moderate", "q5": "none", "q6": "one", "q7": "b", "q8": "none",
          "q9": "one"}  # fmt: skip


def form_and_score(code="tn_custody", definition=None):
    found = definition or shipped()[code]
    return form_of(found), scorer(found)


def given(answers, **days):
    return {key: Dated(value=value, happened_on=days.get(key)) for key, value in answers.items() if value}


def test_on_each_day_the_score_is_what_was_foreseen():
    form, scored = form_and_score()
    chance = random.Random(3)
    for _nth in range(60):
        drawn_now = drawn(chance, form)
        days = {key: SCORED - dt.timedelta(days=chance.randrange(400)) for key in drawn_now}
        answers = given(drawn_now, **days)
        for stage in rules.stages(form, scored, answers, Facts(scored_on=SCORED)):
            known, _stale = as_of(form, answers, stage.from_on)
            found = score(form, known)
            assert (found.low, found.high, found.highest) == (stage.score.low, stage.score.high, stage.level)
            day_before = stage.from_on - dt.timedelta(days=1)
            if stage.lapses and day_before > SCORED:
                assert as_of(form, answers, day_before)[0] != known


def test_what_happened_on_a_known_day_lapses_by_it_and_else_by_the_day_of_the_score():
    form, scored = form_and_score()
    (first, *_rest) = rules.stages(form, scored, given(MEDIUM, q7=dt.date(2025, 12, 10)), Facts(scored_on=SCORED))[1:]
    assert (first.from_on, [one.item.key for one in first.lapses]) == (dt.date(2026, 12, 2), ["q6"])
    days = {
        one.item.key: (one.on, one.assumed)
        for one in rules.lapses(form, given(MEDIUM, q7=dt.date(2025, 12, 10)), Facts(scored_on=SCORED))
    }
    assert days["q7"] == (dt.date(2027, 6, 11), False)
    assert days["q6"][1]


def test_levels_are_stretches_of_days():
    form, scored = form_and_score()
    found = rules.stretches(rules.stages(form, scored, given(MEDIUM), Facts(scored_on=SCORED)))
    assert found == [
        (SCORED, dt.date(2027, 12, 2), SecurityLevel.MEDIUM), (dt.date(2027, 12, 2), None, SecurityLevel.MINIMUM),
    ]  # fmt: skip


def test_birthdays_move_the_score_too():
    form, scored = form_and_score("idaho_security")
    answers = given({"q1": "high", "q2": "none", "q3": "no", "q4": "to_31", "q5": "none", "q6": "no"})
    found = rules.lapses(form, answers, Facts(scored_on=SCORED, born=dt.date(1996, 9, 9)))
    assert [(one.on, one.after.value) for one in found] == [
        (dt.date(2028, 9, 9), "to_38"), (dt.date(2035, 9, 9), "to_50"), (dt.date(2047, 9, 9), "from_51"),
    ]  # fmt: skip
    assert scored({key: one.value for key, one in answers.items()}).low == 10


def test_the_months_before_release_move_it():
    definition = shipped()["idaho_security"]
    near = definition | {"items": [
        one if one["key"] != "q6" else one | {"options": [
            {"value": "no", "text": "No", "points": 0, "becomes": [{"months_to_release": 12, "value": "yes"}]},
            {"value": "yes", "text": "Yes", "points": -9},
        ]} for one in definition["items"]
    ]}  # fmt: skip
    form, _score = form_and_score(definition=near)
    facts = Facts(scored_on=SCORED, release_on=dt.date(2028, 3, 31))
    (one,) = [each for each in rules.lapses(form, given({"q6": "no"}), facts) if each.item.key == "q6"]
    assert (one.on, one.after.value) == (dt.date(2027, 3, 31), "yes")


def test_a_completed_course_lowers_it_from_the_first_day_on_which_it_does():
    import tomllib

    form, scored = form_and_score(definition=tomllib.loads(with_question()))
    answers = given(MEDIUM | {"q7": "none", "q6": "one", "q8": "felony", "q10": "no", "q9": "none"})
    found = rules.stages(form, scored, answers, Facts(scored_on=SCORED))
    (chance,) = rules.earned(form, scored, found, SCORED)
    by_day = [scored({**one.answers, "q10": "done"}).highest for one in found]
    first = next(n for n, level in enumerate(by_day) if level.rank < found[n].level.rank)
    assert (chance.on, chance.item.key, chance.option.value) == (found[first].from_on, "q10", "done")
    assert chance.level is SecurityLevel.MINIMUM


def test_what_would_raise_it_is_what_can_happen():
    form, scored = form_and_score()
    (now, *_later) = rules.stages(form, scored, given(MEDIUM), Facts(scored_on=SCORED))
    found = {(one.item.key, one.option.value): one.level for one in rules.dangers(form, scored, now, SCORED)}
    assert found[("q5", "grave")] is SecurityLevel.CLOSE
    assert found[("q1", "injury")] is SecurityLevel.CLOSE
    assert ("q1", "injury_old") not in found, "nothing new is old already"
    assert not [key for key, _value in found if key in {"q3", "q4", "q9"}], "the past does not happen anew"


@pytest.mark.parametrize(("day", "nth"), [(SCORED, 0), (dt.date(2026, 12, 1), 0), (dt.date(2026, 12, 2), 1)])
def test_which_stage_a_day_lies_in(day, nth):
    form, scored = form_and_score()
    found = rules.stages(form, scored, given(MEDIUM), Facts(scored_on=SCORED))
    assert rules.stage_on(found, day) == nth
