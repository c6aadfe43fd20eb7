"""``demo``: make the demo's data at its first start, then serve it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click
import sqlalchemy as sa
import waitress
from flask import current_app
from flask.cli import with_appcontext

from casework.demo.service import build
from kernel import jobs
from kernel.db import engine, in_transaction, release, session
from kernel.db.bulk import learn_sizes
from kernel.db.migrate import upgrade
from kernel.units.models import Unit

THREADS = 12
ELSEWHERE = "Delete that folder, or set THROUGHCARE_VAR to a new one."


@click.command("demo")
@click.option("--people", default=1200, show_default=True, type=click.IntRange(100, 2_000_000), help="How many people.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--only-build", is_flag=True, help="Make the data and stop.")
@with_appcontext
def demo(people: int, port: int, host: str, *, only_build: bool) -> None:
    """Serve a believable made-up service, with one sign-in for each role. The data is made once and kept."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - waitress needs the app itself
    _prepare(app.extensions["throughcare_settings"].var / "demo.json", people)
    if only_build:
        return
    jobs.start_embedded(app)
    address = f"http://{'localhost' if host == '127.0.0.1' else host}:{port}"
    click.echo(
        f"\nThroughcare's demo is open.\n  Sign in as any role:  {address}/demo\n"
        f"  The public shop:      {address}/shop\n  All components:       {address}/gallery\nPress Ctrl+C to stop."
    )
    waitress.serve(app, host=host, port=port, threads=THREADS, ident="")


def _prepare(marker: Path, people: int) -> None:
    """Make the data unless this folder holds a whole demo of this size already. A half-made one is made anew."""
    half = marker.with_suffix(".unfinished")
    if marker.exists():
        if json.loads(marker.read_text())["people"] != people:
            raise click.ClickException(f"{marker.parent} holds a demo of another size. {ELSEWHERE}")
        return
    if half.exists():
        _clear(marker.parent)
    elif session.scalar(sa.select(Unit.id).limit(1)):
        raise click.ClickException(f"{marker.parent} holds a register that is no demo. {ELSEWHERE}")
    session.remove()
    begun = time.monotonic()
    click.echo(f"First start: making {people:,} people and a year of their history …")
    half.touch()
    build(people, click.echo)
    in_transaction(learn_sizes)
    session.remove()
    marker.write_text(json.dumps({"people": people}))
    half.unlink()
    click.echo(f"  done in {time.monotonic() - begun:.0f} s")


def _clear(folder: Path) -> None:
    """Empty the database of a demo whose making was broken off; nobody has worked in it."""
    if engine().dialect.name != "sqlite":
        raise click.ClickException(f"The demo was broken off while it was made. Empty its database. {ELSEWHERE}")
    click.echo("The last first start was broken off: beginning again.")
    release()
    for path in folder.glob("throughcare.sqlite*"):
        path.unlink()
    upgrade()
