"""Whatever the open answers turn out to be, the final result was in every interval shown before."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from casework.definitions.rules import form_of
from casework.instruments.rules import score
from casework.instruments.service import shipped
from casework.questions.rules import Span
from casework.scoring import rules as engine
from casework.scoring.rules import possible

FORMS = {code: form_of(data) for code, data in shipped().items()}
CODES = sorted(FORMS)


def an_answer(item):
    if item.kind == "date":
        return st.dates(dt.date(1940, 1, 1), dt.date(2030, 1, 1))
    if item.kind == "number" and item.whole:
        return st.integers(int(item.least), int(item.most))
    if item.kind == "number":
        return st.floats(item.least, item.most)
    return st.sampled_from(sorted(item.domain))


@st.composite
def revelations(draw, code):
    """All answers of one form, and the order in which they come to light."""
    form = FORMS[code]
    answers = {item.key: draw(an_answer(item)) for item in form.items}
    return answers, draw(st.permutations(sorted(answers)))


def escapes(code, answers, order):
    """The results that lie outside an interval shown before."""
    form, known, shown = FORMS[code], {}, []
    shown.append(possible(form, known))
    for key in order:
        known[key] = answers[key]
        shown.append(possible(form, known))
    last = {key: next(iter(values)) for key, values in shown[-1].items()}
    return [(key, n) for n, before in enumerate(shown) for key, value in last.items() if not inside(before[key], value)]


def inside(values, value):
    if isinstance(values, Span):
        return values.none if value is None else values.low - 1e-9 <= value <= values.high + 1e-9
    return value in values or (
        isinstance(value, float) and any(one is not None and abs(one - value) < 1e-9 for one in values)
    )


@pytest.mark.parametrize("code", CODES)
def test_the_final_result_was_in_every_interval(code):
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(revelations(code))
    def hold(drawn):
        assert escapes(code, *drawn) == []

    hold()


def nothing_from_the_missing(form, known):
    """The seeded mistake: what is missing counts as the first answer, as if it were zero."""
    sets = {one.key: known.get(one.key, min(one.domain)) for one in form.items}
    return TRUE_ENGINE(form, sets)


TRUE_ENGINE = possible


def test_a_missing_answer_counted_as_zero_is_found(monkeypatch):
    monkeypatch.setitem(globals(), "possible", nothing_from_the_missing)
    found = find(revelations("tn_custody"), lambda drawn: escapes("tn_custody", *drawn) != [])
    assert found


def test_bands_read_at_one_end_only_are_found(monkeypatch):
    def low_end(_form, output, world):
        names = sorted({test.name for case in output.cases for test in case.tests})
        row = {name: min(world[name], key=lambda one: (one is None, str(one))) for name in names}
        return frozenset({one.give if (one := engine.matching(output.cases, row)) else None})

    with pytest.raises(NoSuchExample):
        find(revelations("lds"), lambda drawn: escapes("lds", *drawn) != [], settings=settings(max_examples=40))
    monkeypatch.setitem(engine._WAYS, "cases", low_end)
    assert find(revelations("lds"), lambda drawn: escapes("lds", *drawn) != [])


def test_final_means_that_nothing_can_change_it_and_provisional_that_something_can():
    """Every way to answer what is open, tried one by one, against what the engine says."""
    form = FORMS["tn_custody"]
    known = {"q3": "high", "q4": "low", "q5": "none", "q6": "new", "q8": "none"}
    for q2, q9 in itertools.product(("no", "yes"), ("none", "more")):
        some = {**known, "q2": q2, "q9": q9}
        ways = itertools.product(form.item("q1").domain, form.item("q7").domain)
        levels = {next(iter(possible(form, {**some, "q1": a, "q7": b})["level"])) for a, b in ways}
        assert possible(form, some)["level"] == levels
        assert score(form, some).provisional == (len(levels) > 1)


@settings(max_examples=60, deadline=None)
@given(revelations("psa"), st.integers(3, 8))
def test_the_public_safety_assessment_is_exact_too(drawn, n):
    answers, order = drawn
    form, known = FORMS["psa"], {key: answers[key] for key in order[:n]}
    rest = [form.item(key) for key in order[n:]]
    ways = list(itertools.product(*(sorted(item.domain) for item in rest)))
    tried = [possible(form, {**known, **dict(zip((i.key for i in rest), way, strict=True))}) for way in ways[:2000]]
    for key in form.report:
        assert {value for one in tried for value in one[key]} == possible(form, known)[key] or len(ways) > 2000
