"""Commands on places: give somebody a wing, and say how many a unit holds and whom."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from casework.capacity import queries
from casework.capacity.rules import Objection, Placed, Room, objections
from casework.custody.models import HoldingRule, PlacementOverride
from casework.people.models import Person
from casework.people.rules import age_on
from kernel import audit, clock
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.i18n import _
from kernel.units.models import Unit, UnitKind
from kernel.units.queries import unit_of

SHORTEST_REASON = 10


def place(actor: Actor, person: Person, prison_id: uuid.UUID, wing_id: uuid.UUID, override_reason: str = "") -> None:
    """Give the person a wing. Against a separation rule only a governor may, with a reason; the inspector sees it."""
    room = next((room for room in queries.rooms_of(prison_id, person.id) if room.id == wing_id), None)
    if room is None:
        raise DomainError(_("That wing is not in this prison. Choose another one."), field="wing_id")
    against = objections(placed(person, unit_of(prison_id).zone), room)
    if against:
        _override(actor, person, room, against, override_reason)
    person.wing_id = wing_id


def admit(actor: Actor, person: Person, prison_id: uuid.UUID, override_reason: str = "") -> None:
    """Refuse a prison as a whole where its rule forbids this person, as ``place`` does for a wing."""
    gate = queries.gate_of(prison_id, person.id)
    if gate is None:
        raise DomainError(_("Choose the other prison."), field="to_id")
    against = objections(placed(person, unit_of(prison_id).zone), gate)
    if against:
        _override(actor, person, gate, against, override_reason, field="to_id")


def fits(person: Person, prison_id: uuid.UUID, wing_id: uuid.UUID) -> bool:
    """Whether no rule forbids the person this wing now."""
    room = next((room for room in queries.rooms_of(prison_id, person.id) if room.id == wing_id), None)
    return room is not None and not objections(placed(person, unit_of(prison_id).zone), room)


def placed(person: Person, zone: str) -> Placed:
    """What separation looks at in this person today."""
    age = age_on(clock.today(zone), person.born_earliest, person.born_latest)
    return Placed(sex=person.sex, status=person.legal_status, age=age)


def _override(
    actor: Actor, person: Person, room: Room, against: Sequence[Objection], reason: str, *, field: str = "wing_id"
) -> None:
    first = against[0]
    if not reason:
        words = " ".join(objection.words for objection in against)
        raise DomainError(
            _("%(wing)s cannot be used. %(why)s", wing=room.name, why=words), rule=first.rule, field=field
        )
    if not actor.has(Role.GOVERNOR):
        raise Forbidden(_("Only the governor may place somebody against a separation rule."), rule=first.rule)
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a sentence why there is no other way."), field="override_reason")
    row = PlacementOverride(
        person_id=person.id, wing_id=room.id, rule="; ".join(o.rule for o in against)[:200], reason=reason,
        decided_by=actor.human_id, decided_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "placement.overridden", row, reason=reason)


@dataclass(frozen=True, kw_only=True)
class NewRule:
    """What a prison or wing may hold, and how many in three senses. None means that it is not said."""

    unit_id: uuid.UUID
    official: int
    operational: int
    emergency: int
    sex: str = ""
    untried: bool | None = None
    civil: bool | None = None
    least_age: int | None = None
    most_age: int | None = None


def set_rule(actor: Actor, new: NewRule) -> HoldingRule:
    """Say what a unit may hold. Whoever is there already stays, and is listed as being in the wrong place."""
    unit = _unit_in_care(actor, new.unit_id)
    if not 0 <= new.official <= new.operational <= new.emergency:
        raise DomainError(
            _("Official places cannot be more than operational ones, nor these more than emergency ones."),
            field="operational",
        )
    if new.least_age is not None and new.most_age is not None and new.least_age > new.most_age:
        raise DomainError(_("The youngest age is above the oldest one."), field="most_age")
    if new.civil and new.untried is False:
        raise DomainError(
            _("A place for convicted people cannot be for civil prisoners."), rule="Mandela Rule 11 (c)", field="civil"
        )
    rule = queries.rule_of(unit.id)
    facts = {name: getattr(new, name) for name in new.__dataclass_fields__}
    if rule is None:
        rule = HoldingRule(**facts)
        session.add(rule)
    for name, value in facts.items():
        setattr(rule, name, value)
    audit.record(actor, "holding_rule.set", rule)
    session.flush()
    return rule


def _unit_in_care(actor: Actor, unit_id: uuid.UUID) -> Unit:
    unit = session.get(Unit, unit_id)
    if unit is None or unit.kind not in {UnitKind.PRISON, UnitKind.WING} or not actor.covers(unit.establishment_id):
        raise NotFound(_("There is no such prison in your care."))
    return unit
