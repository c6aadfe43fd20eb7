"""``worker``: a process that does nothing but jobs. Start as many as the machine and the database bear."""

from __future__ import annotations

import signal

import click
from flask import current_app
from flask.cli import with_appcontext

from kernel.jobs.worker import Worker


@click.command("worker")
@click.option("--drain", is_flag=True, help="End when nothing waits any more.")
@with_appcontext
def worker(*, drain: bool) -> None:
    """Do jobs until SIGTERM or Ctrl-C; the part at hand is finished, the rest goes back to the queue."""
    mine = Worker()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: mine.end())
    click.echo(f"worker {mine.name} looks for work")
    mine.run(current_app._get_current_object(), drain=drain)  # type: ignore[attr-defined]  # noqa: SLF001 - the app itself, for the loop
    click.echo("worker ended")
