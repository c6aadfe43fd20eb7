"""``continuity``: the server's key, snapshots, the roll, and beside them what the holders' machines need.

What reads a snapshot needs this checkout and nothing else: ``./run`` starts it from this file, without the app.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from casework.at_large.cli import alone, language_option, list_at_large
from casework.continuity import queries, service
from casework.continuity.documents import roll_papers
from casework.continuity.rules import PlaceState
from casework.seals.cli import FILE, keys, refusals, verify
from casework.seals.rules import fingerprint
from casework.seals.service import write_whole
from casework.snapshots.rules import Held
from casework.snapshots.service import open_snapshot
from kernel import clock, settings
from kernel.accounts.queries import command_line_actor
from kernel.db import in_transaction
from kernel.errors import DomainError
from kernel.i18n import _, show_moment, speaking

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group("continuity")
def continuity() -> None:
    """Who is inside, kept outside: sealed snapshots, the roll on paper, the list of who is missing."""


for command in (keys, verify, list_at_large):
    continuity.add_command(command)


@keys.command("server")
def make_server_key() -> None:
    """Make this server's signing key, and an empty continuity.toml for the holders and places."""
    folder = settings.from_environment().var / "continuity"
    with refusals():
        signer = service.set_up(folder)
    click.echo(_("The signing key lies in %(folder)s and never leaves this server.", folder=folder))
    click.echo(_("Its public half, to be given to every holder: %(key)s", key=signer))
    click.echo(_("Write down its fingerprint: %(mark)s", mark=fingerprint(signer)))
    click.echo(
        _("Next: make a key for each of two holders or more on their own machines (keys holder), and enter their "
          "public halves and the places for copies in %(file)s.", file=folder / service.SETUP)
    )  # fmt: skip


@continuity.command("snapshot")
@click.option("--to", "target", type=FOLDER, help="Also copy it into this folder.")
@with_appcontext
def snapshot(target: Path | None) -> None:
    """Make a snapshot now and bring it to every place."""
    folder = current_app.extensions["throughcare_settings"].var / "continuity"
    with refusals():
        night = service.tonight(folder, at_once=True)
        in_transaction(partial(service.settle, command_line_actor(), night))
        if target:
            service.copy_to(folder, target)
    assert night.made
    file, made = folder / service.SPOOL / night.made.name, night.made
    click.echo(_("Sealed: %(file)s, %(people)s people, %(size)s bytes.", file=file, people=made.people, size=made.size))
    for name, place in night.places.items():
        click.echo(f"  {name}: {PlaceState(place['state']).label}")
    if not night.places and not target:
        click.echo(_("It lies on this server alone. Enter places for copies in continuity.toml."))


@continuity.command("roll")
@click.option("--to", "target", type=FOLDER, required=True, help="Folder for the papers, one or more for each prison.")
@click.option("--prison", "prisons", multiple=True, help="Only this prison: its code, or its name in the snapshot.")
@click.option("--snapshot", "snapshot_file", type=FILE, help="From a snapshot, on a machine without a database.")
@click.option("--key", "key_file", type=FILE, help="The holder's key file, for a snapshot.")
@language_option
@click.pass_context
def roll(
    context: click.Context, target: Path, prisons: tuple[str, ...], snapshot_file: Path | None, key_file: Path | None,
    language: str,
) -> None:  # fmt: skip
    """The roll on paper: wing by wing, to be ticked. From the database here, or from a snapshot anywhere."""
    if bool(snapshot_file) != bool(key_file):
        raise click.UsageError(_("A snapshot needs its --key, and a key its --snapshot."))
    if snapshot_file and key_file:
        with alone(language):
            _roll_of_snapshot(snapshot_file, key_file, prisons, target)
        return
    context.invoke(_roll_of_database, target=target, prisons=prisons, language=language)


def _roll_of_snapshot(snapshot_file: Path, key_file: Path, wanted: Sequence[str], target: Path) -> None:
    _header, taken = open_snapshot(snapshot_file, key_file)
    names = _chosen(sorted({one.prison for one in taken.people}), wanted)
    for name in names:
        people = [one for one in taken.people if one.prison == name]
        _write(target, name, roll_papers(people, name, f"{show_moment(taken.made_at)} UTC", taken.day))


@with_appcontext
def _roll_of_database(target: Path, prisons: Sequence[str], language: str) -> None:
    os.umask(0o077)
    with refusals(), speaking(language):
        known = queries.prisons()
        _service, zone = queries.service_place()
        who, moment, day = command_line_actor(), show_moment(clock.now(), zone), clock.today(zone)
        for code in _chosen(sorted(known), prisons):
            name, prison_id = known[code]
            people: list[Held] = in_transaction(partial(service.roll_of, who, prison_id, day, everybody=True))
            _write(target, code, roll_papers(people, name, moment, day))


def _chosen(known: Sequence[str], wanted: Sequence[str]) -> Sequence[str]:
    strange = [name for name in wanted if name not in known]
    if strange:
        raise DomainError(_("There is no prison “%(name)s” here. There are: %(known)s.",
                            name=strange[0], known="; ".join(known)))  # fmt: skip
    return wanted or known


def _write(target: Path, prison: str, papers: object) -> None:
    plain = "".join(sign if sign.isalnum() else "-" for sign in prison)
    for part, pdf in papers:  # type: ignore[attr-defined]
        path = target / f"{plain}-{part}.pdf"
        write_whole(path, pdf)
        click.echo(_("Written: %(file)s", file=path))


if __name__ == "__main__":
    continuity()
