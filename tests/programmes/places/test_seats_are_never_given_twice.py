"""Many coordinators at once, few seats: true commits on a database of its own."""

from __future__ import annotations

import concurrent.futures
import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import audit, db
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.db.session import in_transaction
from programmes.catalogue.models import Programme, ProgrammeKind, ProgrammeVersion
from programmes.intakes.models import Intake
from programmes.intakes.service import take_seat
from tests import cast

DAY = dt.date(2026, 11, 23)


def open_group(capacity):
    unit = cast.make_unit()
    boss = cast.make_actor(Role.PROGRAMME_COORDINATOR, unit)
    with transaction():
        programme = Programme(code="A", name="A", kind=ProgrammeKind.EDUCATION)
        version = ProgrammeVersion(programme_id=programme.id, number=1, valid_from=DAY, modules={}, minutes=60)
        facts = {
            "programme_id": programme.id,
            "version_id": version.id,
            "unit_id": unit.id,
            "instructor_id": boss.human_id,
        }
        group = Intake(name="A", starts_on=DAY, ends_on=DAY, capacity=capacity, **facts)
        for one in (programme, version, group):
            session.add(one)
            audit.record(boss, "thing.made", one)
    return boss, group.id


@pytest.mark.parametrize(
    ("writers", "seats"), [(8, 3), pytest.param(50, 10, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_exactly_the_seats_there_are(real_db, writers, seats):
    boss, group = open_group(seats)

    def take(_number):
        try:
            return in_transaction(lambda: take_seat(boss, group), attempts=40)
        finally:
            db.session.remove()

    with concurrent.futures.ThreadPoolExecutor(writers) as pool:
        got = list(pool.map(take, range(writers)))
    assert sum(got) == seats
    assert session.scalar(sa.select(Intake.__table__.c.taken)) == seats
