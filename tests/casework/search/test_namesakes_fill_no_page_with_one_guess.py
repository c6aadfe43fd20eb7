"""A mistake in both words fits several names equally: each is shown once before the namesakes of the first."""

from __future__ import annotations

from casework.people.queries import find_people
from casework.search.rules import Kind, Rank, in_turn
from kernel.authz import Role
from kernel.db import transaction
from tests import cast
from tests.casework.search.test_names_are_found_however_written import register_person_quietly

NEAR, SAME = Rank(0, Kind.TYPO, 0.2, 0), Rank(0, Kind.SAME, 0.0, -1)


def test_the_order_of_turns():
    asked = [(SAME, "a"), (SAME, "a"), (SAME, "b"), (NEAR, "c"), (NEAR, "c"), (NEAR, "c"), (NEAR, "d"), (NEAR, "d")]
    assert in_turn(asked) == [0, 1, 2, 3, 6, 4, 7, 5]


def test_a_rare_name_is_seen_beside_thirty_of_a_common_one_as_near(prison):
    officer = cast.make_actor(Role.RECORDS_OFFICER, prison)
    with transaction():
        for _n in range(30):
            register_person_quietly(prison, "Budi Laato")
        register_person_quietly(prison, "Budi Lazata")
    names = [row.name for row in find_people(officer, "Budei Laata").rows]
    assert names == ["Budi Laato", "Budi Lazata", *["Budi Laato"] * 29]


def test_namesakes_of_just_what_was_asked_stay_together_before_who_is_only_like_it(prison):
    officer = cast.make_actor(Role.RECORDS_OFFICER, prison)
    with transaction():
        for name in ("Budi Laato", "Budi Laata", "Budi Laato"):
            register_person_quietly(prison, name)
    assert [row.name for row in find_people(officer, "Budi Laato").rows] == ["Budi Laato", "Budi Laato", "Budi Laata"]


def test_after_half_a_page_of_one_guess_come_the_others_that_are_like_it(prison):
    officer = cast.make_actor(Role.RECORDS_OFFICER, prison)
    with transaction():
        for _n in range(30):
            register_person_quietly(prison, "Zhu Fang")
        register_person_quietly(prison, "Zhou Fang")
    names = [row.name for row in find_people(officer, "Zhu Fnag").rows]
    assert names == [*["Zhu Fang"] * 10, "Zhou Fang", *["Zhu Fang"] * 20]


def test_one_word_that_stands_twice_answers_twice(prison):
    officer = cast.make_actor(Role.RECORDS_OFFICER, prison)
    with transaction():
        for other in ("Abechew", "Bekele", "Haile"):
            register_person_quietly(prison, f"Haile {other}")
    assert find_people(officer, "Haile Htile").rows[0].name == "Haile Haile"
