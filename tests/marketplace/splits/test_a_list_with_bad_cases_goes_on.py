"""Whatever stands in a list of cases: each bad one is refused with its code and what to do, and the others come out."""

from __future__ import annotations

import json

import pytest

from marketplace.splits.cli import rate_answer, split_answer

GOOD = {"ruleset": "france", "currency": "EUR", "gross": "300.00", "period": "2026-11"}
WAGE = {"ruleset": "germany-day-rate", "facts": {"base": "37380", "grade": "III"}}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"gross": "1e3"}, "bad_amount"), ({"gross": "300.000"}, "too_many_decimals"),
        ({"gross": "300.005"}, "too_many_decimals"), ({"gross": "-1.00"}, "bad_amount"),
        ({"gross": "99999999999999"}, "bad_amount"), ({"gross": "٣٠٠"}, "bad_amount"), ({"gross": None}, "bad_amount"),
        ({"gross": float("inf")}, "bad_amount"), ({"gross": "300.00 "}, "bad_amount"), ({"gross": True}, "bad_amount"),
        ({"earlier": ["-1.00"]}, "bad_amount"), ({"earlier": {"a": "1"}}, "bad_earlier"),
        ({"facts": []}, "bad_facts"), ({"facts": {"victims_balance": "NaN"}}, "bad_amount"),
        ({"facts": {"creditor": 1}}, "bad_fact"), ({"period": "2026-W60"}, "bad_period"),
        ({"period": "2026-11-31"}, "bad_period"), ({"period": "0000-11"}, "bad_period"),
        ({"period": "2026-11\n"}, "bad_period"), ({"ruleset": ["france"]}, "unknown_ruleset"),
        ({"currency": "eur"}, "bad_currency"),
    ],
)  # fmt: skip
def test_a_bad_case_is_refused_by_name(change, code):
    answer = split_answer({"id": "x", **GOOD, **change})
    assert (answer["id"], answer["refused"]["code"]) == ("x", code)
    assert (answer["parts"], answer["net"], answer["lines"]) == ({}, None, [])
    assert json.dumps(answer)


@pytest.mark.parametrize("raw", [None, "x", 7, [], {}])
def test_what_is_no_case_is_refused_too(raw):
    for answer in (split_answer(raw), rate_answer(raw)):
        assert answer["refused"]["code"] in {"no_object", "missing_field"}


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"grade": "IX"}, "bad_fact"), ({"base": "-1"}, "bad_fact"), ({"base": "1e3"}, "bad_fact"),
     ({"x": "1"}, "unknown_fact"),
     ({"grade": ["III"]}, "bad_fact"), ({"base": None}, "missing_fact")],
)  # fmt: skip
def test_a_bad_wage_is_refused_by_name(facts, code):
    answer = rate_answer({"id": 4, **WAGE, "facts": {**WAGE["facts"], **facts}})
    assert (answer["id"], answer["amount"], answer["refused"]["code"]) == (4, None, code)


def test_the_good_ones_beside_them_come_out():
    answers = [split_answer(one) for one in (None, {"id": 1, **GOOD}, {"id": 2})]
    assert [one["refused"] is None for one in answers] == [False, True, False]
    assert answers[1]["net"] == "280.00"
