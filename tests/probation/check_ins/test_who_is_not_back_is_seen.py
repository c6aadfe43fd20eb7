from __future__ import annotations

import datetime as dt

import pytest

from kernel import clock
from kernel.authz import Role
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.ids import new_id
from probation.check_ins import service
from probation.check_ins.queries import not_back, open_visit, out_now
from tests import cast

HOUR = dt.timedelta(hours=1)


def go(world, **over):
    facts = {"id": new_id(), "due_at": clock.now() + HOUR, "place": "12 Mill Lane", "office_id": world.office.id}
    with cast.deed():
        return service.start(world.officer, service.Going(**{**facts, **over}))


def test_not_back_in_time_is_seen_at_once_without_a_job(world):
    go(world)
    assert not_back(world.supervisor) == 0
    with clock.held_at(clock.now() + HOUR + dt.timedelta(minutes=1)):
        assert not_back(world.supervisor) == 1
        with cast.deed():
            service.all_well(world.officer)
        assert not_back(world.supervisor) == 0


def test_half_an_hour_later_every_colleague_of_the_office_is_told(world, client, sign_in):
    colleague = cast.make_actor(Role.PROBATION_OFFICER, world.office)
    go(world, phone="+216 98 551 200")
    for minutes, told in ((61, False), (91, True)):
        with clock.held_at(clock.now() + dt.timedelta(minutes=minutes)):
            sign_in(client, colleague)
            text = client.get("/my-day").text
            assert ("Iris Berg is not back" in text) is told
            assert ("tel:+21698551200" in text) is told
            sign_in(client, world.officer)
            assert "Iris Berg is not back" not in client.get("/my-day").text
            far = cast.make_actor(Role.PROBATION_OFFICER, cast.make_unit(kind="probation_office"))
            sign_in(client, far)
            assert "is not back" not in client.get("/my-day").text


def test_staying_longer_moves_the_hour(world):
    go(world)
    with cast.deed():
        service.extend(world.officer, clock.now() + 2 * HOUR)
    with clock.held_at(clock.now() + HOUR + dt.timedelta(minutes=1)):
        assert not_back(world.supervisor) == 0
    assert open_visit(world.officer.human_id).extended == 1


@pytest.mark.parametrize("hours", [-1, 0, 9])
def test_an_hour_that_cannot_be_is_refused(world, hours):
    with pytest.raises(DomainError) as refusal:
        go(world, due_at=clock.now() + hours * HOUR)
    assert refusal.value.field == "until"


def test_sent_twice_is_one_and_a_second_visit_waits(world):
    first = go(world)
    assert go(world, id=first.id).id == first.id
    with pytest.raises(Conflict):
        go(world)


def test_a_supervisor_notes_how_somebody_was_reached(world):
    out = go(world)
    with pytest.raises(Forbidden), cast.deed():
        service.reached(world.officer, out.id, "Called him, all well.")
    with pytest.raises(DomainError), cast.deed():
        service.reached(world.supervisor, out.id, "ok")
    with cast.deed():
        service.reached(world.supervisor, out.id, "Called him, all well.")
    assert out_now(world.supervisor) == []


def test_another_office_neither_sees_nor_ends_it(world):
    out = go(world)
    stranger = cast.make_actor(Role.PROBATION_SUPERVISOR, cast.make_unit(kind="probation_office"))
    assert out_now(stranger) == []
    with pytest.raises(NotFound), cast.deed():
        service.reached(stranger, out.id, "Called him, all well.")


def test_the_pages(client, sign_in, world):
    sign_in(client, world.officer)
    late = clock.local(clock.now() + HOUR, "Europe/Paris")
    data = {"id": str(new_id()), "place": "12 Mill Lane", "until": late.strftime("%H.%M"), "phone": "+33 1 22"}
    assert client.post("/my-day/out", data={**data, "until": ""}).status_code == 422
    assert client.post("/my-day/out", data=data).status_code == 303
    assert "All is well" in client.get("/my-day").text
    with clock.held_at(clock.now() + 2 * HOUR):
        sign_in(client, world.officer)
        assert "This time has passed" in client.get("/my-day").text
        sign_in(client, world.supervisor)
        assert "Not back" in client.get("/supervision/board").text
        assert "tel:+33122" in client.get("/supervision/out").text
        assert "Officers not back" in client.get("/").text
