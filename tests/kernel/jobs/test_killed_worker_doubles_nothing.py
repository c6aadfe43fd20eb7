"""Three hundred jobs, two workers, one of them killed in the middle: every effect is there, and there once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter

import sqlalchemy as sa

from kernel import db, jobs
from kernel.authz import Actor
from kernel.db import table_of
from kernel.documents.models import StoredDocument
from kernel.jobs.models import Job
from kernel.settings import ROOT

JOBS, PARTS = 300, 2
_job, _paper = table_of(Job), table_of(StoredDocument)
WORKER = """
import datetime as dt, sys, time
import kernel.accounts.models, kernel.units.models
from kernel import db, documents, jobs
db.bind(sys.argv[1])

@jobs.handler("slip", label="Slip", attempts=9)
def slip(actor, payload, progress):
    def part(number):
        time.sleep(0.001)
        documents.store(actor, "slip", b"x", title=f"{payload['number']}/{number}")
    progress.each(range(2), part, size=1)

worker = jobs.Worker(lease=dt.timedelta(seconds=2))
print("ready", flush=True)
idle = 0
while idle < 60:
    idle = 0 if worker.run_one() else idle + 1
    if idle:
        time.sleep(0.05)
"""


def worker(url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WORKER, url], cwd=ROOT, stdout=subprocess.PIPE)


def count_done() -> int:
    try:
        return db.session.scalar(sa.select(sa.func.count()).where(_job.c.state == "done")) or 0
    finally:
        db.session.rollback()  # PostgreSQL ends a transaction that idles while the workers work


def test_each_effect_once(store: str, asker: Actor) -> None:
    jobs.handler("slip", label="Slip", attempts=9)(lambda *_: None)
    with db.transaction():
        for number in range(JOBS):
            jobs.enqueue(asker, "slip", {"number": number}, key=f"slip {number}")
    both = [worker(store), worker(store)]
    end = time.monotonic() + 60
    while count_done() < 40 and time.monotonic() < end:
        time.sleep(0.02)
    os.kill(both[0].pid, signal.SIGKILL)
    for process in both:
        process.wait(60)
        assert process.stdout
        process.stdout.close()
    assert count_done() == JOBS
    effects = Counter(db.session.scalars(sa.select(_paper.c.title)))
    assert len(effects) == JOBS * PARTS
    assert set(effects.values()) == {1}
