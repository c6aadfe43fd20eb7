"""A dry run over 100,000 people equals scoring each of them anew; it shows its progress and lets others write."""

from __future__ import annotations

import datetime as dt
import random
import sys
import threading
import time
import uuid

import pytest
import sqlalchemy as sa

from bench.town import settle
from casework.classification.models import Assessment, Classification
from casework.classification.rules import form_of, score
from casework.decisions.rules import suggestion
from casework.form_trials import queries, service
from casework.form_trials.models import FormTrialLine
from casework.people.models import Person
from kernel import audit, db
from kernel.db import in_transaction, schema_connection, session, table_of, transaction
from kernel.jobs import ledger, rules, runner
from kernel.jobs.models import Job
from tests import cast
from tests.casework.form_trials.scored import AT, drawn, form_in_force, proposed, staff, with_points

PEOPLE, CHUNK, WAIT = 100_000, 5000, 2.0
_SHEET, _MADE, _LINE = table_of(Assessment), table_of(Classification), table_of(FormTrialLine)


def fill(prison, version, officer, approver):
    """Everybody with a level by the form in force, written past the unit of work."""
    chance, form = random.Random(4), form_of(version.definition)
    with schema_connection() as connection:
        settle(connection, [prison.id], PEOPLE)
        people = connection.scalars(sa.select(table_of(Person).c.id)).all()
        for start in range(0, len(people), CHUNK):
            sheets, made = [], []
            for person_id in people[start : start + CHUNK]:
                answers = {key: value or form.item(key).choices[0].value for key, value in drawn(chance, form).items()}
                if chance.random() < 0.005:
                    answers.pop("q9")
                sheet = uuid.UUID(int=chance.getrandbits(128))
                sheets.append(_sheet(sheet, person_id, version.id, officer, answers))
                made.append(_made(chance, person_id, sheet, officer, approver))
            connection.execute(_SHEET.insert(), sheets)
            connection.execute(_MADE.insert(), made)
    return people


def _sheet(key, person_id, version_id, officer, answers):
    return {
        "id": key, "person_id": person_id, "version_id": version_id, "state": "locked", "begun_by": officer.human_id,
        "answers": {item: {"value": value, "evidence": ""} for item, value in answers.items()}, "begun_at": AT,
        "scored_at": AT, "row_version": 1,
    }  # fmt: skip


def _made(chance, person_id, sheet, officer, approver):
    return {
        "id": uuid.UUID(int=chance.getrandbits(128)), "person_id": person_id, "assessment_id": sheet,
        "state": "decided", "suggested_level": "medium", "decided_level": "medium", "steps": 0, "recommendation": "",
        "account": "", "account_kind": "said", "provisional": False, "mandatory_code": "", "note": "",
        "author_id": officer.human_id, "override_words": "", "decided_by": approver.human_id, "decided_at": AT,
        "next_review_on": dt.date(2027, 3, 3), "review_rule": "", "appeal_words": "", "appeal_answer": "",
        "appeal_rung": 0, "version": 1,
    }  # fmt: skip


@pytest.mark.slow
def test_it_equals_scoring_each_anew_shows_progress_and_lets_others_write(real_db):
    prison = cast.make_unit()
    officer, approver = staff(prison)
    fill(prison, form_in_force(officer, approver), officer, approver)
    version = proposed(officer, with_points())
    with transaction():
        job_id = service.ask(officer, version.id)
    session.remove()
    seen, waits, stop = set(), [], threading.Event()
    watchers = [
        threading.Thread(target=watch, args=(real_db, job_id, seen, stop)),
        threading.Thread(target=write, args=(real_db, officer, waits, stop)),
    ]
    for one in watchers:
        one.start()
    runner.run(in_transaction(lambda: ledger.claim("alone", rules.LEASE)))
    stop.set()
    for one in watchers:
        one.join()
    (trial,) = queries.trials_of(version.id)
    assert trial.finished_at
    took, began = length(job_id), time.monotonic()
    wrong, moves = compared(trial.id, version)
    again = time.monotonic() - began
    print(  # noqa: T201 - the measurement is half of what this is run for
        f"\n{PEOPLE} people: dry run {took:.1f} s, per person {again:.1f} s, different {wrong}, moves {moves}; "
        f"{len(seen)} states of progress seen; {len(waits)} writes meanwhile, longest {max(waits):.3f} s",
        file=sys.stderr,
    )
    assert wrong == 0
    assert sum(moves.values()) == PEOPLE
    assert len(seen) > 20
    assert max(waits) < WAIT


def length(job_id):
    """Seconds from the begin of the job to its end."""
    row = table_of(Job)
    begun, ended = session.execute(sa.select(row.c.started_at, row.c.finished_at).where(row.c.id == job_id)).one()
    return (ended - begun).total_seconds()


def compared(trial_id, version):
    """(people whose line is not what scoring them alone gives, people by move)."""
    form, wrong, moves = form_of(version.definition), 0, {}
    lines = {row.person_id: row for row in session.execute(sa.select(_LINE).where(_LINE.c.trial_id == trial_id))}
    for row in session.execute(sa.select(_SHEET.c.person_id, _SHEET.c.answers)):
        answers = {key: kept["value"] for key, kept in row.answers.items()}
        found = score(form, answers)
        told = suggestion(version.definition, answers, found.lowest, found.highest)
        line = lines.pop(row.person_id)
        wrong += (line.lowest, line.highest, line.low, line.high) != (told.lowest, told.level, found.low, found.high)
        moves[str(line.move)] = moves.get(str(line.move), 0) + 1
    return wrong + len(lines), moves


def watch(app, job_id, seen, stop):
    row = table_of(Job)
    with app.app_context():
        while not stop.is_set():
            seen.add(session.scalar(sa.select(row.c.done).where(row.c.id == job_id)))
            session.remove()
            time.sleep(0.05)


def write(app, actor, waits, stop):
    """Somebody else at work: one small command after another."""
    with app.app_context():
        while not stop.is_set():
            began = time.monotonic()
            in_transaction(lambda: audit.event(actor, audit.Kind.WRITE, "job.asked", subject_kind="job"))
            waits.append(time.monotonic() - began)
            db.session.remove()
            time.sleep(0.1)
