"""Eight writers, killed with -9 at random: what was acknowledged is there, no deed is without its audit row.

A killed process leaves the operating system's cache alive, so this says nothing about power cuts: those rest on the
journal settings, which tests/kernel holds.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time

import pytest
import sqlalchemy as sa

from kernel import audit, db
from kernel.audit import AuditEntry
from kernel.settings import ROOT
from kernel.units.models import Unit


class Writer:
    """One process and what it acknowledged."""

    def __init__(self, url: str) -> None:
        command = [sys.executable, str(ROOT / "tests" / "faults" / "writer.py"), url]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        self.acknowledged: list[str] = []
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            if line.endswith("\n"):
                self.acknowledged.append(line.strip())

    def kill(self) -> list[str]:
        self.process.kill()
        self.process.wait()
        self.listener.join()
        self.process.stdout.close()
        return self.acknowledged


def fight(seconds: float) -> tuple[set[str], int]:
    """Acknowledged ids, and how many writers were killed: each is replaced at once, until the time is up."""
    url = db.engine().url.render_as_string(hide_password=False)
    chance, acknowledged, kills = random.Random(9), set[str](), 0
    writers = [Writer(url) for _n in range(8)]
    patience = time.monotonic() + 60
    while not all(writer.acknowledged for writer in writers) and time.monotonic() < patience:
        time.sleep(0.05)
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        time.sleep(chance.uniform(0.1, 0.6))
        victim = chance.randrange(8)
        acknowledged.update(writers[victim].kill())
        writers[victim] = Writer(url)
        kills += 1
    for writer in writers:
        acknowledged.update(writer.kill())
    return acknowledged, kills + 8


def check(acknowledged: set[str]) -> None:
    units = {str(key) for key in db.session.scalars(sa.select(Unit.id))}
    told = db.session.scalars(sa.select(AuditEntry.subject_id).where(AuditEntry.action == "unit.opened")).all()
    assert acknowledged <= units, "an acknowledged deed is gone"
    assert {str(key) for key in told} == units, "a deed without its audit row, or a row without its deed"
    assert len(told) == len(units), "a deed was told twice"
    proof = audit.verify()
    assert (proof.rows, proof.first_bad) == (len(told), None)
    if db.engine().dialect.name == "sqlite":
        assert db.session.scalar(sa.text("PRAGMA integrity_check")) == "ok"


def test_eight_writers_under_fire_for_some_seconds(real_db):
    acknowledged, kills = fight(8)
    assert acknowledged
    assert kills > 10
    check(acknowledged)


@pytest.mark.slow
def test_eight_writers_under_fire_for_a_minute(real_db):
    acknowledged, kills = fight(60)
    assert kills > 60
    check(acknowledged)
