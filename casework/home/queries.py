"""What each role sees first: blocks contributed by every module, in order of harm if missed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kernel.authz import Actor, Role

WIDEST = 4


@dataclass(frozen=True, kw_only=True)
class Stat:
    """A number that opens its list. ``tone``: danger, warning, good, note."""

    number: int
    label: str
    href: str
    tone: str = "note"


@dataclass(frozen=True, kw_only=True)
class Block:
    """What a contribution puts on the home page: a title, numbers, and optionally a template with its data."""

    title: str
    stats: Sequence[Stat] = ()
    template: str = ""
    data: Any = None

    @property
    def width(self) -> int:
        """How many quarters of a row it takes: parts with few figures share one."""
        return len(self.stats) if 0 < len(self.stats) < WIDEST and not self.template else WIDEST

    @property
    def is_quiet(self) -> bool:
        """Nothing but noughts: it takes a word on the page, not a section."""
        return bool(self.stats) and not self.template and not any(one.number for one in self.stats)


@dataclass(frozen=True, kw_only=True)
class HomeSection:
    """A contribution for some roles; lower ``order`` stands higher. ``load`` may return None: nothing to show."""

    key: str
    roles: frozenset[Role]
    order: int
    load: Callable[[Actor], Block | None]


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """An entry of the main navigation: an endpoint without parameters, shown to these roles."""

    label: Any
    endpoint: str
    roles: frozenset[Role]
    order: int
    prefix: str = field(default="")


_sections: dict[str, HomeSection] = {}
_items: dict[str, NavItem] = {}


def contribute_home(section: HomeSection) -> None:
    """Add a section to the home page of some roles."""
    _sections[section.key] = section


def contribute_navigation(item: NavItem) -> None:
    """Add an entry to the main navigation of some roles."""
    _items[item.endpoint] = item


def blocks_for(actor: Actor) -> list[Block]:
    """The blocks of this actor's home, most urgent first."""
    mine = sorted((s for s in _sections.values() if actor.has(*s.roles)), key=lambda s: s.order)
    return [block for section in mine if (block := section.load(actor)) is not None]


def navigation_for(actor: Actor) -> list[NavItem]:
    """The navigation entries of this actor, in order."""
    return sorted((item for item in _items.values() if actor.has(*item.roles)), key=lambda item: item.order)
