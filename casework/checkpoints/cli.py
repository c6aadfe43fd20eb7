"""``checkpoints``: make one, hold the trail against those that were kept, and hand the trail to an inspector."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from casework.checkpoints import queries, rules, service
from casework.seals.cli import FILE, OUT, refusals
from kernel import audit
from kernel.accounts.queries import command_line_actor
from kernel.db import in_transaction

checkpoints = AppGroup("checkpoints", help="Signed checkpoints of the audit trail (docs/checkpoints.md).")


def folder() -> Path:
    """Where the signing key and the list of witnesses of this installation lie."""
    var: Path = current_app.extensions["throughcare_settings"].var
    return var / service.FOLDER


@checkpoints.command("make")
def make() -> None:
    """Make a checkpoint now, bring it to every witness, and print it."""
    with refusals():
        made = queries.one(service.now(folder()))
        assert made
        click.echo(made.text, nl=False)
        for row in queries.witnesses():
            click.echo(f"{row.name}: {row.state.label}", err=True)


@checkpoints.command("key")
def key() -> None:
    """Print the public key that witnesses note down."""
    with refusals():
        click.echo(rules.public_line(service.key_in(folder()).public_key()))


@checkpoints.command("check")
@click.argument("files", type=FILE, nargs=-1, required=True)
def check(files: tuple[Path, ...]) -> None:
    """Hold the whole trail against checkpoints that were kept. Exit code 1 when a row was changed or is gone."""
    with refusals():
        kept = [rules.read_note(file.read_text("utf-8")) for file in files]
        ours = service.key_in(folder()).public_key()
        strange = [str(file) for file, note in zip(files, kept, strict=True) if not rules.is_signed(note, ours)]
        if strange:
            raise click.ClickException(f"not signed by this server: {', '.join(strange)}")
    proof = audit.verify([mark for note in kept for mark in note.marks])
    if not proof.is_whole:
        lane, row = proof.first_bad or proof.unmet[0]
        raise click.ClickException(f"chain {lane} is not what it was at row {row} or before it")
    click.echo(f"{proof.rows} rows follow one another and hold all of {len(files)} checkpoints.")


@checkpoints.command("export")
@click.argument("file", type=OUT)
def export(file: Path) -> None:
    """Write the whole trail to FILE, one row a line, for docs/check_trail.py on a machine of the inspector's own.

    That it was taken is a row of the trail itself.
    """
    count = 0
    in_transaction(lambda: audit.event(command_line_actor(), audit.Kind.ACCESS, "trail.exported"))
    with refusals(), file.open("w", encoding="utf-8") as out:
        for row in audit.all_rows():
            line = dict(zip(audit.FACTS, audit.facts_of(row), strict=True)) | {"hash": row["hash"].hex()}
            out.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
            count += 1
    click.echo(f"{count} rows.")
