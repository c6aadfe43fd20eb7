"""The overview of a person costs the same few statements, however long the file is."""

import contextlib

import pytest
import sqlalchemy as sa

from casework.alerts.models import AlertCode, FitnessState
from casework.alerts.service import end_alert, raise_alert, record_fitness
from casework.custody.models import MovementKind
from casework.custody.service import NewMovement, move
from casework.people.service import NewRelation
from casework.sentences.service import NewSentence, calculate, impose, install_sample_law
from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from tests.casework.people_inside import received

MOST = 17


@contextlib.contextmanager
def counted(connection):
    """The statements sent meanwhile, apart from the bench's savepoints and the trail's two, unseen here on SQLite."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")) and "audit_entry" not in statement:
            seen.append(statement)

    sa.event.listen(connection, "before_cursor_execute", note)
    yield seen
    sa.event.remove(connection, "before_cursor_execute", note)


def fill(officer, person):
    """A long file: many alerts, movements, sentences, calculations, words on fitness."""
    install_sample_law(None)
    for number in range(5):
        alert = raise_alert(officer, person, AlertCode.VULNERABLE, f"Number {number}")
        end_alert(officer, alert.id, "It passed")
        record_fitness(officer, person, FitnessState.FIT)
        for kind in (MovementKind.TO_COURT, MovementKind.RETURN):
            move(officer, NewMovement(person_id=person, kind=kind, at=clock.now(), destination="Court"))
        impose(
            officer, NewSentence(person_id=person, court="Court", offence="Theft", months=6, imposed_on=clock.today())
        )
        calculate(officer, person)
    for code in AlertCode:
        raise_alert(officer, person, code)


@pytest.mark.parametrize("role", [Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR])
def test_few_rows_and_many_rows_cost_the_same(prison, as_actor, signed_in, isolation, role):
    officer = as_actor(Role.RECORDS_OFFICER, prison)
    kin = tuple(NewRelation(name=f"Kin {n}", kinship="cousin") for n in range(6))
    few, many = received(prison), received(prison, "Bo Lind", relations=kin, belongings=(("shirt", 1),) * 6)
    with transaction():
        fill(officer, many)
    client, costs = signed_in(role, prison), []
    client.get(f"/people/{few}")
    for person in (few, many):
        with counted(isolation) as seen:
            assert client.get(f"/people/{person}").status_code == 200
        costs.append(seen)
    assert len(costs[0]) == len(costs[1]), "\n\n".join(costs[1])
    assert len(costs[1]) <= MOST, "\n\n".join(costs[1])
