"""Opening a snapshot that lies on a disc, with a holder's key file. Needs nothing else."""

from __future__ import annotations

from pathlib import Path

from casework.seals.rules import Header, KeyFile, opened, read_key
from casework.snapshots.rules import Snapshot, from_bytes
from kernel.errors import DomainError
from kernel.i18n import _


def key_in(path: Path) -> KeyFile:
    """The key in a file. Raises DomainError when it holds none."""
    try:
        return read_key(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise DomainError(_("%(file)s is not a key file.", file=path.name)) from error


def open_snapshot(path: Path, key_path: Path) -> tuple[Header, Snapshot]:
    """The header and the people of a snapshot. Raises DomainError that says what to do."""
    header, body = opened(path.read_bytes(), key_in(key_path))
    return header, from_bytes(body)
