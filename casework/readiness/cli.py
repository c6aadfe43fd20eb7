"""``check-deploy``, which ``./run check --deploy`` calls."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from casework.readiness import queries
from casework.readiness.rules import Facts, findings
from kernel import clock
from kernel.authz import Role
from kernel.db import engine, migrate
from kernel.settings import Settings

SECRETS = ("secret.key", "checkpoints/signing.key", "continuity/signing.key")


def facts_of(chosen: Settings) -> Facts:
    """How this installation stands. Reads only."""
    config, pragmas, is_new = current_app.config, queries.pragmas(), migrate.at_head()[0]
    files = [chosen.var, *(chosen.var / name for name in SECRETS)]
    if engine().dialect.name == "sqlite":
        files.append(Path(engine().url.database or ""))
    return Facts(
        now=clock.now(), demo=chosen.demo, debug=current_app.debug, hosts=chosen.trusted_hosts,
        secure_cookies=bool(config["SESSION_COOKIE_SECURE"]), secret_key=chosen.secret_key,
        open_files=tuple(queries.open_files(files)), unencrypted_to=queries.unencrypted_to(),
        pragmas=pragmas[0], wanted_pragmas=pragmas[1], schema_is_new=is_new,
        second_step_for_all=current_app.extensions["throughcare_second_factor"] >= frozenset(Role),
        **(queries.held() if is_new else queries.UNKNOWN),
    )  # fmt: skip


@click.command("check-deploy")
@with_appcontext
def check_deploy() -> None:
    """Name every unsafe setting of this installation. Exit code 1 while a grave one is left."""
    found = findings(facts_of(current_app.extensions["throughcare_settings"]))
    for one in found:
        click.echo(f"{'UNSAFE' if one.grave else 'look at'}  {one.name}: {one.words}\n        {one.do}")
    if any(one.grave for one in found):
        raise click.exceptions.Exit(1)
    click.echo("Nothing unsafe was found. Backups are yours to look at: try to restore one.")
