from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import pytest

from casework.people.models import Person
from kernel import audit, clock
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.ids import new_id
from kernel.units.models import Unit
from probation.conditions import service as conditions
from probation.contacts.models import ContactKind, Outcome
from probation.contacts.service import NewAppointment, NewVisit
from probation.orders import service as orders
from probation.orders.models import Level, OrderKind, Signed, SupervisionOrder
from tests import cast

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def make_person(office: Unit, **over: object) -> Person:
    with cast.deed():
        serial = uuid.uuid4().int % 10**8
        facts = {
            "number": f"T{serial:08d}X",
            "name": "Amal Haddad",
            "sort_name": "amal haddad",
            "office_id": office.id,
            "match_key": "amal haddad",
        }
        made = Person(**{**facts, "opened_at": clock.now(), **over})
        session.add(made)
        audit.record(None, "person.opened", made)
    return made


def new_order(office: Unit, person: Person, **over: object) -> orders.NewOrder:
    facts = {
        "id": new_id(),
        "person_id": person.id,
        "kind": OrderKind.COMMUNITY,
        "office_id": office.id,
        "authority": "City Court",
        "reference": f"R-{new_id().hex[-6:]}",
        "starts_on": clock.today(),
        "ends_on": clock.today() + dt.timedelta(days=365),
    }
    return orders.NewOrder(**{**facts, **over})


@dataclass
class World:
    office: Unit
    officer: Actor
    supervisor: Actor
    person: Person
    order: SupervisionOrder

    def visit(self, **over: object) -> NewVisit:
        facts = {"id": new_id(), "order_id": self.order.id, "kind": ContactKind.OFFICE, "outcome": Outcome.COMPLIED}
        return NewVisit(**{**facts, "occurred_at": clock.now(), "minutes": 30, **over})

    def appointment(self, days: int = 7, **over: object) -> NewAppointment:
        at = clock.now() + dt.timedelta(days=days)
        return NewAppointment(**{"id": new_id(), "kind": ContactKind.HOME, "place": "12 Mill Lane", "at": at, **over})


@pytest.fixture
def held():
    with clock.held_at(NOW):
        yield NOW


@pytest.fixture
def prepared(office, held) -> World:
    officer = cast.make_actor(Role.PROBATION_OFFICER, office, name="Iris Berg")
    supervisor = cast.make_actor(Role.PROBATION_SUPERVISOR, office, name="Omar Lind")
    person = make_person(office)
    with cast.deed():
        order = orders.prepare_order(officer, new_order(office, person))
    return World(office, officer, supervisor, person, order)


def explain(world: World) -> None:
    with cast.deed():
        told = clock.today()
        conditions.explain_conditions(
            world.officer,
            conditions.Explained(
                order_id=world.order.id, orally_on=told, in_writing_on=told, language="ar", signed=Signed.SIGNED
            ),
        )


@pytest.fixture
def world(prepared) -> World:
    """A person under supervision at medium level since Mon 2 Mar 2026."""
    explain(prepared)
    with cast.deed():
        prepared.order = orders.begin_order(
            prepared.officer,
            orders.BeginOrder(order_id=prepared.order.id, officer_id=prepared.officer.human_id, level=Level.MEDIUM),
        )
    return prepared
