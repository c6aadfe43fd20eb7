from __future__ import annotations

from probation.day.queries import CaseloadFilter
from probation.filters.queries import filters_of
from probation.filters.service import keep_filter
from tests import cast


def test_it_stands_above_the_caseload_of_its_owner_alone(client, sign_in, world):
    sign_in(client, world.officer)
    data = {"name": "Late ones", "whose": "office", "level": "high", "due": "overdue"}
    assert client.post("/caseload/filters", data=data).status_code == 303
    text = client.get("/caseload").text
    assert "/caseload?whose=office&amp;level=high&amp;due=overdue" in text
    assert "Late ones" in text
    assert "Late ones" not in sign_in(client, world.supervisor).get("/caseload").text


def test_the_same_name_replaces_and_a_stranger_forgets_nothing(client, sign_in, world):
    with cast.deed():
        keep_filter(world.officer, "Week", CaseloadFilter(due="week"))
        kept = keep_filter(world.officer, "Week", CaseloadFilter(due="overdue"))
    assert [one.due for one in filters_of(world.officer.human_id)] == ["overdue"]
    sign_in(client, world.supervisor).post(f"/caseload/filters/{kept.id}/forgotten")
    assert len(filters_of(world.officer.human_id)) == 1
    sign_in(client, world.officer).post(f"/caseload/filters/{kept.id}/forgotten")
    assert filters_of(world.officer.human_id) == []


def test_what_no_filter_knows_is_left_out(client, sign_in, world):
    sign_in(client, world.officer)
    client.post("/caseload/filters", data={"name": "Odd", "whose": "all", "level": "x", "due": "never"})
    assert [(one.level, one.due) for one in filters_of(world.officer.human_id)] == [("", "")]
    assert client.post("/caseload/filters", data={"name": " "}).status_code == 422
