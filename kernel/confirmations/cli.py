"""``staff``: the first colleague of the first administrator, and a second factor that nobody else can take off."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from kernel.confirmations import service
from kernel.db import in_transaction
from kernel.errors import DomainError

group = AppGroup("staff", help="The first colleague, and a lost second step; all else is done on the pages.")


@group.command("confirm")
@click.argument("username")
def confirm(username: str) -> None:
    """Confirm USERNAME, while the first administrator is the only human who could. The trail keeps it."""
    try:
        in_transaction(lambda: service.confirm_first(username))
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("Confirmed. From now on the two of you confirm for each other, on the page “Second human”.")


@group.command("second-step")
@click.argument("username")
@click.option("--reason", required=True, help="What happened to the phone and the card; it stays on record.")
def second_step(username: str, reason: str) -> None:
    """Take the lost second step of USERNAME off, while there are no two others who could. The trail keeps it."""
    try:
        in_transaction(lambda: service.take_factor_off(username, reason))
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("Taken off, and signed out everywhere. The password lets them in until they set a new one up.")
