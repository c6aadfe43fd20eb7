"""Two calculators that share no line agree; where the first refuses, it is for a reason that it names."""

import collections
import json
import pathlib
import random

import pytest

from casework.calculator.cli import answer
from tests.casework.sentences.made_cases import draw_case
from tests.casework.sentences.second_calculator import BETWEEN, second_opinion

CASES = json.loads((pathlib.Path(__file__).parent / "release_dates.json").read_text())["vectors"]
MAY_REFUSE = {
    "released_between", "at_large_on_release_day", "at_large_after_end", "sentenced_at_large", "month_end",
    "at_large_in_added_days", "added_after_release",
}  # fmt: skip


def compare(number, seed):
    """How often each code was refused, over ``number`` drawn cases. Fails on the first two that disagree."""
    rng, refused = random.Random(seed), collections.Counter()
    for place in range(number):
        case = draw_case(rng)
        made, wanted = answer(case), second_opinion(case)
        code = made["refused"] and made["refused"]["code"]
        refused[code] += 1
        if code is None:
            assert (made["release_date"], made["expiry_date"]) == wanted, (place, seed, case)
            assert made["release_date"] <= made["expiry_date"]
        else:
            assert code in MAY_REFUSE, (code, case)
        if wanted == BETWEEN:
            assert code is not None, (place, seed, case)
    return refused


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_second_calculator_knows_the_public_cases_too(case):
    assert second_opinion(case) == (case["expected"]["release_date"], case["expected"]["expiry_date"])


def test_two_calculators_agree_on_a_few_hundred():
    refused = compare(400, seed=7)
    assert refused[None] > 250


@pytest.mark.slow
def test_two_calculators_agree_on_a_hundred_thousand():
    refused = compare(100_000, seed=2026)
    assert refused[None] > 65_000
    assert refused["released_between"] > 100
