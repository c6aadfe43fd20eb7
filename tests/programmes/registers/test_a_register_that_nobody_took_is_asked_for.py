"""Two hours after a session its instructor is asked for the register, after a day the coordinator; a mark ends it."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from programmes import handlers
from programmes.cancellations import service as cancellations
from programmes.intakes.queries import sessions_of
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.rules import Mark

ENDS = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)  # 10:00 in Paris


@pytest.fixture
def seat(boss, group, make_person):
    person = make_person("T1")
    with transaction():
        return places.place(boss, Placement(person_id=person.id, intake_id=group.id)).allocation.id


def asked(who, hours):
    with clock.held_at(ENDS + dt.timedelta(hours=hours)):
        block = handlers.late_block(who)
    return len(block.data["rows"]) if block else 0


@pytest.fixture
def coordinator(as_actor, prison):
    return as_actor(Role.PROGRAMME_COORDINATOR, prison)


@pytest.mark.parametrize(("hours", "instructor", "other"), [(1.9, 0, 0), (2, 1, 0), (23, 1, 0), (24, 1, 1)])
def test_who_is_asked_when(boss, coordinator, group, hours, instructor, other):
    assert (asked(boss, hours), asked(coordinator, hours)) == (instructor, other)


def test_the_register_ends_it(boss, group, seat):
    with transaction():
        registers.take_register(boss, sessions_of(group.id)[0].id, {seat: Mark(code="present")})
    assert asked(boss, 24) == 0


def test_a_cancellation_ends_it(boss, group):
    with transaction():
        cancellations.cancel(boss, sessions_of(group.id)[0].id, reason="Instructor ill", paid=False)
    assert asked(boss, 24) == 0


def test_the_governor_sees_a_figure_that_opens_the_list(boss, group, as_actor, prison, client, sign_in):
    governor = as_actor(Role.GOVERNOR, prison)
    sign_in(client, governor)
    assert "Registers nobody took in a day" not in client.get("/", follow_redirects=True).text
    with clock.held_at(ENDS + dt.timedelta(hours=24)):
        sign_in(client, governor)
        home = client.get("/", follow_redirects=True).text
        assert "Registers nobody took in a day" in home
        assert "/programmes/today#late" in home
        assert 'id="late"' in client.get("/programmes/today").text
