"""A real PostgreSQL for one run of the tests: unix socket only, nothing synced, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator

HINT = "apt-get install -y --no-install-recommends postgresql"
_SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "listen_addresses=")
START_WITHIN = 20


class NoPostgres(Exception):
    """No server binaries were found; the text is the line that installs them."""


def binaries() -> pathlib.Path:
    """The folder that holds ``initdb`` and ``postgres``: Debian's, the newest first, else the PATH's."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: -int(p.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise NoPostgres(f"No PostgreSQL here. Install it: {HINT}")
    return (found[0] if found else pathlib.Path(str(on_path)).resolve()).parent


def _identity() -> dict[str, object]:
    """PostgreSQL refuses to run as root, so root lends it the identity of nobody."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Start a server and yield its SQLAlchemy URL (database ``postgres``). Raises NoPostgres."""
    bin_folder, who = binaries(), _identity()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tc-pg-"))
    if who:
        shutil.chown(folder, "nobody", "nogroup")
    data = folder / "data"
    initdb = [
        bin_folder / "initdb",
        "-D",
        data,
        "-U",
        "test",
        "-A",
        "trust",
        "--no-sync",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **who)
    settings = [part for setting in _SPEED for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        command = [bin_folder / "postgres", "-D", data, "-k", folder, *settings]
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **who)
        try:
            _wait(bin_folder, folder)
            yield f"postgresql+psycopg://test@/postgres?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=START_WITHIN)
            shutil.rmtree(folder, ignore_errors=True)


def _wait(bin_folder: pathlib.Path, folder: pathlib.Path) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        if subprocess.run([bin_folder / "pg_isready", "-q", "-h", folder], check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise TimeoutError((folder / "log").read_text())
