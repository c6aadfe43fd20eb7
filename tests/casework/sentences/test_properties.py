"""What must hold of any dates, whatever they are: moved, swapped, split and kept inputs."""

import datetime as dt
import random
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from casework.calculator.cli import answer
from casework.inputs.rules import digest
from casework.sentences.rules import CannotCompute, Imposed, Moved, Term, find_dates
from tests.casework.sentences.made_cases import draw_case

DAY = dt.timedelta(days=1)
starts = st.dates(dt.date(2000, 1, 1), dt.date(2040, 12, 31)) | st.sampled_from(
    [dt.date(2020, 2, 29), dt.date(2024, 2, 29), dt.date(2021, 1, 31), dt.date(2021, 3, 1), dt.date(2022, 12, 31)]
)
terms = st.builds(Term, months=st.integers(0, 240), days=st.integers(0, 400)).filter(bool)
shares = st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(2, 5), Fraction(1, 3), Fraction(1)])


def one(start, term, share=Fraction(1, 2), number=1, **over):
    return Imposed(key=str(number), count=number, on=start, term=term, share=share, **over)


def remand(days, start):
    return [Moved(kind="remand", days=days, applies_from=start)] if days else []


@given(starts, terms, shares, st.integers(0, 500))
def test_a_day_before_sentence_moves_release_by_a_day_until_the_floor(start, term, share, days):
    fewer, more = (find_dates([one(start, term, share)], remand(n, start)) for n in (days, days + 1))
    assert more.release == max(start, fewer.release - DAY)
    assert start <= more.release <= more.expiry


@given(starts, terms, shares, st.integers(0, 60), st.integers(1, 60))
def test_a_day_at_large_before_release_moves_both_dates_by_a_day(start, term, share, when, size):
    plain = find_dates([one(start, term, share)], [])
    first = start + when * DAY
    assume(first < plain.release)

    def away(days):
        return find_dates(
            [one(start, term, share)], [Moved(kind="at_large", days=days, applies_from=start, first=first)]
        )

    fewer, more = away(size), away(size + 1)
    assert more.release - fewer.release == more.expiry - fewer.expiry == DAY
    assert fewer.release == plain.release + size * DAY


@given(starts, terms, terms, shares, shares, st.integers(0, 200))
def test_two_sentences_side_by_side_may_change_places(start, a, b, share_a, share_b, days):
    def dates(first, second):
        found = find_dates([first, second], remand(days, start))
        return found.release, found.expiry, found.unadjusted_expiry

    x, y = one(start, a, share_a, 1), one(start, b, share_b, 2)
    assert dates(x, y) == dates(y, x)


@given(starts, st.integers(2, 60), st.sampled_from(["months", "days"]), st.data())
def test_a_length_split_into_parts_of_one_unit_ends_on_the_same_day(start, size, unit, data):
    part = data.draw(st.integers(1, size - 1))
    whole = find_dates([one(start, Term(**{unit: size}))], [])
    halves = find_dates(
        [one(start, Term(**{unit: part})), one(start, Term(**{unit: size - part}), number=2, after="1")], []
    )
    assert (halves.expiry, halves.release) == (whole.expiry, whole.release)


@given(st.integers(0, 2**32))
def test_order_on_paper_changes_nothing(seed):
    rng = random.Random(seed)
    case = draw_case(rng)
    shuffled = {key: rng.sample(case[key], len(case[key])) for key in ("sentences", "adjustments")}
    same = ("release_date", "expiry_date")
    first, second = answer(case), answer(case | shuffled)
    if not (first["refused"] or second["refused"]):
        assert [first[key] for key in same] == [second[key] for key in same]
    assert bool(first["refused"]) == bool(second["refused"])


@given(starts, terms, shares, st.integers(0, 90))
def test_added_days_move_release_alone_and_never_past_the_end(start, term, share, added):
    plain = find_dates([one(start, term, share)], [])
    more = find_dates([one(start, term, share)], [Moved(kind="added", days=added, applies_from=start, first=start)])
    assert more.expiry == plain.expiry
    assert more.release == min(plain.release + added * DAY, plain.expiry)


def test_the_same_inputs_have_the_same_hash_in_any_order():
    assert digest({"a": 1, "b": [2, {"c": 3, "d": 4}]}) == digest({"b": [2, {"d": 4, "c": 3}], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})


@pytest.mark.parametrize(
    ("start", "term", "last", "days"),
    [
        ("2015-03-17", Term(months=20), "2016-11-16", 611),
        ("2021-01-01", Term(months=3), "2021-03-31", 90),
        ("2020-08-31", Term(months=1), "2020-09-30", 31),
        ("2020-02-29", Term(months=12), "2021-02-28", 366),
        ("2021-01-31", Term(months=1), "2021-02-28", 29),
        ("2021-02-01", Term(months=1), "2021-02-28", 28),
        ("2020-02-01", Term(months=1), "2020-02-29", 29),
        ("2023-10-23", Term(months=18, days=15), "2025-05-07", 563),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else None,
)
def test_days_at_the_edges_of_the_calendar(start, term, last, days):
    begin = dt.date.fromisoformat(start)
    found = find_dates([one(begin, term)], [])
    assert (str(found.expiry), found.steps[0]["days"]) == (last, days)
    assert found.release == begin + ((days + 1) // 2 - 1) * DAY


def test_a_credit_that_ends_on_the_day_of_sentence_is_refused():
    start = dt.date(2021, 5, 1)
    held = Moved(kind="remand", days=5, applies_from=start, first=start - 5 * DAY, last=start)
    with pytest.raises(CannotCompute) as refused:
        find_dates([one(start, Term(months=6))], [held])
    assert refused.value.code == "credit_in_sentence"
