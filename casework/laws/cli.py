"""Packs of law on the command line."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from casework.laws import service
from casework.laws.rules import definition_of
from kernel.accounts.queries import account_by_name, actor_of
from kernel.authz import Actor
from kernel.db import in_transaction
from kernel.errors import DomainError

group = AppGroup("law", help="The law of release.")


def _actor(name: str) -> Actor:
    account = account_by_name(name)
    found = actor_of(account.id) if account else None
    if found is None:
        raise click.ClickException("Both user names must belong to accounts that can sign in.")
    return found


@group.command("install")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--first", required=True, help="User name of who proposes the pack.")
@click.option("--second", required=True, help="User name of who checked it and puts it in force.")
def install(file: Path, first: str, second: str) -> None:
    """Read the pack in FILE and put it in force for two people. Nobody's date moves by it."""

    def deed() -> None:
        version = service.propose(_actor(first), definition_of(file.read_text(encoding="utf-8")), f"pack {file.name}")
        service.enact(_actor(second), version.id)

    try:
        in_transaction(deed)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("The law is in force.")
