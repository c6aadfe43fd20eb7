from __future__ import annotations

import datetime as dt

import pytest

from kernel import clock
from kernel.authz import Role
from kernel.ids import new_id
from probation.contacts import service
from probation.contacts.models import Outcome
from probation.contacts.queries import history_of
from probation.corrections.service import Amendment, amend_contact
from tests import cast

SECRET = "Her sister may not know where she lives."


@pytest.fixture
def visit(world):
    made = world.visit(note=SECRET, agreed_action=SECRET, sensitive=True)
    with cast.deed():
        service.record_visit(world.officer, made)
    return made


def pages(client, world, visit):
    return [client.get(path).text for path in (f"/people/{world.person.id}/contacts", f"/contacts/{visit.id}")]


@pytest.mark.parametrize("role", [Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.INSPECTOR])
def test_who_supervises_reads_them(client, sign_in, world, office, visit, role):
    sign_in(client, cast.make_actor(role, office))
    assert all(SECRET in text for text in pages(client, world, visit))


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.GOVERNOR])
def test_others_see_that_it_took_place_and_no_more(client, sign_in, world, office, visit, role):
    sign_in(client, cast.make_actor(role, office))
    shown = pages(client, world, visit)
    assert all(SECRET not in text for text in shown)
    assert all("Came and took part" in text for text in shown)
    assert SECRET not in client.get(f"/people/{world.person.id}").text


def test_a_correction_keeps_them_with_probation_and_the_old_words_beneath(world, visit):
    with cast.deed():
        amend_contact(
            world.officer,
            Amendment(id=new_id(), contact_id=visit.id, outcome=Outcome.COMPLIED, note="Shorter.", agreed_action="",
                      reason="Too much was written"),
        )  # fmt: skip
    assert [(row.note, row.sensitive) for row in history_of(visit.id)] == [(SECRET, True), ("Shorter.", True)]


def test_a_visit_of_the_past_says_that_it_was_written_down_late(client, sign_in, world):
    old = world.visit(occurred_at=clock.now() - dt.timedelta(days=4))
    with cast.deed():
        service.record_visit(world.officer, old)
    sign_in(client, world.officer)
    assert all("Written down late" in text for text in pages(client, world, old))


def test_the_reason_is_waited_for_five_working_days_unless_said_otherwise(world):
    with cast.deed():
        usual = service.record_visit(world.officer, world.visit(outcome=Outcome.NOT_THERE))
        other = world.visit(outcome=Outcome.NOT_THERE, evidence_due_on=dt.date(2026, 3, 20))
        service.record_visit(world.officer, other)
        here = service.record_visit(world.officer, world.visit())
    found = [history_of(one)[-1].evidence_due_on for one in (usual.id, other.id, here.id)]
    assert found == [dt.date(2026, 3, 9), dt.date(2026, 3, 20), None]
