"""Scoring forms on the command line."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from casework.instruments import service
from kernel.accounts.queries import account_by_name
from kernel.db import in_transaction
from kernel.errors import DomainError

instrument = AppGroup("instrument", help="Scoring forms.")


@instrument.command("install")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=service.SHIPPED)
@click.option("--first", required=True, help="User name of who proposes the form.")
@click.option("--second", required=True, help="User name of who checked it and puts it in force.")
def install(file: Path, first: str, second: str) -> None:
    """Read the form in FILE (or the sample form), run its own examples, put it in force for two people."""

    def deed() -> None:
        humans = [account_by_name(name) for name in (first, second)]
        if humans[0] is None or humans[1] is None:
            raise click.ClickException("Both user names must belong to accounts.")
        version = service.load_instrument(None, file)
        service.activate(None, version, humans[0].human_id, humans[1].human_id)

    try:
        in_transaction(deed)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("The form is in force.")
