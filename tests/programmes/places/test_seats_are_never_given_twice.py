"""Many coordinators at once, few seats: true commits on a database of its own."""

from __future__ import annotations

import collections
import concurrent.futures
import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from casework.people.models import LegalStatus, Person
from kernel import audit, clock, db
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.db.session import in_transaction
from programmes.catalogue.models import Programme, ProgrammeKind, ProgrammeVersion
from programmes.intakes.models import Intake
from programmes.intakes.service import take_seat
from programmes.places import service as places
from programmes.places.models import Allocation
from programmes.places.service import Placement
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


ROUNDS, ASKING, SEATS = 20, 50, 10


def hold_people(boss, many):
    """People held in the prison of the group, each known to be sentenced."""
    with transaction():
        made = [
            Person(
                number=f"S{n:04}", name=f"Person {n}", sort_name=f"{n:04}", match_key=f"{n:04}", opened_at=clock.now(),
                in_custody=True, establishment_id=next(iter(boss.establishments)), legal_status=LegalStatus.SENTENCED,
            )
            for n in range(many)
        ]  # fmt: skip
        for one in made:
            session.add(one)
            audit.record(boss, "person.registered", one)
    return [one.id for one in made]


@pytest.mark.slow
def test_fifty_ask_at_once_for_ten_seats_twenty_times(real_db):
    """Exactly ten have a place, every other one of the fifty waits on the list: nobody is left without an answer."""
    boss, _group = open_group(1)
    unit = session.scalar(sa.select(Intake.__table__.c.unit_id))
    boss = dataclasses.replace(boss, establishments=frozenset({unit}))
    people = hold_people(boss, ASKING)
    for number in range(ROUNDS):
        group = another_group(boss, unit, number)

        def ask(person, group=group):
            order = Placement(person_id=person, intake_id=group, consented=True)
            try:
                done = in_transaction(lambda: places.place(boss, order), attempts=200)
                return "seat" if done.allocation else done.application.state.value
            finally:
                db.session.remove()

        with concurrent.futures.ThreadPoolExecutor(ASKING) as pool:
            answers = collections.Counter(pool.map(ask, people))
        assert answers == {"seat": SEATS, "pending": ASKING - SEATS}, number
        seated = sa.select(sa.func.count()).where(Allocation.__table__.c.intake_id == group)
        assert session.scalar(seated) == SEATS
        assert session.scalar(sa.select(Intake.__table__.c.taken).where(Intake.__table__.c.id == group)) == SEATS


def another_group(boss, unit, number):
    """A round's own programme and group, so that everybody asks anew."""
    today = clock.today("Europe/Paris")
    with transaction():
        made = Programme(code=f"R{number}", name="Round", kind=ProgrammeKind.EDUCATION)
        version = ProgrammeVersion(programme_id=made.id, number=1, valid_from=today, modules={}, minutes=60)
        group = Intake(
            programme_id=made.id, version_id=version.id, unit_id=unit, instructor_id=boss.human_id, name="Round",
            starts_on=today, ends_on=today + dt.timedelta(days=30), capacity=SEATS,
        )  # fmt: skip
        for one in (made, version, group):
            session.add(one)
            audit.record(boss, "thing.made", one)
    return group.id
