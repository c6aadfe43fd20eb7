"""The loop that takes jobs one after the other: in a thread beside the server, or in processes of their own."""

from __future__ import annotations

import datetime as dt
import logging
import os
import secrets
import socket
import threading
import uuid
from typing import TYPE_CHECKING

from kernel import db
from kernel.jobs import dispatch, ledger, rules, runner, schedule

if TYPE_CHECKING:
    from flask import Flask

log = logging.getLogger(__name__)
POLL_SECONDS = 1.0


class Worker:
    """Takes jobs until it is told to stop. Its name is unlike any other's, also after a restart."""

    def __init__(self, *, lease: dt.timedelta = rules.LEASE, poll_seconds: float = POLL_SECONDS) -> None:
        """``lease`` is how long it may fall silent before others take its job."""
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.stop, self._news = threading.Event(), threading.Event()
        self._lease, self._poll = lease, poll_seconds

    def dispatch(self, job_id: uuid.UUID) -> None:  # noqa: ARG002 - the table says which
        """Look for work now (a ``Runner``)."""
        self._news.set()

    def end(self) -> None:
        """Stop after the part at hand; the rest of the job goes back to the queue."""
        self.stop.set()
        self._news.set()

    def run_one(self) -> bool:
        """Do one job, if any waits. Whether there was one."""
        try:
            if not ledger.anything_to_do():
                return False
            mine = db.in_transaction(lambda: ledger.claim(self.name, self._lease), attempts=rules.CLASH_TRIES)
        finally:
            db.session.remove()
        if mine:
            runner.run(mine, lease=self._lease, stop=self.stop)
        return mine is not None

    def run(self, app: Flask, *, drain: bool = False) -> None:
        """Work until ``end``; with ``drain`` only until nothing waits. A database that is away is waited for."""
        planted = False
        while not self.stop.is_set():
            busy = False
            try:
                with app.app_context():
                    if not planted:
                        schedule.plant()
                        planted = True
                    schedule.ask_for_due()
                    busy = self.run_one()
            except Exception:
                log.exception("the worker stumbled; it goes on")
            finally:
                db.session.remove()
            if not busy and drain:
                return
            if not busy:
                self._news.wait(self._poll)
                self._news.clear()


def start_embedded(app: Flask) -> Worker:
    """Start a worker thread in this process and tell it of each job. For the demo, and for one small machine."""
    worker = Worker()
    dispatch.use(worker)
    threading.Thread(target=worker.run, args=(app,), name="jobs", daemon=True).start()
    return worker
