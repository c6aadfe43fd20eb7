"""Pure decisions on places. Separation rules are cited from the Nelson Mandela Rules (A/RES/70/175)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from casework.people.models import LegalStatus, Sex
from casework.people.rules import Age
from kernel.i18n import _

UNTRIED = frozenset({LegalStatus.UNCONVICTED})


@dataclass(frozen=True, kw_only=True)
class Placed:
    """What separation looks at in a person."""

    sex: Sex
    status: LegalStatus
    age: Age


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one unit may hold; as ``HoldingRule``."""

    sex: str = ""
    untried: bool | None = None
    least_age: int | None = None
    most_age: int | None = None
    civil: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Room:
    """A wing with its own and its prison's limits, who is there, and how many of them the person must be kept from."""

    id: uuid.UUID
    name: str
    limits: tuple[Limits, ...]
    here: int
    most: int | None
    apart_here: int = 0


@dataclass(frozen=True)
class Objection:
    """Why a person may not be placed: the sentence and the rule."""

    words: str
    rule: str


def objections(person: Placed, room: Room) -> list[Objection]:
    """Every rule that forbids this place, gravest first; empty when it is allowed."""
    found = [objection for limits in room.limits for objection in _by_limits(person, limits)]
    if room.apart_here:
        found.append(Objection(_("Somebody they must be kept apart from is there."), "Mandela Rule 12 (2)"))
    if room.most is not None and room.here >= room.most:
        found.append(
            Objection(
                _("It is full: %(here)s of %(most)s places are taken.", here=room.here, most=room.most), _("Capacity")
            )
        )
    return list(dict.fromkeys(found))


def _by_limits(person: Placed, limits: Limits) -> list[Objection]:
    found = []
    if limits.sex and person.sex.value != limits.sex:
        found.append(
            Objection(_("Women and men are held apart, and it is kept for one of them."), "Mandela Rule 11 (a)")
        )
    civil = person.status is LegalStatus.CIVIL
    if (limits.civil is not None and civil != limits.civil) or (civil and limits.untried is False):
        found.append(Objection(
            _("People held for debt or another civil reason are held apart from those held for an offence."),
            "Mandela Rule 11 (c)",
        ))  # fmt: skip
    if not civil and limits.untried is not None and (person.status in UNTRIED) != limits.untried:
        found.append(Objection(_("Untried and convicted people are held apart."), "Mandela Rule 11 (b)"))
    if limits.least_age is not None and (person.age.least is None or person.age.least < limits.least_age):
        found.append(Objection(_("It is for adults, and the person is or may be too young."), "Mandela Rule 11 (d)"))
    if limits.most_age is not None and (person.age.most is None or person.age.most > limits.most_age):
        found.append(
            Objection(_("It is for young people, and the person is or may be too old."), "Mandela Rule 11 (d)")
        )
    return found


def why_allowed(person: Placed, room: Room) -> list[str]:
    """In plain words what was checked for an allowed place."""
    said = []
    if any(limits.sex for limits in room.limits):
        said.append(_("for this sex"))
    if any(limits.untried is not None for limits in room.limits):
        said.append(_("for untried people") if person.status in UNTRIED else _("for convicted people"))
    if any(limits.least_age is not None or limits.most_age is not None for limits in room.limits):
        said.append(_("right age"))
    said.append(_("nobody there to be kept apart from"))
    said.append(
        _("%(free)s places free", free=room.most - room.here) if room.most is not None else _("no limit is set")
    )
    return said


def best_room(person: Placed, rooms: Sequence[Room]) -> Room | None:
    """The allowed place with the most room to spare, or None."""
    allowed = [room for room in rooms if not objections(person, room)]
    return max(allowed, key=lambda room: (room.most or 0) - room.here, default=None)
