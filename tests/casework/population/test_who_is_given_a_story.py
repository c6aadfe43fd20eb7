"""The demo's turns happen to grown people only: a prison for adults would refuse a transfer of anybody younger."""

import datetime as dt
from types import SimpleNamespace

import pytest

from casework.demo.service import World
from casework.population.service import settled


@pytest.fixture
def world():
    return World(size=100, say=print, now=dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC))


def inside(world, born, latest):
    life = SimpleNamespace(birth=("year", None, born, latest))
    return {
        "state": "sentenced",
        "prison": "HRB",
        "life": life,
        "opened": world.now - dt.timedelta(days=200),
        "release_on": world.today + dt.timedelta(days=400),
    }


def test_who_may_be_too_young_or_has_no_known_birth_is_passed_over(world):
    grown = inside(world, dt.date(1990, 1, 1), dt.date(1990, 12, 31))
    young = inside(world, dt.date(2007, 1, 1), dt.date(2009, 12, 31))
    unknown = inside(world, None, None)
    world.people += [young, unknown, grown]
    assert list(settled(world)) == [grown]


def test_nobody_has_two_stories(world):
    world.people.append(inside(world, dt.date(1990, 1, 1), dt.date(1990, 1, 1)))
    assert len(list(settled(world))) == 1
    assert not list(settled(world))
