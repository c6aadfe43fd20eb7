"""Twenty thousand people, and eight hundred questions with the mistakes people make: who is meant comes first."""

import random

import pytest

from bench.crowd import KINDS, is_meant, questions
from bench.town import settle
from casework.people.queries import find_people
from kernel import db
from kernel.authz import Role
from tests import cast

PEOPLE, EACH, FIRST = {"sqlite": 20_000, "postgresql": 5_000}, 100, 20
"""Fewer on PostgreSQL, which looks at every foreign key of every row again when the test ends."""


@pytest.fixture
def crowd(isolation):
    prisons = [cast.make_unit().id for _n in range(4)]
    with db.transaction():
        return settle(db.session.connection(), prisons, PEOPLE[isolation.dialect.name])


def test_who_is_meant_is_among_the_first_twenty(crowd):
    asker = cast.make_actor(Role.INSPECTOR)
    found, missed = dict.fromkeys(KINDS, 0), []
    for kind, one, typed in questions(random.Random(3), crowd, EACH):
        rows = find_people(asker, typed).rows[:FIRST]
        hit = any(is_meant(row, one) for row in rows)
        found[kind] += hit
        if not hit:
            missed.append((kind, one.name, typed))
    recall = {kind: 100 * hits / EACH for kind, hits in found.items()}
    short = {kind: share for kind, share in recall.items() if share < KINDS[kind]}
    assert not short, [one for one in missed if one[0] in short]
