"""A session to come without work for all: who stays away, and whether that is paid, is decided before."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.db import session, transaction
from programmes.cancellations import service as cancellations
from programmes.intakes.queries import sessions_of
from programmes.marks.models import RegisterMark
from programmes.pay import service as pay
from programmes.pay.models import PayLine, RateBasis
from programmes.pay.service import NewRate
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.registers.models import Attendance

MONDAY = dt.date(2026, 11, 23)


@pytest.fixture
def later(boss, group, make_person):
    """Two seats, a rate of one a minute, and the session of next week."""
    people = [make_person(number) for number in ("T1", "T2")]
    new = NewRate(programme_id=group.programme_id, basis=RateBasis.HOUR, minor=60, currency="EUR", valid_from=MONDAY)
    with transaction():
        seats = [places.place(boss, Placement(person_id=one.id, intake_id=group.id)).allocation for one in people]
        pay.set_rate(boss, new)
    return sessions_of(group.id)[1], seats


def told(client, held, seats, **over):
    typed = {"who": [str(one.id) for one in seats], "paid": "yes", "reason": "No timber", **over}
    return client.post(f"/sessions/{held.id}/not-required", data=typed)


def test_the_register_of_the_day_shows_it_and_pays_it(boss, later, client, sign_in):
    held, seats = later
    sign_in(client, boss)
    assert told(client, held, seats[:1]).status_code == 302
    assert "Not required, paid" in client.get(f"/sessions/{held.id}/register").text
    with clock.held_at(dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)):
        sign_in(client, boss)
        assert "Told before not to come" in client.get(f"/sessions/{held.id}/register").text
        typed = {f"code-{seats[0].id}": "not_required", f"paid-{seats[0].id}": "yes", f"code-{seats[1].id}": "present"}
        assert client.post(f"/sessions/{held.id}/register", data=typed).status_code == 302
    row = session.scalar(sa.select(Attendance).where(Attendance.allocation_id == seats[0].id))
    assert (row.code, row.pays, row.counts, row.minutes) == ("not_required", True, False, 120)
    assert [one.minor for one in session.scalars(sa.select(PayLine))] == [120, 120]


def test_who_is_left_out_later_is_needed_again(boss, later, client, sign_in):
    held, seats = later
    sign_in(client, boss)
    told(client, held, seats)
    assert told(client, held, seats[:1]).status_code == 302
    kept = session.scalars(sa.select(RegisterMark.allocation_id)).all()
    assert kept == [seats[0].id]


def test_without_a_reason_nobody_is_told(boss, later, client, sign_in):
    held, seats = later
    sign_in(client, boss)
    assert told(client, held, seats, reason="").status_code == 422
    assert session.scalar(sa.select(RegisterMark)) is None


def test_a_cancellation_leaves_what_was_promised_before(boss, later, client, sign_in):
    held, seats = later
    sign_in(client, boss)
    told(client, held, seats[:1])
    with transaction():
        assert cancellations.cancel(boss, held.id, reason="Instructor ill", paid=False) == 1
    assert session.scalar(sa.select(PayLine.person_id)) == seats[0].person_id
