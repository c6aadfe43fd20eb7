"""Five coordinators send a list of ten for ten seats at the same moment: exactly ten places, every row an answer."""

from __future__ import annotations

import collections
import concurrent.futures
import dataclasses

import pytest
import sqlalchemy as sa

from kernel import db
from kernel.db import session, transaction
from kernel.db.session import in_transaction
from programmes.bulk import service
from programmes.bulk.models import PlaceListRow, RowState
from programmes.bulk.rules import Typed
from programmes.bulk.service import NewList
from programmes.intakes.models import Intake
from programmes.places.models import Allocation
from tests.programmes.places.test_seats_are_never_given_twice import SEATS, another_group, hold_people, open_group

LISTS, EACH = 5, 10


@pytest.mark.parametrize("rounds", [1, pytest.param(5, marks=pytest.mark.slow)], ids=["once", "often"])
def test_exactly_ten(real_db, rounds):
    boss, _group = open_group(1)
    unit = session.scalar(sa.select(Intake.__table__.c.unit_id))
    boss = dataclasses.replace(boss, establishments=frozenset({unit}))
    hold_people(boss, LISTS * EACH)
    for number in range(rounds):
        group = another_group(boss, unit, number)
        lists = []
        for one in range(LISTS):
            numbers = [Typed(line=n, column="A", number=f"S{one * EACH + n:04}") for n in range(EACH)]
            with transaction():
                made = service.make_list(boss, NewList(intake_id=group, numbers=numbers))
                lists.append((made.id, [row.id for row in session.scalars(
                    sa.select(PlaceListRow).where(PlaceListRow.list_id == made.id)
                )]))  # fmt: skip

        def send(one):
            try:
                return in_transaction(lambda: service.give(boss, *one), attempts=200)
            finally:
                db.session.remove()

        with concurrent.futures.ThreadPoolExecutor(LISTS) as pool:
            ends = sum(pool.map(send, lists), collections.Counter())
        assert ends == {RowState.GIVEN: SEATS, RowState.FULL: LISTS * EACH - SEATS}
        seated = sa.select(sa.func.count()).where(Allocation.__table__.c.intake_id == group)
        assert session.scalar(seated) == SEATS
        assert session.scalar(sa.select(Intake.__table__.c.taken).where(Intake.__table__.c.id == group)) == SEATS
        db.session.remove()
