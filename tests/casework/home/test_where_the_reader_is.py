"""The navigation shows one place: the part of the house that the page lies in."""

from __future__ import annotations

import re

import pytest

from kernel.authz import Role
from tests import cast


def current(text: str) -> list[str]:
    places = text.split('class="places"')[1].split("</nav>", maxsplit=1)[0]
    return re.findall(r'aria-current="page">([^<]+)<', places)


@pytest.mark.parametrize(
    ("role", "address", "place"),
    [
        (Role.CASE_MANAGER, "/people/mine", ["My people"]),
        (Role.CASE_MANAGER, "/people", ["People"]),
        (Role.PROGRAMME_COORDINATOR, "/programmes/new", ["Programmes"]),
        (Role.PROGRAMME_COORDINATOR, "/programmes/today", ["Programmes today"]),
        (Role.PROGRAMME_COORDINATOR, "/my/sessions", []),
        (Role.CASE_MANAGER, "/", ["Home"]),
    ],
)
def test_one_place_is_marked(signed_in, role, address, place):
    assert current(signed_in(role, cast.make_unit()).get(address).text) == place


def test_a_page_that_is_not_there_keeps_the_readers_navigation(signed_in):
    answer = signed_in(Role.CASE_MANAGER, cast.make_unit()).get("/no-such-page")
    assert answer.status_code == 404
    assert "My people" in answer.text
