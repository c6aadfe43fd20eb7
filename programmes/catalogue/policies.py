"""Who may do what in the module: one place to read it."""

from __future__ import annotations

import uuid

from kernel.authz import Actor, Role
from kernel.errors import Forbidden
from kernel.i18n import _

READERS = (
    Role.PROGRAMME_COORDINATOR, Role.INSTRUCTOR, Role.CASE_MANAGER, Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR,
    Role.GOVERNOR, Role.INSPECTOR,
)  # fmt: skip
"""Roles that may read the catalogue and what a person took part in."""
MANAGERS = (Role.PROGRAMME_COORDINATOR,)
APPLICANTS = (Role.PROGRAMME_COORDINATOR, Role.CASE_MANAGER)
REGISTER_READERS = (Role.PROGRAMME_COORDINATOR, Role.INSTRUCTOR, Role.GOVERNOR, Role.INSPECTOR)
REGISTER_TAKERS = (Role.PROGRAMME_COORDINATOR, Role.INSTRUCTOR)


def can_manage(actor: Actor, unit_id: uuid.UUID | None) -> bool:
    """Whether the actor runs programmes at this establishment."""
    return actor.has(*MANAGERS) and actor.covers(unit_id)


def can_manage_catalogue(actor: Actor) -> bool:
    """Whether the actor may change the catalogue."""
    return actor.has(*MANAGERS)


def can_apply(actor: Actor, unit_id: uuid.UUID | None) -> bool:
    """Whether the actor may ask for a place for somebody at this establishment."""
    return actor.has(*APPLICANTS) and actor.covers(unit_id)


def can_take_register(actor: Actor, unit_id: uuid.UUID, instructor_id: uuid.UUID) -> bool:
    """Whether the actor takes this register: its own instructor, or a coordinator of the establishment."""
    own = actor.has(Role.INSTRUCTOR) and actor.human_id == instructor_id and actor.covers(unit_id)
    return own or can_manage(actor, unit_id)


def can_see_registers(actor: Actor, unit_id: uuid.UUID, instructor_id: uuid.UUID) -> bool:
    """Whether the actor may look at this group's registers: instructors see their own only."""
    readers = (Role.PROGRAMME_COORDINATOR, Role.GOVERNOR, Role.INSPECTOR)
    return actor.covers(unit_id) and (actor.has(*readers) or actor.human_id == instructor_id)


def demand(allowed: bool) -> None:
    """Pass when the policy allows. Raises Forbidden."""
    if not allowed:
        raise Forbidden(_("Your role does not include this here. Ask the programme coordinator of the prison."))
