"""What a module contributes: it finds what a new level touches, and says it in words."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.people.models import SecurityLevel
from casework.people.queries import PersonCard
from kernel.authz import Actor, Role
from kernel.i18n import _, isolate

Facts = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class NewLevel:
    """A level that is to be decided, or was just: whose, before (None for the first one), after."""

    card: PersonCard
    before: SecurityLevel | None
    after: SecurityLevel

    @property
    def is_upward(self) -> bool:
        """Whether it is higher than the one before."""
        return self.before is not None and self.after.rank > self.before.rank


@dataclass(frozen=True, kw_only=True)
class Source:
    """One kind of consequence. ``find`` looks and changes nothing; ``say`` speaks the reader's language.

    ``answered_by``: who answers the question here; empty when the module has its own page for that.
    """

    kind: str
    find: Callable[[Actor, NewLevel], Sequence[Facts]]
    say: Callable[[Facts], str]
    answered_by: frozenset[Role] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """A consequence before the decision: its kind, facts and words."""

    kind: str
    facts: Facts
    text: str
    asks: bool


def place_facts(new: NewLevel) -> list[Facts]:
    """Asks, for whoever is held somewhere, whether that is still the right place."""
    if not new.card.in_custody or new.before is new.after:
        return []
    return [{"place": new.card.place, "level": new.after.value}]


def say_place(facts: Facts) -> str:
    """The question about wing and cell."""
    level = SecurityLevel(facts["level"]).label
    place = isolate(facts["place"])
    return _("Is %(place)s still the right place, wing and cell, at the level %(level)s?", place=place, level=level)


def say_plan(facts: Facts) -> str:
    """The prompt about the plan."""
    level = SecurityLevel(facts["level"]).label
    return _("Read the plan again with the person: which goals and steps fit the level %(level)s?", level=level)


def refusal_of_answer(words: str, answered: uuid.UUID | None) -> str:
    """Why an answer cannot be kept; empty where it can."""
    if answered is not None:
        return _("Somebody answered this already.")
    return "" if len(words.strip()) >= LEAST else _("Write in a few words what was looked at and what comes of it.")


LEAST = 3
"""Signs an answer has at least. The database holds it too."""
