"""A frozen run is paid when a second human approves it: by a job that can be broken off anywhere, each line once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from casework.timeline.events import EarningsDueTogether
from kernel import events
from kernel.authz import Role
from kernel.db import session, table_of, transaction
from kernel.errors import Forbidden
from kernel.jobs.models import Job
from programmes.pay_periods import service as pay_periods
from programmes.pay_periods.models import PayApproval
from programmes.pay_periods.service import NewRun
from tests import cast
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


def test_nothing_is_paid_before_a_second_human_looked(boss, frozen, heard):  # noqa: F811
    events.subscribe(EarningsDueTogether, heard.append)
    with pytest.raises(Forbidden, match="somebody else"), transaction():
        pay_periods.approve(boss, frozen.id)
    assert heard == []
    with pytest.raises(Forbidden), transaction():
        pay_periods.approve(cast.make_actor(Role.FINANCE_CLERK), frozen.id)
    approver = cast.make_actor(Role.FINANCE_APPROVER)
    with transaction():
        first = pay_periods.approve(approver, frozen.id)
        assert pay_periods.approve(approver, frozen.id) == first
    assert session.scalar(sa.select(sa.func.count()).where(Job.kind == pay_periods.JOB)) == 1


def test_the_database_itself_refuses_the_same_human(boss, frozen):
    rows = {"id": frozen.id, "frozen_by": boss.human_id, "approved_by": boss.human_id, "approved_at": frozen.frozen_at,
            "job_id": frozen.id}  # fmt: skip
    with pytest.raises(exc.IntegrityError, match="two_humans"), session.begin_nested():
        session.connection().execute(table_of(PayApproval).insert(), rows)


def test_the_approver_sees_sums_and_approves_on_screen(boss, frozen, client, sign_in):
    approver = cast.make_actor(Role.FINANCE_APPROVER)
    sign_in(client, approver)
    assert "pay runs to approve" in client.get("/").text
    address = f"/pay/runs/{frozen.id}"
    assert address in client.get("/pay/runs/waiting").text
    shown = client.get(address).text
    assert "Approve the run" in shown
    assert "Person T1" not in shown, "finance works without names"
    assert client.post(address).status_code == 303
    assert "Waiting" in client.get(address).text
    assert "No pay run waits" in client.get("/pay/runs/waiting").text
    sign_in(client, boss)
    assert "approved by" in client.get(address).text
