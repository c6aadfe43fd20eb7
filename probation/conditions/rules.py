"""The machine of versions, what a version changed against the one before, and whether it needs a second human. Pure."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from probation.conditions.models import ConditionClass
from probation.orders.models import SetState

S = SetState


class Step(enum.StrEnum):
    """What may be done to a version."""

    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    GIVE_BACK = "give_back"
    PUT_IN_FORCE = "put_in_force"
    SUPERSEDE = "supersede"
    END = "end"
    WITHDRAW = "withdraw"


STEPS: Mapping[tuple[SetState, Step], SetState] = {
    (S.DRAFT, Step.EDIT): S.DRAFT,
    (S.REJECTED, Step.EDIT): S.DRAFT,
    (S.DRAFT, Step.SUBMIT): S.SUBMITTED,
    (S.REJECTED, Step.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, Step.APPROVE): S.APPROVED,
    (S.SUBMITTED, Step.GIVE_BACK): S.REJECTED,
    (S.APPROVED, Step.PUT_IN_FORCE): S.ACTIVE,
    (S.ACTIVE, Step.SUPERSEDE): S.SUPERSEDED,
    (S.ACTIVE, Step.END): S.ENDED,
    (S.DRAFT, Step.WITHDRAW): S.ENDED,
    (S.REJECTED, Step.WITHDRAW): S.ENDED,
    (S.SUBMITTED, Step.WITHDRAW): S.ENDED,
    (S.APPROVED, Step.WITHDRAW): S.ENDED,
}
"""Every legal step. What is not here is refused to everybody."""
PLAIN_START = frozenset({S.DRAFT, S.SUBMITTED, S.REJECTED})
"""From here a version that needs no second human may come into force at once."""
UNFINISHED = frozenset({S.DRAFT, S.SUBMITTED, S.APPROVED, S.REJECTED})


def after(state: SetState, step: Step, *, needs_approval: bool = True) -> SetState | None:
    """Where a step leads from a state; None when it may not be done there."""
    if step is Step.PUT_IN_FORCE and not needs_approval and state in PLAIN_START:
        return SetState.ACTIVE
    return STEPS.get((state, step))


def needs_second_human(version: Any) -> bool:
    """Whether a supervisor must say yes: words made for one person, and every variation of what is in force."""
    return bool(version.bespoke or version.varies_id)


class Differs(enum.StrEnum):
    """What became of a condition between two versions."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One line of the comparison; ``before`` or ``now`` is None where there is no such condition."""

    differs: Differs
    before: Any | None
    now: Any | None


def _same_words(one: Any, other: Any) -> bool:
    return bool((one.text, one.purpose, one.inputs or {}) == (other.text, other.purpose, other.inputs or {}))


def compare(before: Sequence[Any], now: Sequence[Any]) -> list[Change]:
    """What a version changed against the one it varies: in the order of the new one, what was taken away last.

    A copy belongs to its original; standard conditions belong together by their code.
    """
    left = {one.id: one for one in before}
    standard = {one.code: one.id for one in before if one.kind == ConditionClass.STANDARD}
    found = []
    for one in now:
        key = standard.get(one.code) if one.kind == ConditionClass.STANDARD else one.copy_of_id
        old = left.pop(key, None) if key else None
        differs = Differs.ADDED if old is None else Differs.SAME if _same_words(old, one) else Differs.CHANGED
        found.append(Change(differs=differs, before=old, now=one))
    return [*found, *(Change(differs=Differs.REMOVED, before=one, now=None) for one in left.values())]
