"""The app's side of the PDF child: starts it when needed, asks for one paper at a time, replaces it when it fails."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from kernel.documents import engine
from kernel.documents.engine import Answer
from kernel.settings import ROOT

WAIT_SECONDS = engine.WALL_SECONDS + 15
"""After this the child is taken for dead, whatever it says."""
MOST_ABREAST = 4
"""Children that one command may have: each takes some 200 MB."""
ASSETS = ROOT / "static" / "paper"
"""Pictures that papers may show as ``asset:<file name>``."""


class PressBroken(Exception):
    """The child died or fell silent while it was asked."""


class Press:
    """One warm child behind one lock. Safe for threads; after a fork the new process starts a child of its own."""

    def __init__(self, *, cpu_seconds: int = engine.CPU_SECONDS) -> None:
        """Start nothing yet. No document may take more than ``cpu_seconds``."""
        self._cpu_seconds = cpu_seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self.missing = ""

    @property
    def pid(self) -> int | None:
        """The child's process id, None while there is none."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def ask(self, question: dict[str, Any]) -> Answer:
        """The child's answer and the PDF. Raises TimeoutError when busy too long, PressBroken when it failed twice."""
        if not self._lock.acquire(timeout=WAIT_SECONDS):
            raise TimeoutError
        try:
            body = json.dumps({**question, "cpu_seconds": self._cpu_seconds}).encode()
            with contextlib.suppress(PressBroken):
                return self._once(body)
            return self._once(body)
        finally:
            self._lock.release()

    def _once(self, body: bytes) -> Answer:
        child = self._started()
        if self.missing:
            return {"error": "missing"}, b""
        timer = threading.Timer(WAIT_SECONDS, child.kill)
        timer.daemon = True
        timer.start()
        try:
            engine.write_frame(_pipe(child.stdin), body)
            return json.loads(engine.read_frame(_pipe(child.stdout))), engine.read_frame(_pipe(child.stdout))
        except (EOFError, OSError, ValueError) as error:
            self._end()
            raise PressBroken from error
        finally:
            timer.cancel()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child and self._child.poll() is None and not self.missing:
            return self._child
        self._end()
        command = [sys.executable, "-I", str(Path(engine.__file__)), str(ASSETS)]
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        self._child = subprocess.Popen(  # noqa: S603 - our own file, our own arguments
            command, stdin=pipe, stdout=pipe, stderr=nowhere, env=_environment(), cwd=Path(sys.prefix).anchor
        )
        try:
            self.missing = json.loads(engine.read_frame(_pipe(self._child.stdout)))["missing"]
        except EOFError as error:
            self._end()
            raise PressBroken from error
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child:
            for pipe in (child.stdin, child.stdout):
                with contextlib.suppress(OSError):
                    _pipe(pipe).close()
            child.kill()
            child.wait()

    def close(self) -> None:
        """End the child. The next document starts a new one."""
        with self._lock:
            self._end()

    def forget(self) -> None:
        """In a freshly forked process: let go of the child that belongs to the parent, without ending it."""
        child, self._child, self._lock = self._child, None, threading.Lock()
        if child:
            child.returncode = 0  # not ours to wait for
            for pipe in (child.stdin, child.stdout):
                with contextlib.suppress(OSError):
                    os.close(_pipe(pipe).fileno())


def ask_abreast(questions: Iterable[dict[str, Any]]) -> Iterator[Callable[[], Answer]]:
    """Ask many at once, as many as there are processors; gives what waits for each answer, in the questions' order.

    For one who runs a command and waits, not for a server. The children are of this asking alone and end with it.
    """
    abreast = min(os.cpu_count() or 1, MOST_ABREAST)
    presses, idle = [Press() for _n in range(abreast)], SimpleQueue[Press]()
    for one in presses:
        idle.put(one)
    pool, waiting = ThreadPoolExecutor(abreast), deque[Future[Answer]]()
    try:
        for question in questions:
            waiting.append(pool.submit(_ask_one_of, idle, question))
            if len(waiting) > abreast:
                yield waiting.popleft().result
        while waiting:
            yield waiting.popleft().result
    finally:
        pool.shutdown(cancel_futures=True)
        for one in presses:
            one.close()


def _ask_one_of(idle: SimpleQueue[Press], question: dict[str, Any]) -> Answer:
    chosen = idle.get()
    try:
        return chosen.ask(question)
    finally:
        idle.put(chosen)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _environment() -> dict[str, str]:
    """What the child may know: where libraries and fonts are, nothing of the app's settings."""
    exact = {"PATH", "HOME", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH", "WEASYPRINT_DLL_DIRECTORIES"}
    return {k: v for k, v in os.environ.items() if k in exact or k.startswith(("DYLD_", "XDG_", "FONTCONFIG_"))}


press = Press()
"""The one of this process."""

atexit.register(press.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=press.forget)
