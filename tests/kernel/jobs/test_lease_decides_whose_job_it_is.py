"""A worker that fell silent loses its job; what it does afterwards changes nothing."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from kernel import clock, db, jobs
from kernel.authz import Actor
from kernel.db import table_of
from kernel.jobs import ledger, rules, runner
from kernel.jobs.models import Job

_job = table_of(Job)
LATER = rules.LEASE + dt.timedelta(seconds=1)


def claim(name: str) -> ledger.Claim | None:
    return db.in_transaction(lambda: ledger.claim(name, rules.LEASE))


@pytest.fixture
def job_id(asker: Actor) -> Any:
    jobs.handler("letters", label="Letters", attempts=2)(lambda *_: None)
    with db.transaction():
        return jobs.enqueue(asker, "letters", {})


def test_nobody_else_gets_a_job_under_a_lease(job_id: Any) -> None:
    first = claim("a")
    assert first
    assert first.id == job_id
    assert claim("b") is None


STALE = {
    "finish": lambda mine: ledger.finish(mine, {"by": "a"}),
    "fail": lambda mine: ledger.fail(mine, "x"),
    "renew": lambda mine: ledger.renew(mine, rules.LEASE),
    "advance": lambda mine: ledger.advance(mine, 1, 1, ""),
    "put back": lambda mine: ledger.put_back(mine, dt.timedelta(0)),
}


@pytest.mark.parametrize("deed", STALE)
def test_after_the_lease_the_next_one_has_it_and_the_first_is_fenced_off(job_id: Any, deed: str) -> None:
    first = claim("a")
    assert first
    with clock.held_at(clock.now() + LATER):
        second = claim("a")  # the same name: the fence alone tells them apart
        assert second
        assert (second.id, second.attempts, second.fence) == (job_id, 2, first.fence + 1)
        with pytest.raises(ledger.LeaseLost):
            db.in_transaction(lambda: STALE[deed](first))
        db.in_transaction(lambda: ledger.finish(second, {"by": "b"}))
    assert db.session.scalar(sa.select(_job.c.result)) == {"by": "b"}


def test_what_a_fenced_worker_wrote_in_its_part_is_rolled_back(asker: Actor, job_id: Any) -> None:
    first = claim("a")
    assert first
    with clock.held_at(clock.now() + LATER):
        claim("b")
    progress = jobs.Progress(first, threading.Event())
    with pytest.raises(ledger.LeaseLost):
        progress.do(lambda: jobs.enqueue(asker, "letters", {}, key="effect"), done=1, total=1)
    assert db.session.scalars(sa.select(_job.c.id)).all() == [job_id]


def test_a_job_that_kills_its_workers_is_given_up(job_id: Any) -> None:
    at = clock.now()
    for _try in range(2):
        with clock.held_at(at):
            assert claim("a")
        at += LATER
    with clock.held_at(at):
        assert claim("a") is None
    assert db.session.execute(sa.select(_job.c.state).where(_job.c.id == job_id)).scalar() == "failed"


def test_a_long_part_keeps_its_lease_alive(asker: Actor) -> None:
    taken: list[ledger.Claim | None] = []

    @jobs.handler("slow", label="Slow")
    def slow(_actor: object, _payload: Mapping[str, Any], _progress: object) -> None:
        time.sleep(1.0)
        taken.append(claim("other"))

    with db.transaction():
        jobs.enqueue(asker, "slow", {})
    short = dt.timedelta(seconds=0.6)
    mine = db.in_transaction(lambda: ledger.claim("me", short))
    assert mine
    runner.run(mine, lease=short)
    assert taken == [None]
    assert db.session.scalar(sa.select(_job.c.state)) == "done"
