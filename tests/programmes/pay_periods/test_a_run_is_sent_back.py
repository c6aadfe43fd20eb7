"""An approver sends a frozen run back with a reason: nothing is booked, its lines are frozen again, the run is kept."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from kernel.authz import Role
from kernel.db import session, table_of, transaction
from kernel.errors import Conflict, DomainError, Forbidden
from programmes.pay_periods import service as pay_periods
from programmes.pay_periods.models import FrozenLine, PayPeriod
from programmes.pay_periods.queries import dues_until, returned_waiting, waiting_runs
from programmes.pay_periods.service import NewRun
from tests import cast
from tests.programmes.pay_periods.conftest import book
from tests.programmes.pay_periods.test_what_was_paid_stays_paid import (  # noqa: F401 - the cast of these stories
    MONDAY,
    heard,
    rate,
    seat,
    take,
)


@pytest.fixture
def frozen(boss, group, seat):  # noqa: F811
    rate(boss, group)
    take(boss, group, seat)
    with transaction():
        return pay_periods.freeze(boss, NewRun(unit_id=group.unit_id, last_on=MONDAY))


@pytest.fixture
def approver():
    return cast.make_actor(Role.FINANCE_APPROVER)


def back(actor, run, reason="Two people have no rate yet."):
    with transaction():
        return pay_periods.send_back(actor, run.id, reason)


def test_its_lines_are_frozen_again_and_booked_once(boss, group, frozen, approver, heard):  # noqa: F811
    assert not dues_until(group.unit_id, MONDAY)
    back(approver, frozen)
    assert back(approver, frozen).reason == "Two people have no rate yet."
    assert waiting_runs(boss) == []
    assert [one.id for one in returned_waiting(group.unit_id)] == [frozen.id]
    with transaction():
        again = pay_periods.freeze(boss, NewRun(unit_id=group.unit_id, last_on=MONDAY))
    assert (again.nth, returned_waiting(group.unit_id)) == (2, [])
    book(again)
    assert len(heard) == 1
    kept = session.execute(sa.select(FrozenLine.period_id, FrozenLine.again_after)).all()
    assert set(kept) == {(frozen.id, None), (again.id, frozen.id)}


def test_a_run_is_sent_back_again_and_again(boss, group, frozen, approver):
    for nth in (2, 3):
        back(approver, session.scalars(sa.select(PayPeriod).order_by(PayPeriod.nth.desc())).first())
        with transaction():
            made = pay_periods.freeze(boss, NewRun(unit_id=group.unit_id, last_on=MONDAY))
        assert made.nth == nth
    book(made)


def test_what_was_approved_is_not_sent_back_and_the_other_way_round(boss, group, frozen, approver):
    back(approver, frozen)
    with pytest.raises(Conflict, match="sent back"), transaction():
        pay_periods.approve(approver, frozen.id)
    with transaction():
        again = pay_periods.freeze(boss, NewRun(unit_id=group.unit_id, last_on=MONDAY))
    book(again)
    with pytest.raises(Conflict, match="approved already"):
        back(approver, again)


def test_only_with_a_reason_and_only_by_who_may_approve(frozen, approver):
    with pytest.raises(DomainError) as refusal:
        back(approver, frozen, "no")
    assert refusal.value.field == "reason"
    with pytest.raises(Forbidden):
        back(cast.make_actor(Role.FINANCE_CLERK), frozen)


def test_the_database_refuses_a_line_in_two_runs_that_stand(boss, group, frozen):
    line = session.execute(sa.select(FrozenLine.id, FrozenLine.person_id)).one()
    with transaction():
        other = PayPeriod(
            unit_id=group.unit_id, last_on=MONDAY + dt.timedelta(days=1), frozen_by=boss.human_id,
            frozen_at=frozen.frozen_at,
        )  # fmt: skip
        session.add(other)
        from kernel import audit

        audit.record(boss, "pay_period.frozen", other)
    row = {"id": line.id, "period_id": other.id, "person_id": line.person_id, "paid_minor": 1}
    with pytest.raises(exc.IntegrityError), session.begin_nested():
        session.connection().execute(table_of(FrozenLine).insert(), row)


def test_on_screen_the_reason_stands_where_the_next_run_is_frozen(boss, frozen, approver, client, sign_in):
    sign_in(client, approver)
    address = f"/pay/runs/{frozen.id}"
    assert client.post(f"{address}/back", data={"reason": ""}).status_code == 422
    assert client.post(f"{address}/back", data={"reason": "Two people have no rate yet."}).status_code == 303
    assert "Approve the run" not in client.get(address).text
    assert "Two people have no rate yet." in client.get(address).text
    sign_in(client, boss)
    page = client.get("/pay/runs").text
    assert "was sent back" in page
    assert "Two people have no rate yet." in page
