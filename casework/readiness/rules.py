"""Which settings of an installation are unsafe, and what to do about each. Pure.

ASVS 5.0 V13.4.2; the settings themselves are those of docs/operations.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

KEY_LENGTH, KEY_SIGNS = 64, 8
"""A key of 256 bits as hex, and the fewest different signs that chance leaves in one."""
WITNESSES = 2
CHECKPOINT_LATE, SNAPSHOT_LATE, WORKER_LATE = dt.timedelta(hours=2), dt.timedelta(hours=26), dt.timedelta(hours=1)
CLOCK_BEHIND = dt.timedelta(minutes=5)
GROUP_OR_OTHERS = 0o077


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What was found. ``open_files`` are (path, mode) that others than the owner may use; moments are UTC or None."""

    now: dt.datetime
    demo: bool
    debug: bool
    secure_cookies: bool
    hosts: tuple[str, ...]
    secret_key: str
    open_files: tuple[tuple[str, int], ...]
    unencrypted_to: str
    pragmas: dict[str, str]
    wanted_pragmas: dict[str, str]
    schema_is_new: bool
    has_accounts: bool
    second_step_for_all: bool
    last_turn: dt.datetime | None
    last_row: dt.datetime | None
    snapshot: dt.datetime | None
    checkpoint: dt.datetime | None
    witnesses: int


@dataclass(frozen=True)
class Finding:
    """One thing: its name, what is so, what to do. A grave one must not stay on a server that people rely on."""

    name: str
    words: str
    do: str
    grave: bool = True


def findings(facts: Facts) -> list[Finding]:
    """Everything that is unsafe, the grave first."""
    found = [*_doors(facts), *_files(facts), *_database(facts), *_rounds(facts)]
    return sorted(found, key=lambda one: not one.grave)


def _doors(facts: Facts) -> Iterator[Finding]:
    if facts.demo:
        yield Finding(
            "demo", "Anybody signs in without a password.", "Start it with ./run serve, on a database of its own."
        )
    if facts.debug:
        yield Finding("debug", "Errors show the program and its secrets.", "Take FLASK_DEBUG out of the environment.")
    if not facts.secure_cookies:
        yield Finding("plain http", "Passwords and sessions go over the wire as they are, without HSTS.",
                      "Put TLS in front and take THROUGHCARE_PLAIN_HTTP away.")  # fmt: skip
    if not facts.hosts:
        yield Finding("hosts", "The server answers to any name.", "Name yours in THROUGHCARE_HOSTS.")
    if not facts.has_accounts:
        yield Finding("first account", "Whoever has the start code becomes the administrator.", "Sign in with it now.")
    if not facts.second_step_for_all:
        yield Finding(
            "second step", "A password alone lets some people in.", "Set THROUGHCARE_SECOND_FACTOR=all.", False
        )


def _files(facts: Facts) -> Iterator[Finding]:
    if len(facts.secret_key) < KEY_LENGTH or len(set(facts.secret_key)) < KEY_SIGNS:
        yield Finding("secret key", "The key that signs sessions can be guessed.",
                      "Remove secret.key and start again; everybody sets up the second step anew.")  # fmt: skip
    for path, mode in facts.open_files:
        yield Finding("open file", f"{path} is open to other users of this machine ({mode:04o}).", f"chmod go= {path}")


def _database(facts: Facts) -> Iterator[Finding]:
    for name, wanted in facts.wanted_pragmas.items():
        if facts.pragmas.get(name) != wanted:
            yield Finding("sqlite", f"{name} is {facts.pragmas.get(name)}, not {wanted}: a power cut may lose what was "
                          "acknowledged.", "Keep the database on a local disc, and start the app anew.")  # fmt: skip
    if facts.unencrypted_to:
        yield Finding("postgresql", f"The connection to {facts.unencrypted_to} can be read and answered by others.",
                      "Add sslmode=verify-full to DATABASE_URL.")  # fmt: skip
    if not facts.schema_is_new:
        yield Finding("schema", "The database is not of the shape that this program needs.", "./run migrate")
    if facts.last_row and facts.last_row - facts.now > CLOCK_BEHIND:
        yield Finding(
            "clock", "The clock stands before the newest row of the audit trail.", "Set it, and keep it by NTP."
        )


def _rounds(facts: Facts) -> Iterator[Finding]:
    def late(moment: dt.datetime | None, after: dt.timedelta) -> bool:
        return moment is None or facts.now - moment > after

    if late(facts.last_turn, WORKER_LATE):
        yield Finding(
            "worker", "Nothing that comes round has been done for an hour.", "Start ./run worker, and keep it running."
        )
    if late(facts.snapshot, SNAPSHOT_LATE):
        yield Finding(
            "snapshot", "If the building were lost tonight, nobody could say who was in it.", "docs/continuity.md"
        )
    if (
        facts.last_row
        and late(facts.checkpoint, CHECKPOINT_LATE)
        and (facts.checkpoint is None or facts.last_row - facts.checkpoint > CHECKPOINT_LATE)
    ):
        yield Finding(
            "checkpoint", "The newest checkpoint of the audit trail is old.", "Look whether ./run worker runs."
        )
    if facts.witnesses < WITNESSES:
        words = f"The newest checkpoint lies with {facts.witnesses} witnesses outside, not {WITNESSES}."
        yield Finding("witnesses", words, "docs/checkpoints.md")
