"""The worker that books a pay run is killed twenty times: every line is booked once and the books are right."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from decimal import Decimal

import pytest
import sqlalchemy as sa

from kernel import audit, db
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.jobs.models import Job, JobState
from kernel.settings import ROOT
from marketplace.earnings.models import EarningLine, EarningPart, EarningState
from marketplace.ledger.models import EntryKind, LedgerEntry
from marketplace.ledger.queries import proof
from programmes.pay_periods import service as pay_periods
from programmes.pay_periods.models import FrozenLine
from tests import cast


def worker(url, var):
    command = [sys.executable, str(ROOT / "tests" / "faults" / "pay_worker.py"), url, str(var)]
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def state(job_id):
    try:
        return session.execute(sa.select(Job.state, Job.done, Job.attempts).where(Job.id == job_id)).one()
    finally:
        session.remove()


def let_it_live(job_id, before, chance):
    """Until it has done a few parts more than ``before``, then a moment longer: the kill falls anywhere in a part."""
    patience = time.monotonic() + 60
    while state(job_id).done <= before and time.monotonic() < patience:
        time.sleep(0.05)
    time.sleep(chance.uniform(0, 0.3))


def under_fire(job_id, var, kills):
    """Kill a worker ``kills`` times while it works, then let the last one finish."""
    url, chance, fallen = db.engine().url.render_as_string(hide_password=False), random.Random(8), 0
    while fallen < kills and state(job_id).state != JobState.DONE:
        with transaction():  # what an administrator does: so many broken tries are no reason to give up
            session.execute(sa.update(Job).where(Job.id == job_id).values(attempts=0))
        mine = worker(url, var)
        let_it_live(job_id, state(job_id).done, chance)
        mine.kill()
        mine.wait()
        fallen += 1
    last = worker(url, var)
    patience = time.monotonic() + 600
    while state(job_id).state != JobState.DONE and time.monotonic() < patience:
        time.sleep(0.2)
    last.kill()
    last.wait()
    return fallen


def check(people):
    lines = session.execute(sa.select(EarningLine.state, EarningLine.minor, EarningLine.source_id)).all()
    assert {line.state for line in lines} == {EarningState.POSTED}
    assert len(lines) == len({line.source_id for line in lines}) == people
    entries = session.scalar(sa.select(sa.func.count()).where(LedgerEntry.kind == EntryKind.WAGE))
    assert entries == people
    frozen = session.scalar(sa.select(sa.func.sum(FrozenLine.paid_minor)))
    parts = session.scalar(sa.select(sa.func.sum(EarningPart.minor)))
    assert Decimal(frozen) == Decimal(parts) == sum(line.minor for line in lines)
    assert all(one.is_right for one in proof())
    assert audit.verify().first_bad is None


def fight(tmp_path, people, kills):
    run = cast.make_pay_run(people)
    with transaction():
        job_id = pay_periods.approve(cast.make_actor(Role.FINANCE_APPROVER), run.id)
    assert under_fire(job_id, tmp_path, kills) == kills, "the run was over before it had been broken off often enough"
    assert state(job_id).state == JobState.DONE
    check(people)


def test_a_small_run_broken_off_twice(real_db, tmp_path):
    fight(tmp_path, 1000, 2)


@pytest.mark.slow
def test_five_thousand_people_and_twenty_kills(real_db, tmp_path):
    fight(tmp_path, 5000, 20)
