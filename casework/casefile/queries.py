"""What the overview page and the tabs of a person are made of: each module contributes its panels and tabs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.authz import Actor, Role


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One answer of the overview's first lines, with where to read more."""

    label: str
    text: str
    href: str = ""
    tone: str = ""
    """A tag's tone where it must be seen at once ("warn", "bad"), else plain."""


Glance = Callable[[Any, Any], Sequence[Fact]]
"""(person, a panel's data) → its few words, without asking the database again."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A box on the overview.

    ``load(actor, person_id)`` gives ``data`` for ``template``; roles not named do not get it. ``glance`` says the
    same in a few words for the page's first lines.
    """

    key: str
    template: str
    roles: frozenset[Role]
    order: int
    load: Callable[[Actor, uuid.UUID], Any]
    glance: Glance | None = None


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A tab on every page of a person: an endpoint that takes ``person_id``. Absent for roles not named."""

    key: str
    label: Any
    endpoint: str
    roles: frozenset[Role]
    order: int


_panels: dict[str, Panel] = {}
_tabs: dict[str, Tab] = {}


def contribute_panel(panel: Panel) -> None:
    """Add a panel to every case file's overview."""
    _panels[panel.key] = panel


def contribute_tab(tab: Tab) -> None:
    """Add a tab to every page of a person."""
    _tabs[tab.key] = tab


def tabs_for(actor: Actor) -> list[Tab]:
    """The tabs this actor's roles may see, in order."""
    return sorted((tab for tab in _tabs.values() if actor.has(*tab.roles)), key=lambda tab: tab.order)


def panels_for(actor: Actor, person_id: uuid.UUID) -> list[tuple[Panel, Any]]:
    """(panel, its data) for this actor, in order. The caller has fetched the person already."""
    mine = sorted((panel for panel in _panels.values() if actor.has(*panel.roles)), key=lambda panel: panel.order)
    return [(panel, panel.load(actor, person_id)) for panel in mine]
