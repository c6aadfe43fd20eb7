"""The published calculator comes out; reductions have dates; a preview says what another case would do."""

import datetime as dt
from decimal import Decimal

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from hypothesis import given
from sqlalchemy.exc import IntegrityError

from kernel import clock
from kernel.authz import Role
from kernel.db import session
from kernel.errors import DomainError, NotFound
from probation.contacts import service as contacts
from probation.orders.models import Level
from probation.orders.queries import orders_of
from probation.workload import service
from probation.workload.models import Reduction, ReductionReason
from probation.workload.queries import ahead_of, loads, table_named
from probation.workload.rules import (
    Load,
    available_points,
    capacity,
    read_table,
    reduced,
    total_points,
    workload,
)
from tests import cast

HMPPS = table_named("hmpps_v2")


@pytest.mark.parametrize(("hours", "expected"), [("37", 2070), ("30", 1658)])
def test_available_points_of_the_published_calculator(hours, expected):
    assert available_points(2176, Decimal(37), Decimal(hours), Decimal("1.8")) == expected


def test_points_of_the_published_calculator():
    cases = total_points({"t2a_B2": 10, "custody_C1": 5}, {"t2a_B2": 10, "custody_C1": 2})
    assert workload(cases) == 110
    assert workload(0, total_points({"standard": 7, "fast": 12}, {"standard": 10, "fast": 2})) == 94
    weights = {"CONTACT1": 10, "CONTACT2": 2}
    assert workload(0, for_others=total_points({"CONTACT1": 5, "CONTACT2": 10}, weights)) == 70
    assert workload(0, for_others=total_points({"UNKNOWN": 5}, {"CONTACT1": 10})) == 0
    assert workload(0, by_others=total_points({"CONTACT1": 1, "CONTACT2": 1}, weights)) == -12


@pytest.mark.parametrize(
    ("mix", "points", "percent"),
    [
        ({"community B2": 10, "licence A3": 2}, 1588, "73.000"),
        ({"community D1": 40}, 1160, "53.300"),
        ({"licence B2": 12, "community C1": 8, "custody A1": 4}, 2220, "102.000"),
    ],
)
def test_the_published_table_comes_out(mix, points, percent):
    total = sum(n * HMPPS.worth(*case.split()) for case, n in mix.items())
    assert (total, capacity(total, 2176)) == (points, Decimal(percent))


def test_every_published_number_is_there():
    by_tier = {tier: HMPPS.points["community"][tier] for tier in ("A3", "A0", "D3", "D0")}
    assert by_tier == {"A3": 206, "A0": 110, "D3": 51, "D0": 29}
    assert {kind: len(row) for kind, row in HMPPS.points.items()} == {
        "community": 16, "licence": 16, "custody": 16, "reports": 3
    }  # fmt: skip
    assert [sum(HMPPS.points[kind].values()) for kind in ("community", "licence", "custody")] == [1432, 1288, 469]


@given(st.integers(0, 10**6), st.integers(0, 300), st.integers(0, 10**6))
def test_capacity_is_never_below_nothing(nominal, percent, points):
    left = reduced(nominal, percent)
    assert 0 <= left <= nominal
    assert capacity(points, left) >= 0
    assert (capacity(points, left) == 0) or (points and left)


def test_points_below_nothing_are_no_table():
    with pytest.raises(ValueError, match="whole numbers"):
        read_table({"key": "x", "citation": "c", "available": 1, "points": {"community": {"low": -1}}})


def test_with_more():
    assert Load(name="x", cases=1, points=3600, available=7200).with_more(1800) == 75


def load_of(world, actor=None):
    return dict(loads(actor or world.supervisor, clock.today()))[world.officer.human_id]


def test_what_an_officer_carries_and_what_was_measured(world):
    assert (load_of(world).cases, load_of(world).points, load_of(world).minutes) == (1, 120, 0)
    with cast.deed():
        contacts.record_visit(world.officer, world.visit(minutes=45))
    assert load_of(world).minutes == 45
    elsewhere = cast.make_actor(Role.PROBATION_SUPERVISOR, cast.make_unit(kind="probation_office"))
    assert world.officer.human_id not in dict(loads(elsewhere, clock.today()))


def less(world, percent=40, by=None, **over):
    today = clock.today()
    facts = {
        "officer_id": world.officer.human_id, "percent": percent, "reason": ReductionReason.NEW, "begins_on": today,
        "ends_on": today + dt.timedelta(days=30),
    }  # fmt: skip
    with cast.deed():
        return service.set_reduction(by or world.supervisor, service.NewReduction(**{**facts, **over}))


def test_a_reduction_holds_between_its_days(world):
    made = less(world)
    assert load_of(world).available == 4320
    after = clock.today() + dt.timedelta(days=31)
    assert dict(loads(world.supervisor, after))[world.officer.human_id].available == 7200
    less(world, percent=100)
    assert load_of(world).available == 0
    assert load_of(world).percent == 0
    with cast.deed():
        service.end_reduction(world.supervisor, made.id)


@pytest.mark.parametrize(
    ("over", "field"),
    [({"percent": 0}, "percent"), ({"percent": 101}, "percent"), ({"ends_on": dt.date(2026, 3, 1)}, "ends_on"),
     ({"ends_on": dt.date(2031, 3, 1)}, "ends_on")],
)  # fmt: skip
def test_a_reduction_that_cannot_be_is_refused_beside_its_field(world, over, field):
    with pytest.raises(DomainError) as refused:
        less(world, **over)
    assert refused.value.field == field


def test_nobody_reduces_their_own_points(world):
    both = cast.make_actor((Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR), world.office)
    with pytest.raises(DomainError, match="Somebody else"):
        less(world, by=both, officer_id=both.human_id)
    with pytest.raises(NotFound):
        less(world, officer_id=cast.make_actor(Role.PROBATION_OFFICER).human_id)
    made = less(world)
    alone = sa.update(Reduction).where(Reduction.id == made.id).values(set_by=world.officer.human_id)
    with pytest.raises(IntegrityError), cast.deed():
        session.connection().execute(alone)


def test_the_preview_says_what_another_case_would_do(world, prepared):
    (row,) = orders_of(world.person.id)
    free = cast.make_actor(Role.PROBATION_OFFICER, world.office, name="Ada Free")
    pairs = {load.name: (load.points, after) for load, after in ahead_of(row, world.office.id)}
    assert pairs == {"Ada Free": (0, 2), "Iris Berg": (0, 2)}, "without the order itself"
    assert free
    assert row.level is Level.MEDIUM


def test_the_page_and_who_may_write(world, client, sign_in):
    sign_in(client, world.supervisor)
    page = client.get("/supervision/workload").text
    assert "Iris Berg" in page
    days = {"begins_on": ("2", "3", "2026"), "ends_on": ("2", "6", "2026")}
    data = {f"{name}-{part}": v for name, vs in days.items() for part, v in zip(("day", "month", "year"), vs)}  # noqa: B905
    data |= {"officer_id": str(world.officer.human_id), "reason": "training", "percent": "20"}
    refused = client.post("/supervision/workload/reductions", data={**data, "percent": "200"})
    assert refused.status_code == 422
    assert client.post("/supervision/workload/reductions", data=data).status_code == 303
    assert "5760" in client.get("/supervision/workload").text
    sign_in(client, world.officer)
    assert "Give somebody fewer points" not in client.get("/supervision/workload").text
    assert client.post("/supervision/workload/reductions", data=data).status_code == 403
