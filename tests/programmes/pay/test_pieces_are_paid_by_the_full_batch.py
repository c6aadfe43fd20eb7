"""A rate for each full batch: nothing made is lost, whatever the days, periods, corrections and rates between."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from kernel import clock
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from programmes.pay.models import PayLine, RateBasis
from programmes.pay.rules import batches_earned
from programmes.pay.service import Earning, NewRate, set_rate, settle
from programmes.pay_periods.queries import dues_until
from programmes.pay_periods.service import NewRun, freeze
from tests.programmes.conftest import MONDAY

RATE, BATCH = 150, 10
days = st.lists(st.integers(0, 60), max_size=30)


def test_the_worked_case():
    assert batches_earned([(RATE, BATCH, 23)]) == (300, 3)


@given(days, st.integers(1, 500), st.integers(1, 40), st.sets(st.integers(0, 30)))
def test_however_it_is_split_into_periods_it_comes_to_the_full_batches(made, rate, batch, ends):
    cuts = [0, *sorted(end for end in ends if end < len(made)), len(made)]
    periods = [made[first:last] for first, last in itertools.pairwise(cuts)]
    paid = carried = 0
    for period in periods:
        minor, carried = batches_earned([(rate, batch, carried), *((rate, batch, one) for one in period)])
        paid += minor
    assert (paid, carried) == (sum(made) // batch * rate, sum(made) % batch)


@given(days, st.lists(st.integers(0, 60), min_size=1), st.integers(1, 40), st.integers(1, 40))
def test_a_new_rate_goes_on_with_what_is_carried(before, after, first, second):
    old, over = batches_earned((7, first, one) for one in before)
    both, carried = batches_earned([*((7, first, one) for one in before), *((9, second, one) for one in after)])
    assert both - old == (over + sum(after)) // second * 9
    assert carried == (over + sum(after)) % second


def rate(boss, group, minor=RATE, day=MONDAY, batch=BATCH, basis=RateBasis.PIECE):
    new = NewRate(
        programme_id=group.programme_id, basis=basis, minor=minor, currency="EUR", valid_from=day, batch=batch
    )
    with transaction():
        return set_rate(boss, new)


@pytest.fixture
def work(boss, group, make_person):
    one = make_person("P1")

    def make(pieces, day=0, fact=None):
        earning = Earning(
            person_id=one.id, programme_id=group.programme_id, unit_id=group.unit_id, source="attendance",
            fact_id=fact or new_id(), earned_on=MONDAY + dt.timedelta(days=day), minutes=60, pieces=pieces,
        )  # fmt: skip
        with transaction():
            settle(boss, earning)
        return earning.fact_id

    return make


def paid():
    return session.scalar(sa.select(sa.func.coalesce(sa.func.sum(PayLine.minor), 0)))


def run(boss, group, day):
    due = dues_until(group.unit_id, MONDAY + dt.timedelta(days=day))
    with clock.held_at(dt.datetime(2026, 12, 20, tzinfo=dt.UTC)), transaction():
        freeze(boss, NewRun(unit_id=group.unit_id, last_on=MONDAY + dt.timedelta(days=day)))
    return sum(one.minor for one in due.values())


def test_23_pieces_pay_two_batches_and_three_are_carried_into_the_next_period(boss, group, work):
    rate(boss, group)
    work(23)
    assert run(boss, group, 0) == 300
    work(7, day=1)
    line = session.scalars(sa.select(PayLine).order_by(PayLine.id)).all()[-1]
    assert (line.minor, line.explain["carried_in"], line.explain["carried"]) == (150, 3, 0)
    assert run(boss, group, 1) == 150


def test_a_late_correction_is_a_difference_in_the_next_run_and_twice_is_once(boss, group, work):
    rate(boss, group)
    first = work(9)
    work(9, day=1)
    assert run(boss, group, 1) == 150
    for _twice in range(2):
        work(12, fact=first)
    assert paid() == 300
    work(11, fact=first)
    assert run(boss, group, 2) == 150
    work(0, fact=first)
    assert paid() == 0
    assert dues_until(group.unit_id, MONDAY + dt.timedelta(days=3))


def test_a_new_rate_reaches_the_days_that_no_run_froze_and_takes_the_carried_pieces_along(boss, group, work):
    rate(boss, group)
    work(8)
    run(boss, group, 0)
    work(5, day=1)
    assert paid() == 150
    rate(boss, group, minor=100, day=MONDAY + dt.timedelta(days=1), batch=4)
    assert paid() == 300  # 8 carried and 5 made are three batches of four


def test_from_batches_to_hours_and_back(boss, group, work):
    rate(boss, group)
    work(8)
    work(5, day=1)
    rate(boss, group, minor=60, day=MONDAY + dt.timedelta(days=1), batch=1, basis=RateBasis.HOUR)
    assert paid() == 60
    with pytest.raises(DomainError, match="by the batch"):
        rate(boss, group, day=MONDAY + dt.timedelta(days=2), basis=RateBasis.HOUR)


def test_the_form_and_the_list_say_how_many_pieces(boss, group, work, client, sign_in):
    sign_in(client, boss)
    page = f"/programmes/{group.programme_id}/rates"
    form = {"basis": "piece", "amount": "1.50", "currency": "EUR", "batch": "10", "unit_id": str(group.unit_id),
            "valid_from-day": "23", "valid_from-month": "11", "valid_from-year": "2026"}  # fmt: skip
    refused = client.post(page, data=form | {"id": str(new_id()), "basis": "hour"})
    assert refused.status_code == 422
    assert "Only pieces are paid by the batch" in refused.text
    client.post(page, data=form | {"id": str(new_id())})
    assert "for 10 good pieces" in client.get(page).text
    work(23)
    assert "3 pieces carried on" in client.get("/pay/runs?until=2026-11-23").text
