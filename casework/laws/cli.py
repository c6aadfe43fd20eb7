"""Packs of law on the command line."""

from __future__ import annotations

import uuid
from functools import partial
from pathlib import Path

import click
from flask.cli import AppGroup

from casework.laws import service
from casework.laws.rules import definition_of
from casework.trials import service as trials
from casework.trials.queries import everybody, totals
from kernel.accounts.queries import account_by_name, actor_of
from kernel.authz import Actor
from kernel.db import in_transaction
from kernel.errors import DomainError

CHUNK = 200
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
    """Read the pack in FILE, try it on everybody, and put it in force for two people. Nobody's date moves by it."""
    try:
        version_id, trial_id = in_transaction(lambda: _propose(_actor(first), file))
        _try_on_everybody(trial_id)
        if not click.confirm("Put it in force?"):
            raise click.ClickException("Not in force. The proposal and its dry run wait on the page of the law.")
        in_transaction(lambda: service.enact(_actor(second), version_id))
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("The law is in force.")


def _propose(actor: Actor, file: Path) -> tuple[uuid.UUID, uuid.UUID]:
    version = service.propose(actor, definition_of(file.read_text(encoding="utf-8")), f"pack {file.name}")
    return version.id, trials.begin(actor, version).id


def _try_on_everybody(trial_id: uuid.UUID) -> None:
    people = everybody()
    for start in range(0, len(people), CHUNK):
        in_transaction(partial(trials.try_on, trial_id, people[start : start + CHUNK]))
    in_transaction(partial(trials.finish, trial_id, len(people)))
    click.echo(f"Dry run: {len(people)} people compared.")
    for cause, number in totals(trial_id).items():
        click.echo(f"  {number:6}  {cause.label}")
