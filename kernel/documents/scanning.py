"""The hook for a virus scanner: any command that reads a file on standard input and says by its exit code."""

from __future__ import annotations

import logging
import os
import shlex
import subprocess

from kernel.errors import DomainError
from kernel.i18n import _

COMMAND = "THROUGHCARE_SCANNER"
"""Such as ``clamdscan --no-summary -``. Exit code 0: clean; 1: infected; anything else: it did not work."""
PATIENCE = 60
INFECTED = 1
log = logging.getLogger(__name__)


def refuse_infected(content: bytes, *, field: str = "paper") -> None:
    """Hand the bytes to the scanner, where one is set up, before any reader of files sees them.

    Raises DomainError at the form's ``field`` for what it refuses.

    A scanner that does not answer refuses too: nothing unread comes in because something is broken.
    """
    command = shlex.split(os.environ.get(COMMAND, ""))
    if not command:
        return
    try:
        code = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=False).returncode  # noqa: S603 - the operator's own command
    except (OSError, subprocess.TimeoutExpired):
        log.exception("the virus scanner did not answer")
        code = -1
    if code == INFECTED:
        raise DomainError(_("The virus scanner refuses this file. Tell your administrator."), field=field)
    if code:
        raise DomainError(_("The virus scanner did not answer. Try again, or tell your administrator."), field=field)
