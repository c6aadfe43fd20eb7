"""What is hidden cannot be worked out from what is shown: checked by trying every way to fill the gaps."""

import datetime as dt
import itertools

import hypothesis
import pytest
from hypothesis import strategies as st

from casework.class_monitor.rules import (
    LEAST,
    Half,
    as_matrix,
    band_starts,
    halves,
    hidden_in,
    hidden_together,
    share,
    shown,
)


def ways(matrix, hidden, most=14):
    """Every value that each hidden count could have, for a reader who knows that hidden means more than none."""
    height, width = len(matrix) - 1, len(matrix[0]) - 1
    gaps = [cell for cell in sorted(hidden) if cell[0] < height and cell[1] < width]
    possible = {cell: set() for cell in gaps}
    for filled in itertools.product(range(1, most), repeat=len(gaps)):
        guess = dict(zip(gaps, filled, strict=True))
        rows = [[guess.get((r, c), matrix[r][c]) for c in range(width)] for r in range(height)]
        whole = as_matrix(rows, width)
        cells = [(r, c) for r in range(height + 1) for c in range(width + 1) if (r, c) not in hidden]
        if all(whole[r][c] == matrix[r][c] for r, c in cells):
            for cell, value in guess.items():
                possible[cell].add(value)
    return possible


def test_one_small_number_takes_others_with_it():
    matrix = as_matrix([(40, 3, 20), (30, 9, 8), (50, 12, 11)], 3)
    hidden = hidden_in(matrix)
    assert (0, 1) in hidden
    assert len(hidden) == 4
    assert all(len(values) > 1 for values in ways(matrix, hidden, 33).values())


def test_nothing_small_nothing_hidden_and_none_is_shown():
    matrix = as_matrix([(10, 0, 5), (7, 6, 0)], 3)
    assert hidden_in(matrix) == set()
    assert shown(matrix, set())[0] == [10, 0, 5, 15]


@pytest.mark.parametrize("rows", [[(1, 1)], [(3, 2)], [(4, 0)], [(1, 0), (0, 1)], [(2, 2), (2, 2)], [(0, 0)]])
def test_a_table_of_very_few_people_hides_what_it_must(rows):
    matrix = as_matrix(rows, 2)
    hidden = hidden_in(matrix)
    for cell, values in ways(matrix, hidden).items():
        assert len(values) > 1, (cell, shown(matrix, hidden))


@hypothesis.given(st.lists(st.tuples(*[st.integers(0, 11)] * 2), min_size=1, max_size=3))
@hypothesis.settings(max_examples=120, deadline=None)
def test_no_hidden_number_can_be_worked_out(rows):
    matrix = as_matrix(rows, 2)
    hidden = hidden_in(matrix)
    assert all(cell in hidden for r, line in enumerate(matrix) for c, n in enumerate(line) for cell in [(r, c)]
               if 0 < n < LEAST)  # fmt: skip
    gaps = [cell for cell in hidden if cell[0] < len(matrix) - 1 and cell[1] < 2]
    hypothesis.assume(len(gaps) <= 4)
    for cell, values in ways(matrix, hidden).items():
        assert len(values) > 1, (cell, shown(matrix, hidden))


def test_the_check_itself_finds_a_number_given_away():
    matrix = as_matrix([(40, 3), (30, 9)], 2)
    assert {len(values) for values in ways(matrix, {(0, 1)}).values()} == {1}


def test_what_one_table_hides_in_the_totals_all_hide():
    few, many = as_matrix([(20, 2), (20, 0)], 2), as_matrix([(15, 1), (25, 1)], 2)
    first, second = hidden_together([few, many])
    assert {cell[1] for cell in first if cell[0] == 2} == {cell[1] for cell in second if cell[0] == 2} != set()


def test_shares_are_of_shown_numbers_only():
    assert (share(3, 12), share(None, 12), share(3, None), share(0, 0)) == (25, None, None, None)


def test_half_years_never_count_the_running_month():
    today = dt.date(2026, 11, 21)
    assert [half.key for half in halves(today, 3)] == ["2026-2", "2026-1", "2025-2"]
    assert halves(dt.date(2026, 7, 15), 1) == [Half(2026, 1)]
    assert halves(dt.date(2027, 1, 31), 1) == [Half(2026, 2)]
    assert Half(2026, 2).ends_before(today) == dt.date(2026, 11, 1)
    assert Half(2026, 1).ends_before(today) == dt.date(2026, 7, 1)


def test_ages_fall_into_bands():
    assert band_starts(dt.date(2026, 11, 21))[-2:] == [(dt.date(2001, 11, 21), 25), (dt.date(2026, 11, 21), 0)]
