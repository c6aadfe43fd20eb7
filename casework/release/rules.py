"""What must be done before the gate opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Check:
    """One duty before release: done or not, in plain words, with the page where it is done and the rule it rests on."""

    key: str
    title: str
    done: bool
    text: str = ""
    href: str = ""
    rule: str = ""
    blocking: bool = True


def blockers(checks: Sequence[Check]) -> list[Check]:
    """The checks that still keep the release from closing."""
    return [check for check in checks if check.blocking and not check.done]
