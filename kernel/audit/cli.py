"""``audit verify``: recompute every chain, as an inspector would."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from kernel.audit.chain import verify

audit = AppGroup("audit", help="Work with the audit trail.")


@audit.command("verify")
def verify_chain() -> None:
    """Recompute every chain from its first row. Exit code 1 names the first row that does not follow."""
    proof = verify()
    for lane, head in sorted(proof.heads.items()):
        click.echo(f"chain {lane}: head {head}")
    if proof.first_bad:
        raise click.ClickException(f"chain {proof.first_bad[0]} is broken at row {proof.first_bad[1]}")
    click.echo(f"{proof.rows} rows follow one another.")
