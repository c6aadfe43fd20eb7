"""The desk sees estates by account number, without a name, and comes from there to the heirs."""

from __future__ import annotations

from casework.custody.models import MovementKind
from casework.custody.service import NewMovement, move
from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from marketplace.ledger.rules import number_of
from tests import cast
from tests.casework.people_inside import received
from tests.conftest import enter
from tests.marketplace.conftest import put_in


def test_from_the_estate_to_its_heirs(client, prison):
    governor = cast.make_actor((Role.RECORDS_OFFICER, Role.GOVERNOR), prison)
    person_id = received(prison)
    account_id = put_in(person_id, 1250)
    with transaction():
        move(governor, NewMovement(person_id=person_id, kind=MovementKind.DEATH, at=clock.now()))
    enter(client, cast.make_actor(Role.FINANCE_CLERK))
    page = client.get("/finance/estates").text
    assert number_of(person_id) in page
    assert "€12.50" in page
    assert "Hart" not in page
    heirs = client.get(f"/finance/accounts/{account_id}/payees").text
    assert "This person died on" in heirs
    desk = client.get(f"/finance/account?number={number_of(person_id)}").text
    assert "For the estate: €12.50" not in desk
    proofs = client.get("/finance/proofs").text
    assert "Prison by prison" in proofs


def test_without_a_death_the_page_says_so(client):
    enter(client, cast.make_actor(Role.FINANCE_APPROVER))
    assert "No estate" in client.get("/finance/estates").text
