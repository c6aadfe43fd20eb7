"""Cohen's kappa against examples worked by hand, and a draw that anybody can repeat."""

from fractions import Fraction

import hypothesis
import pytest
from hypothesis import strategies as st

from casework.second_scores.rules import agreement, by_question, is_drawn
from kernel.ids import new_id


def pairs(both_yes, first_yes, second_yes, both_no):
    """The four cells of a table of two scorers and two levels."""
    return (
        [("yes", "yes")] * both_yes + [("yes", "no")] * first_yes + [("no", "yes")] * second_yes
        + [("no", "no")] * both_no
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "percent", "kappa"),
    [
        # 50 pairs: p_o = 35/50; firsts 25 and 25, seconds 30 and 20: p_e = (25*30 + 25*20)/2500 = 1/2
        ((20, 5, 10, 15), 70, Fraction(2, 5)),
        # 100 pairs, p_o = 60/100; p_e = (60*70 + 40*30)/10000 = 54/100; 6/46
        ((45, 15, 25, 15), 60, Fraction(3, 23)),
        # the same p_o; p_e = (60*30 + 40*70)/10000 = 46/100; 14/54
        ((25, 35, 5, 35), 60, Fraction(7, 27)),
        # never the same: p_o = 0, p_e = 1/2
        ((0, 5, 5, 0), 0, Fraction(-1)),
        # always the same, of two levels: p_e = 1/2
        ((5, 0, 0, 5), 100, Fraction(1)),
        # what chance gives: p_o = p_e = 1/2
        ((5, 5, 5, 5), 50, Fraction(0)),
    ],
)
def test_worked_by_hand(cells, percent, kappa):
    found = agreement(pairs(*cells))
    assert (found.percent, found.kappa, found.pairs) == (percent, kappa, sum(cells))


def test_three_levels_worked_by_hand():
    # p_o = (4+3+2)/12 = 3/4; firsts 5, 4, 3; seconds 5, 4, 3: p_e = (25+16+9)/144 = 25/72; (54-25)/(72-25)
    made = [("a", "a")] * 4 + [("b", "b")] * 3 + [("c", "c")] * 2 + [("a", "b"), ("b", "c"), ("c", "a")]
    assert agreement(made).kappa == Fraction(29, 47)


def test_one_level_for_all_says_nothing():
    assert agreement([("a", "a")] * 30).kappa is None
    assert agreement([]).percent == 0


@hypothesis.given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=1))
def test_kappa_lies_between_minus_one_and_one_and_both_scorers_count_alike(made):
    found, turned = agreement(made), agreement([(second, first) for first, second in made])
    assert found.kappa == turned.kappa
    assert found.kappa is None or -1 <= found.kappa <= 1


def test_a_draw_takes_five_in_a_hundred_and_repeats():
    keys = [new_id() for _n in range(20_000)]
    drawn = [key for key in keys if is_drawn("seed", key)]
    assert 850 < len(drawn) < 1150
    assert [key for key in keys if is_drawn("seed", key)] == drawn
    assert [key for key in keys if is_drawn("other", key)] != drawn


def test_questions_by_how_little_they_agree():
    first = {"q1": {"value": "a"}, "q2": {"value": "a"}, "q3": {"value": None}}
    second = {"q1": {"value": "a"}, "q2": {"value": "b"}, "q3": {"value": "a"}}
    assert by_question([(first, second), (first, first)]) == [("q2", 1, 2), ("q1", 2, 2)]
