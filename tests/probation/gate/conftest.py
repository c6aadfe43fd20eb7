from __future__ import annotations

import pytest

from casework.release import service as release
from casework.release.queries import checks_for
from kernel import clock
from kernel.authz import Role
from kernel.ids import new_id
from probation.orders import service as orders
from probation.orders.models import OrderKind
from tests import cast
from tests.casework.people_inside import received
from tests.probation.conftest import NOW, World, new_order

GATE = (Role.RECORDS_OFFICER, Role.CASE_MANAGER)


class Leaver(World):
    """Somebody in prison whom an office expects."""

    gate: object
    second: object

    def undone(self) -> set[str]:
        """The keys of the checks that keep the gate shut."""
        return {check.key for check in checks_for(self.gate, self.person) if check.blocking and not check.done}

    def clear_the_rest(self) -> None:
        """Everything that is the prison's own duty."""
        with cast.deed():
            release.check_identity(self.gate, self.person)
            release.offer_copy(self.gate, self.person, taken=True)
            release.give_order(
                self.gate, self.person, authority="Court", reference="R 9", dated_on=clock.today()
            )  # fmt: skip

    def leave(self) -> None:
        """Two humans open the gate."""
        with cast.deed():
            release.prepare(self.gate, self.person)
        with cast.deed():
            release.release(self.second, self.person, at=clock.now(), id=new_id())


@pytest.fixture
def leaver(prison, office):
    """In prison since ten days, with a licence prepared by the office that waits."""
    with clock.held_at(NOW):
        person_id = received(prison, "Sami Haddad")
        gate, second = (cast.make_actor(GATE, prison) for _n in range(2))
        officer = cast.make_actor(Role.PROBATION_OFFICER, office, name="Iris Berg")
        supervisor = cast.make_actor(Role.PROBATION_SUPERVISOR, office, name="Omar Lind")
        planner = cast.make_actor((Role.CASE_MANAGER, Role.PROBATION_OFFICER), prison)
        made = Leaver(office, officer, supervisor, person_id, None)
        made.gate, made.second = gate, second
        with cast.deed():
            new = new_order(office, made_person(person_id), kind=OrderKind.LICENCE)
            made.order = orders.prepare_order(planner, new)
        yield made


def made_person(person_id):
    from casework.people.models import Person
    from kernel.db import session

    return session.get_one(Person, person_id)
