"""``keys`` and ``verify``: made and used on the holders' own machines, away from the server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from casework.seals.rules import SIGNER, checked, fingerprint, key_text, new_key, opened, read_key, trusting
from casework.seals.service import write_new, write_whole
from kernel import clock
from kernel.errors import DomainError
from kernel.i18n import _, show_moment

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@contextmanager
def refusals() -> Iterator[None]:
    """A refusal as a line on the terminal and exit code 1, never a traceback."""
    try:
        yield
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error


@click.group("keys")
def keys() -> None:
    """The ceremony: the server's signing key, and a key for each holder."""


@keys.command("holder")
@click.argument("name")
@click.argument("key_file", type=OUT)
@click.option("--trust", "signers", multiple=True, metavar=f"{SIGNER}…", help="Public key of a server to trust.")
def make_holder(name: str, key_file: Path, signers: tuple[str, ...]) -> None:
    """Make the key of the holder NAME in KEY_FILE. Do this on the holder's own machine, never on the server."""
    with refusals():
        key = new_key(name, signers)
        write_new(key_file, key_text(key, clock.today()).encode())
    click.echo(
        _("The secret key lies in %(file)s. Keep it, and a copy on paper or a second stick, under lock. Whoever has it "
          "reads every snapshot; without it this holder reads none.", file=key_file)
    )  # fmt: skip
    click.echo(_("On the server, add this to continuity.toml:"))
    click.echo(f'\n[[holder]]\nname = "{name}"\nkey = "{key.recipient.key}"\n')
    click.echo(_("Write down its fingerprint, and read it out when it is entered: %(mark)s",
                 mark=fingerprint(key.recipient.key)))  # fmt: skip


@keys.command("trust")
@click.argument("key_file", type=FILE)
@click.argument("signer")
def trust(key_file: Path, signer: str) -> None:
    """Let KEY_FILE trust one more server: its public key as written down at the ceremony."""
    with refusals():
        read_key(key_file.read_text("utf-8"))
        os.umask(0o077)
        write_whole(key_file, trusting(key_file.read_text("utf-8"), signer).encode())
    click.echo(_("Trusted now: %(mark)s", mark=fingerprint(signer)))


@click.command("verify")
@click.argument("snapshot", type=FILE)
@click.option("--key", "key_file", type=FILE, help="A holder's key file: also opens it, and asks for a trusted signer.")
def verify(snapshot: Path, key_file: Path | None) -> None:
    """Whether SNAPSHOT is whole. Without a key it says who signed it, and nothing of what is in it."""
    with refusals():
        data = snapshot.read_bytes()
        header = opened(data, read_key(key_file.read_text("utf-8")))[0] if key_file else checked(data)
    click.echo(_("Whole. Made %(moment)s UTC, signed by %(mark)s.",
                 moment=show_moment(header.made_at), mark=fingerprint(header.signer)))  # fmt: skip
    click.echo(_("Opens for: %(holders)s.", holders="; ".join(f"{name} ({mark})" for name, mark in header.sealed_to)))
    click.echo(
        _("Opened with your key; its signer is trusted.")
        if key_file
        else _("Compare the signer with the fingerprint written down at the ceremony.")
    )
