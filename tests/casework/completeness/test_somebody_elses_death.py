"""What happened to one person says nothing of another's file."""

from casework.completeness.queries import core_file
from casework.completeness.rules import Core, ItemState
from casework.custody.models import MovementKind
from casework.custody.service import NewMovement, move
from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from tests import cast
from tests.casework.people_inside import received


def test_the_items_of_a_death_apply_to_who_died_alone(prison):
    alive, dead = received(prison), received(prison, "Bo Lind")
    officer = cast.make_actor((Role.RECORDS_OFFICER, Role.GOVERNOR), prison)
    with transaction():
        move(officer, NewMovement(person_id=dead, kind=MovementKind.DEATH, at=clock.now(), reason="Found at the count"))
    assert core_file(alive, clock.today()).items[Core.DEATH] is ItemState.NOT_APPLICABLE
    assert core_file(dead, clock.today()).items[Core.DEATH] is not ItemState.NOT_APPLICABLE
