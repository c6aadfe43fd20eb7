"""Work that comes round is asked for once in each period, by whichever worker looks first."""

from __future__ import annotations

import concurrent.futures
import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock, db, jobs
from kernel.db import table_of
from kernel.jobs import rules, schedule
from kernel.jobs.models import Job

_job = table_of(Job)
START = dt.datetime(2026, 11, 2, 8, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "then"),
    [(START, START + HOUR), (START + HOUR - dt.timedelta(seconds=1), START + HOUR), (START + HOUR, START + 2 * HOUR),
     (START + 30.5 * HOUR, START + 31 * HOUR)],
)  # fmt: skip
def test_next_turn(now: dt.datetime, then: dt.datetime) -> None:
    assert rules.next_turn(START, HOUR, now) == then


def hourly() -> None:
    jobs.handler("seal", label="Seal", system=True)(lambda *_: None)
    jobs.every("seal", HOUR)
    with clock.held_at(START):
        schedule.plant()
        schedule.plant()


def look(moment: dt.datetime) -> int:
    with clock.held_at(moment):
        try:
            return schedule.ask_for_due()
        finally:
            db.session.remove()


def asked() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(_job)) or 0


@pytest.mark.usefixtures("store")
def test_once_each_period_and_missed_ones_together() -> None:
    hourly()
    assert [look(START), look(START + HOUR / 2), look(START + HOUR), look(START + 40 * HOUR)] == [1, 0, 1, 1]
    assert asked() == 3


@pytest.mark.usefixtures("store")
def test_once_when_four_workers_look_at_the_same_moment() -> None:
    hourly()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        found = list(pool.map(look, [START] * 4))
    assert sum(found) == 1
    assert asked() == 1


@pytest.mark.usefixtures("store")
def test_a_turn_runs_without_an_asker() -> None:
    hourly()
    look(START)
    with clock.held_at(START):
        assert jobs.Worker().run_one()
    assert db.session.scalar(sa.select(_job.c.state)) == "done"
