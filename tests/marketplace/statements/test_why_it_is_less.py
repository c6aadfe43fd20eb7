"""Why there is less to spend than last month: reasons that sum to the difference, to the cent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.statements.rules import Cause, Taken, Work, reasons


def work(minutes, minor, name="Carpentry", cause=Cause.TIME):
    return Work(cause=cause, name=name, quantity=minutes, minor=minor)


def taken(rule, minor):
    return Taken(rule=rule, words=rule, minor=minor)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(([work(600, 1000)], []), ([work(450, 750)], []), [("time", 600, 450, -250)], id="hours"),
        pytest.param(([work(600, 1000)], []), ([work(600, 900)], []), [("rate", 100, 90, -100)], id="rate"),
        pytest.param(
            ([work(600, 1000)], []), ([work(300, 600)], []), [("time", 600, 300, -500), ("rate", 100, 120, 100)],
            id="fewer hours, better paid",
        ),
        pytest.param(
            ([work(600, 1000)], [taken("saved", 200)]), ([work(600, 1000)], [taken("saved", 200), taken("debt", 300)]),
            [("taken", 0, 300, -300)], id="a debt",
        ),
        pytest.param(
            ([work(600, 1000)], [taken("saved", 200)]), ([work(600, 1000)], [taken("saved", 250)]),
            [("taken", 200, 250, -50)], id="a rule takes more",
        ),
        pytest.param(
            ([work(3, 2000, "", Cause.SALES), work(60, 100)], []), ([work(60, 100)], []), [("sales", 3, 0, -2000)],
            id="no sale",
        ),
        pytest.param(([work(60, 100)], []), ([work(60, 100)], []), [], id="the same"),
    ],
)  # fmt: skip
def test_each_cause_is_named_with_its_numbers(before, now, expected):
    found = reasons(before[0], now[0], before[1], now[1])
    assert [(one.cause, one.before, one.now, one.minor) for one in found] == expected


amounts = st.integers(0, 10_000)
works = st.lists(
    st.builds(work, amounts, amounts, st.sampled_from(["A", "B", "C"]), st.sampled_from(list(Cause)[:5])),
    unique_by=lambda one: (one.cause, one.name),
)
takes = st.lists(st.builds(taken, st.sampled_from(["saved", "debt", "tax"]), amounts), unique_by=lambda one: one.rule)


def rest(work_, taken_):
    return sum(one.minor for one in work_) - sum(one.minor for one in taken_)


@given(works, works, takes, takes)
def test_the_reasons_sum_to_the_difference(before, now, took, takes_now):
    found = reasons(before, now, took, takes_now)
    assert sum(one.minor for one in found) == rest(now, takes_now) - rest(before, took)
    assert all(one.minor for one in found)
