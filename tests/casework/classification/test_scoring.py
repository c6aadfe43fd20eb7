"""The score of a form: its own vectors, its extremes, its states."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.classification import rules
from casework.classification.models import ClassificationState as State
from casework.instruments.service import SHIPPED
from casework.proofs.rules import proofs_of

DATA = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
FORM = rules.form_of(DATA)
FULL = st.fixed_dictionaries({item.key: st.sampled_from(sorted(item.options)) for item in FORM.items})
HIDDEN = st.sets(st.sampled_from([item.key for item in FORM.items]))


@pytest.mark.parametrize("vector", DATA["vectors"], ids=lambda one: one["id"])
def test_the_form_gives_its_own_vectors(vector):
    assert [one for one in proofs_of(FORM, [vector]) if not one.passed] == []


def test_a_wrong_vector_is_found():
    wrong = {**DATA["vectors"][0], "expect": {"total": 99}}
    assert [one.got for one in proofs_of(FORM, [wrong]) if not one.passed] == [{"total": -6}]


@settings(deadline=None)  # which question to ask next is found by many trials
@given(FULL, HIDDEN)
def test_the_truth_lies_between_the_extremes(answers, hidden):
    whole = rules.score(FORM, answers)
    part = rules.score(FORM, {key: value for key, value in answers.items() if key not in hidden})
    assert whole.final
    assert whole.total is not None
    assert part.low <= whole.total <= part.high
    assert part.lowest.rank <= whole.lowest.rank <= part.highest.rank
    assert part.final or part.matters


@settings(deadline=None)
@given(FULL, st.data())
def test_more_points_never_lower_the_level(answers, data):
    item = data.draw(st.sampled_from(FORM.items))
    points = item.options[answers[item.key]][1]
    higher = data.draw(st.sampled_from(sorted(v for v, (_t, p) in item.options.items() if p >= points)))
    before, after = rules.score(FORM, answers), rules.score(FORM, {**answers, item.key: higher})
    assert after.lowest.rank >= before.lowest.rank


@given(st.lists(st.sampled_from(list(State))))
def test_only_permitted_steps_are_taken(wishes):
    state, path = State.DRAFT, [State.DRAFT]
    for wish in wishes:
        if rules.may_follow(state, wish):
            state = wish
            path.append(state)
    if State.DECIDED in path:
        assert path[path.index(State.DECIDED) - 1] is State.RECOMMENDED
    assert State.DRAFT not in path[1:]
    before = [path[n - 1] for n, one in enumerate(path) if one is State.DECIDED]
    assert before[1:] == [State.APPEALED] * len(before[1:])


def test_only_questions_that_can_change_the_level_matter():
    known = {"q1": "none", "q2": "no", "q3": "low", "q4": "low", "q5": "none", "q6": "new", "q8": "none", "q9": "none"}
    unclear = rules.score(FORM, {key: value for key, value in known.items() if key != "q2"} | {"q7": "none"})
    assert unclear.final
    assert unclear.matters == ()
    open_both = rules.score(FORM, {key: value for key, value in known.items() if key != "q8"} | {"q6": "more"})
    assert [key for key, _text, _share in open_both.matters] == ["q7", "q8"]
