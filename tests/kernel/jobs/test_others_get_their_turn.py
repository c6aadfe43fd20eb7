"""A job of many parts, one after the other, leaves room between them: who waits to write is let in before it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

from kernel import db, jobs
from kernel.authz import Actor

PARTS, HELD = 12, 0.25


def test_a_writer_does_not_wait_for_the_whole_job(asker: Actor) -> None:
    begun, told = threading.Event(), []

    def deed(_actor: Actor | None, _payload: Mapping[str, Any], progress: jobs.Progress) -> None:
        for n in range(1, PARTS + 1):
            progress.do(lambda: (begun.set(), time.sleep(HELD)), done=n, total=PARTS)
        told.append("job")

    def write() -> None:
        begun.wait()
        db.in_transaction(lambda: None)
        told.append("writer")

    jobs.handler("letters", label="Letters", attempts=2)(deed)
    with db.transaction():
        jobs.enqueue(asker, "letters", {})
    waiting = threading.Thread(target=write)
    waiting.start()
    assert jobs.Worker().run_one()
    waiting.join()
    assert told == ["writer", "job"]
