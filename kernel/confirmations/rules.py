"""Pure decisions: what waits for a second human, and who may be that human."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kernel.authz import Actor, Role
from kernel.enums import LabelledEnum
from kernel.i18n import _l

CONFIRMERS = (Role.ADMINISTRATOR, Role.GOVERNOR)
"""An administrator knows who was hired, a governor who works there: either may be the second human at their places."""


class What(LabelledEnum):
    """What waits for a second human."""

    ACCOUNT = "account", _l("A person who may sign in")
    ROLE = "role", _l("A role")
    CODE = "code", _l("A new start code")
    FACTOR = "factor", _l("Taking the second step off")


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that counts for nothing yet. ``role`` and ``place`` are empty unless it is a role.

    ``reason`` is empty unless a second step was lost.
    """

    id: uuid.UUID
    what: What
    role: Role | None
    place: str
    unit_id: uuid.UUID | None
    asked_by: uuid.UUID | None
    asked_name: str
    reason: str = ""


def is_second(actor: Actor, one: Waiting, human_id: uuid.UUID) -> bool:
    """Whether this human is a second one: neither who asked for it nor whom it is for."""
    return actor.human_id not in {one.asked_by, human_id}
