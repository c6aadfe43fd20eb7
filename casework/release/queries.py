"""The release checks, contributed by every module."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from casework.release.rules import Check
from kernel.authz import Actor

CheckSource = Callable[[Actor, uuid.UUID], Sequence[Check]]
_sources: list[CheckSource] = []


def contribute_checks(source: CheckSource) -> None:
    """Add a module's duties to every release. Called from ``handlers.connect()``."""
    if source not in _sources:
        _sources.append(source)


def checks_for(actor: Actor, person_id: uuid.UUID) -> list[Check]:
    """Every module's checks for this person, undone first."""
    checks = [check for source in _sources for check in source(actor, person_id)]
    return sorted(checks, key=lambda check: (check.done, not check.blocking))
