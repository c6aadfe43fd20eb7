"""Who may reach a screen. Deny by default: a view that names no audience answers nobody.

The role gives the verb; the relationship to the person gives the noun, and that is decided by the queries of the hub.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

from kernel import clock
from kernel.enums import LabelledEnum
from kernel.errors import Forbidden
from kernel.i18n import _l

View = TypeVar("View", bound=Callable[..., object])


class Role(LabelledEnum):
    """What a member of staff is appointed to do. One account may hold several, each over a part of the service."""

    RECORDS_OFFICER = "records_officer", _l("Records officer")
    CASE_MANAGER = "case_manager", _l("Case manager")
    CLASSIFICATION_OFFICER = "classification_officer", _l("Classification officer")
    CLASSIFICATION_APPROVER = "classification_approver", _l("Classification approver")
    PROGRAMME_COORDINATOR = "programme_coordinator", _l("Programme coordinator")
    INSTRUCTOR = "instructor", _l("Instructor")
    PROBATION_OFFICER = "probation_officer", _l("Probation officer")
    PROBATION_SUPERVISOR = "probation_supervisor", _l("Probation supervisor")
    SHOP_MANAGER = "shop_manager", _l("Shop manager")
    FINANCE_CLERK = "finance_clerk", _l("Finance clerk")
    FINANCE_APPROVER = "finance_approver", _l("Finance approver")
    GOVERNOR = "governor", _l("Governor")
    INSPECTOR = "inspector", _l("Inspector")
    STATISTICS_OFFICER = "statistics_officer", _l("Statistics officer")
    ADMINISTRATOR = "administrator", _l("Administrator")


NO_CASE_DATA = frozenset({Role.STATISTICS_OFFICER, Role.ADMINISTRATOR, Role.SHOP_MANAGER})
"""Roles that never open a person's file."""

INCOMPATIBLE = (
    frozenset({Role.FINANCE_CLERK, Role.FINANCE_APPROVER}),
    frozenset({Role.CLASSIFICATION_OFFICER, Role.CLASSIFICATION_APPROVER}),
    frozenset({Role.RECORDS_OFFICER, Role.CLASSIFICATION_APPROVER}),
)
"""Duties that one human may not combine (an administrator moreover holds no role with case data)."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts: the first parameter of every command.

    ``establishments`` are the prisons and offices in scope; ``everywhere`` is a grant over the whole service;
    ``zone`` is the time zone they share, empty when they share none: then the service's date counts.
    """

    account_id: uuid.UUID
    human_id: uuid.UUID
    name: str
    roles: frozenset[Role]
    establishments: frozenset[uuid.UUID] = frozenset()
    everywhere: bool = False
    session_ref: str = ""
    locale: str = ""
    zone: str = ""
    settings: dict[str, str] = field(default_factory=dict, compare=False)

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds any of ``roles``."""
        return not self.roles.isdisjoint(roles)

    def covers(self, establishment_id: uuid.UUID | None) -> bool:
        """Whether this establishment is in the actor's scope."""
        return self.everywhere or (establishment_id is not None and establishment_id in self.establishments)


_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)


def actor() -> Actor:
    """Who is signed in. For views only: below them the actor is a parameter. Raises Forbidden when nobody is."""
    found = _actor.get()
    if found is None:
        raise Forbidden(_l("Sign in first."))
    return found


def actor_or_none() -> Actor | None:
    """Who is signed in, or None for a visitor."""
    return _actor.get()


def set_actor(found: Actor | None) -> None:
    """Remember who is signed in for the rest of this request, and whose date it is (called by ``kernel.web``)."""
    _actor.set(found)
    clock.be_home_in(found.zone if found else "")


PUBLIC: frozenset[Role] = frozenset()
"""The audience of a view that anyone may reach."""


def allows(*roles: Role) -> Callable[[View], View]:
    """Only signed-in staff with one of ``roles`` may reach the view. At least one role is needed: see ``signed_in``."""
    if not roles:
        raise ValueError("allows() needs at least one role; use @public or @signed_in")

    def mark(view: View) -> View:
        view.__allows__ = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def signed_in(view: View) -> View:
    """Any signed-in member of staff may reach the view."""
    return allows(*Role)(view)


def public(view: View) -> View:
    """Anyone may reach the view: the shop, sign-in, health. Each one is listed in the endpoint test."""
    view.__allows__ = PUBLIC  # type: ignore[attr-defined]
    return view
