"""The reasons of changes, one box for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casework.plan_changes.rules import Change

LONGEST = 300


def whys_from(sent: Mapping[str, str], changes: Sequence[Change]) -> dict[str, str]:
    """What was typed beside each change, by its key."""
    typed = {one.key: sent.get(f"why-{one.key}", "").strip()[:LONGEST] for one in changes}
    return {key: why for key, why in typed.items() if why}
