from __future__ import annotations

import dataclasses
import datetime as dt

from kernel import clock
from kernel.authz import Role
from probation.boards import queries
from probation.contacts import service as contacts
from probation.day.queries import CaseloadFilter, caseload_page
from tests import cast


def test_what_nobody_logged_is_counted_by_officer(world):
    planned = world.appointment(days=1)
    with cast.deed():
        contacts.plan_contact(world.officer, world.order.id, planned)
    assert queries.unlogged(world.supervisor) == {}
    assert queries.coming(world.supervisor) == {world.officer.human_id: 1}
    with clock.held_at(clock.now() + dt.timedelta(days=2)):
        found = queries.unlogged(world.supervisor)[world.officer.human_id]
        assert (found.n, found.oldest) == (1, planned.at)
        listed = caseload_page(world.supervisor, CaseloadFilter(whose="office", due="unlogged"), clock.today(), None)
        assert [one.row.id for one in listed.rows] == [world.order.id]
    assert caseload_page(world.officer, CaseloadFilter(due="unlogged"), clock.today(), None).rows == []


def test_each_number_opens_the_list_of_that_officer(client, sign_in, world):
    sign_in(client, world.supervisor)
    mine = f"/caseload?whose={world.officer.human_id}"
    board = client.get("/supervision/board").text
    for address in (mine, f"{mine}&amp;due=overdue", f"{mine}&amp;due=unlogged", f"{mine}&amp;due=good"):
        assert f'href="{address}"' in board
    assert world.person.name in client.get(mine).text
    assert "Nobody matches" in client.get(f"/caseload?whose={world.supervisor.human_id}").text
    kept = client.post("/caseload/filters", data={"name": "Theirs", "whose": str(world.officer.human_id)})
    assert kept.location == mine + "&level=&due="
    assert client.get("/caseload?whose=nobody").status_code == 200


def test_who_is_owed_a_contact_and_has_an_appointment_is_shown_with_it(client, sign_in, world):
    sign_in(client, world.officer)
    assert "Planned for" not in client.get("/caseload").text
    with cast.deed():
        contacts.plan_contact(world.officer, world.order.id, world.appointment(days=1))
    assert "Planned for" in client.get("/caseload").text


def test_visits_that_came_late_or_from_the_field_are_listed(world):
    now = clock.now()
    with cast.deed():
        for visit in (
            world.visit(note="at once"),
            world.visit(occurred_at=now - dt.timedelta(days=3)),
            dataclasses.replace(world.visit(), recorded_offline=True, occurred_at=now - dt.timedelta(hours=1)),
        ):
            contacts.record_visit(world.officer, visit)
    found = queries.late_records(world.supervisor)
    assert sorted(row.recorded_offline for row in found) == [False, True]
    stranger = cast.make_actor(Role.PROBATION_SUPERVISOR, cast.make_unit(kind="probation_office"))
    assert queries.late_records(stranger) == []


def test_the_board_says_so(client, sign_in, world):
    with cast.deed():
        contacts.record_visit(world.officer, world.visit(occurred_at=clock.now() - dt.timedelta(days=3)))
    text = sign_in(client, world.supervisor).get("/supervision/board").text
    assert "Written down late" in text
    assert "Not logged" in text
