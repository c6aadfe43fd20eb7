"""A job is asked for with its deed, done part by part, and shown while it goes on."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from kernel import audit, clock, db, jobs
from kernel.authz import Actor, Role
from kernel.db import table_of
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.ids import new_id
from kernel.jobs import queries
from kernel.jobs.models import Job, JobState

_job = table_of(Job)


def ask(asker: Actor | None, kind: str = "letters", *, key: str = "", **payload: Any) -> Any:
    with db.transaction():
        return jobs.enqueue(asker, kind, payload, key=key)


def state(job_id: Any) -> Any:
    db.session.rollback()
    return db.session.execute(sa.select(_job).where(_job.c.id == job_id)).one()


def test_done_with_its_result_and_its_asker(asker: Actor) -> None:
    seen: list[tuple[Actor | None, Mapping[str, Any]]] = []

    @jobs.handler("letters", label="Letters")
    def letters(actor: Actor | None, payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
        progress.each(range(7), lambda _item: seen.append((actor, payload)), size=3, message="Writing")
        return {"document": "x"}

    job_id = ask(asker, month="2026-11")
    assert jobs.Worker().run_one()
    row = state(job_id)
    assert (row.state, row.done, row.total, row.message, row.result) == ("done", 7, 7, "Writing", {"document": "x"})
    assert seen == [(asker, {"month": "2026-11"})] * 7
    assert not jobs.Worker().run_one()


def test_the_deed_that_fails_leaves_no_job(asker: Actor) -> None:
    jobs.handler("letters", label="Letters")(lambda *_: None)
    with pytest.raises(RuntimeError), db.transaction():
        jobs.enqueue(asker, "letters", {})
        raise RuntimeError
    assert db.session.scalar(sa.select(sa.func.count()).select_from(_job)) == 0


def test_one_key_is_one_job(asker: Actor) -> None:
    jobs.handler("letters", label="Letters")(lambda *_: None)
    assert ask(asker, key="2026-11") == ask(asker, key="2026-11") != ask(asker, key="2026-12")


def test_a_second_try_goes_on_where_the_first_stopped(asker: Actor) -> None:
    written: list[int] = []

    @jobs.handler("letters", label="Letters")
    def letters(_actor: Actor | None, _payload: Mapping[str, Any], progress: jobs.Progress) -> None:
        def write(item: int) -> None:
            if item == 4 and len(written) == 4:
                written.append(-1)
                raise OSError("paper jam with Somebody's name")
            written.append(item)

        progress.each(range(6), write, size=2)

    job_id = ask(asker)
    jobs.Worker().run_one()
    row = state(job_id)
    assert (row.state, row.done, row.attempts) == ("queued", 4, 1)
    assert "Somebody" not in row.error
    assert not jobs.Worker().run_one()
    with clock.held_at(clock.now() + dt.timedelta(seconds=11)):
        assert jobs.Worker().run_one()
    assert state(job_id).state == "done"
    assert written == [0, 1, 2, 3, -1, 4, 5]


def test_after_its_last_try_it_is_over_and_can_be_asked_again(asker: Actor) -> None:
    @jobs.handler("letters", label="Letters", attempts=1)
    def letters(*_: object) -> None:
        raise OSError

    job_id = ask(asker)
    jobs.Worker().run_one()
    assert state(job_id).state == "failed"
    with db.transaction():
        jobs.retry(asker, job_id)
    assert (state(job_id).state, state(job_id).attempts) == ("queued", 0)
    with pytest.raises(Conflict), db.transaction():
        jobs.retry(asker, job_id)


def test_a_rule_that_refuses_is_told_and_not_tried_again(asker: Actor) -> None:
    @jobs.handler("letters", label="Letters")
    def letters(*_: object) -> None:
        raise DomainError("Close the month first.", rule="Pay rule 3")

    job_id = ask(asker)
    jobs.Worker().run_one()
    assert (state(job_id).state, state(job_id).error) == ("failed", "Close the month first. (Pay rule 3)")


@pytest.mark.parametrize("loss", ["UPDATE account SET active = false", "DELETE FROM role_grant"])
def test_rights_that_were_taken_away_are_gone_for_the_job(asker: Actor, loss: str) -> None:
    done: list[int] = []
    jobs.handler("letters", label="Letters", roles=(Role.FINANCE_CLERK,))(lambda *_: done.append(1))
    job_id = ask(asker)
    with db.schema_connection() as connection:
        connection.execute(sa.text(loss))
    jobs.Worker().run_one()
    assert (state(job_id).state, done) == ("failed", [])
    refusal = db.session.scalars(sa.select(audit.AuditEntry).where(audit.AuditEntry.action == "job.refused")).one()
    assert (refusal.kind, refusal.actor_id, refusal.subject_id) == (audit.Kind.REFUSAL, asker.account_id, job_id)


def test_asking_needs_the_role_and_the_system_its_permission(asker: Actor) -> None:
    jobs.handler("secret", label="x", roles=(Role.GOVERNOR,), system=False)(lambda *_: None)
    for who in (asker, None):
        with pytest.raises(Forbidden):
            ask(who, "secret")


def test_cancelled_between_two_parts(asker: Actor) -> None:
    done: list[int] = []

    @jobs.handler("letters", label="Letters")
    def letters(_actor: object, _payload: object, progress: jobs.Progress) -> None:
        progress.do(lambda: done.append(1), done=1, total=3)
        other = threading.Thread(target=stop)
        other.start()
        other.join()
        progress.do(lambda: done.append(2), done=2, total=3)

    def stop() -> None:
        with db.transaction():
            jobs.cancel(asker, job_id)
        db.session.remove()

    job_id = ask(asker)
    jobs.Worker().run_one()
    assert (state(job_id).state, done) == ("cancelled", [1])


def test_a_worker_that_is_asked_to_stop_puts_the_rest_back(asker: Actor) -> None:
    worker = jobs.Worker()

    @jobs.handler("letters", label="Letters")
    def letters(_actor: object, _payload: object, progress: jobs.Progress) -> None:
        progress.each(range(4), lambda item: worker.end() if item == 1 else None, size=2)

    job_id = ask(asker)
    worker.run_one()
    assert (state(job_id).state, state(job_id).done, state(job_id).attempts) == ("queued", 2, 0)


def test_others_do_not_know_of_it(asker: Actor) -> None:
    jobs.handler("letters", label="Letters")(lambda *_: None)
    job_id = ask(asker)
    stranger = Actor(account_id=new_id(), human_id=new_id(), name="Bo", roles=frozenset({Role.GOVERNOR}))
    keeper = Actor(account_id=new_id(), human_id=new_id(), name="Ad", roles=frozenset({Role.ADMINISTRATOR}))
    with pytest.raises(NotFound):
        queries.job_for(stranger, job_id)
    assert queries.job_for(keeper, job_id).id == job_id
    assert [row.id for row in queries.jobs_of(asker).rows] == [job_id]
    assert queries.jobs_of(stranger).rows == []
    assert JobState(queries.job_for(asker, job_id).state) is JobState.QUEUED
