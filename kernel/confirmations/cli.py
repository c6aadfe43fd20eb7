"""``staff confirm``: the first colleague of the first administrator."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from kernel.confirmations import service
from kernel.db import in_transaction
from kernel.errors import DomainError

group = AppGroup("staff", help="The first colleague; everybody after that is confirmed on the page.")


@group.command("confirm")
@click.argument("username")
def confirm(username: str) -> None:
    """Confirm USERNAME, while the first administrator is the only human who could. The trail keeps it."""
    try:
        in_transaction(lambda: service.confirm_first(username))
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("Confirmed. From now on the two of you confirm for each other, on the page “Second human”.")
