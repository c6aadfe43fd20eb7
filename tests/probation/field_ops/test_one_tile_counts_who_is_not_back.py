"""Officers who went in alone and are late count once, whether a page or a telephone said so."""

from __future__ import annotations

import datetime as dt

from kernel import clock
from kernel.authz import Role
from kernel.ids import new_id
from probation.check_ins import service
from probation.check_ins.queries import everybody_out, not_back
from tests import cast
from tests.probation.conftest import NOW

HOUR = dt.timedelta(hours=1)


def by_phone(phone, world):
    given = {"id": str(new_id()), "back_by": (clock.now() + HOUR).isoformat(), "place": "Mill Lane"}
    assert phone.send(phone.write("checkin.start", str(world.order.id), given)).status_code == 201
    return given["id"]


def by_page(actor, office):
    going = service.Going(id=new_id(), due_at=clock.now() + HOUR, place="12 Mill Lane", office_id=office.id)
    with cast.deed():
        service.start(actor, going)


def test_both_ways_are_counted_together(phone, world):
    by_phone(phone, world)
    by_page(cast.make_actor(Role.PROBATION_OFFICER, world.office, name="Lena Fox"), world.office)
    assert not_back(world.supervisor) == 0
    with clock.held_at(NOW + 2 * HOUR):
        assert not_back(world.supervisor) == 2
        assert len(everybody_out(world.supervisor)) == 2


def test_who_said_it_twice_is_one_officer(phone, world):
    by_phone(phone, world)
    by_page(world.officer, world.office)
    with clock.held_at(NOW + 2 * HOUR):
        assert not_back(world.supervisor) == 1


def test_back_is_back(phone, world):
    said = by_phone(phone, world)
    phone.send(phone.write("checkin.end", str(world.order.id), {"id": said}))
    with clock.held_at(NOW + 2 * HOUR):
        assert not_back(world.supervisor) == 0


def test_another_office_counts_its_own(phone, world):
    by_phone(phone, world)
    stranger = cast.make_actor(Role.PROBATION_SUPERVISOR, cast.make_unit(kind="probation_office"))
    with clock.held_at(NOW + 2 * HOUR):
        assert not_back(stranger) == 0
