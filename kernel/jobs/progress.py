"""What a handler holds while it works: each part and its note are one transaction, so no part is done twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from kernel.db import engine, in_transaction
from kernel.jobs import ledger
from kernel.jobs.ledger import Claim
from kernel.jobs.rules import CLASH_TRIES

T = TypeVar("T")
BREATH = 0.12
"""Seconds at most between two parts on SQLite, whose one write lock is nobody's turn: who waits looks only so often."""


class Stopping(Exception):
    """The worker was asked to stop: the job goes back to the queue, with what is done kept."""


class Progress:
    """``done`` of ``total`` so far; on a second try it starts where the first one stopped."""

    def __init__(self, mine: Claim, stop: threading.Event) -> None:
        """``stop`` is set when the worker should end after the part at hand."""
        self._mine, self._stop = mine, stop
        self.done, self.total = mine.done, mine.total

    def do(self, deed: Callable[[], T], *, done: int, total: int, message: str = "") -> T:
        """Do one part inside a transaction and note it there. ``deed`` must be safe to repeat after a clash.

        What takes long is read before: the deed holds the write lock, and people who log a visit wait for it.

        Raises LeaseLost when the job is no longer this worker's (nothing of the part is kept), Stopping between parts.
        """
        if self._stop.is_set():
            raise Stopping

        def part() -> T:
            ledger.advance(self._mine, done, total, message)
            return deed()

        begun = time.monotonic()
        made = in_transaction(part, attempts=CLASH_TRIES)
        self.done, self.total = done, total
        if engine().dialect.name == "sqlite":
            self._stop.wait(min(BREATH, time.monotonic() - begun))
        return made

    def step(self, done: int, total: int, message: str = "") -> None:
        """Note how far the work is, where a part writes nothing itself."""
        self.do(lambda: None, done=done, total=total, message=message)

    def each(self, items: Sequence[T], deed: Callable[[T], object], *, size: int = 50, message: str = "") -> None:
        """``deed`` for every item in parts of ``size``, from where an earlier try stopped: keep the order the same."""
        self.parts(items, partial(_all, deed), size=size, message=message)

    def parts(self, items: Sequence[T], deed: Callable[[Sequence[T]], object], *, size: int, message: str = "") -> None:
        """The same where ``deed`` takes a whole part at once."""
        for start in range(self.done, len(items), size):
            part = items[start : start + size]
            self.do(partial(deed, part), done=start + len(part), total=len(items), message=message)


def _all(deed: Callable[[T], object], part: Sequence[T]) -> None:
    for item in part:
        deed(item)
