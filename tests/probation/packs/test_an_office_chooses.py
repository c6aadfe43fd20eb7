"""An office goes by the neutral default until a supervisor chooses; due dates and reasons follow at once."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel import audit, clock
from kernel.authz import Role
from kernel.calendars.models import OwnDay, OwnDayKind
from kernel.db import session
from kernel.errors import DomainError, NotFound
from probation.happenings.models import Happening
from probation.happenings.service import NewEvent, note_event, take_back
from probation.packs import service
from probation.packs.queries import ground_of, packs
from probation.places.service import NewPlace, set_place
from probation.standards.queries import owed_now, picture_of
from probation.standards.rules import Excuse
from tests import cast

WHY = "The ministry has put this pack in force for the region."
ZONE = "Europe/Paris"


def choose(world, pack="us_dc", **over):
    facts = {"office_id": world.office.id, "pack": pack, "valid_from": clock.today(), "reason": WHY}
    with cast.deed():
        return service.choose_pack(world.supervisor, service.Choose(**facts | over))


def test_the_choice_holds_from_its_day(world):
    assert ground_of(world.office.id, clock.today()).version.pack == "house"
    choose(world, valid_from=clock.today() + dt.timedelta(days=5))
    assert ground_of(world.office.id, clock.today()).version.pack == "house"
    assert ground_of(world.office.id, clock.today() + dt.timedelta(days=5)).version.pack == "us_dc"
    choose(world, pack="us_nd")
    assert picture_of(world.order, ZONE).version.pack == "us_nd"
    assert owed_now(world.order, ZONE)[:2] == ("face_to_face", dt.date(2026, 5, 31))


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"pack": "moon"}, "pack"),
        ({"valid_from": dt.date(2026, 3, 1)}, "valid_from"),
        ({"reason": "because"}, "reason"),
    ],
)
def test_what_is_refused(world, over, field):
    with pytest.raises(DomainError) as refused:
        choose(world, **over)
    assert refused.value.field == field


def test_another_office_is_not_found(world):
    other = cast.make_actor(Role.PROBATION_SUPERVISOR, cast.make_unit(kind="probation_office"))
    with pytest.raises(NotFound):
        service.office_for(other, world.office.id)


def test_the_first_deadline_counts_the_working_days_of_the_office(world):
    choose(world, pack="us_id")
    assert owed_now(world.order, ZONE)[1] == dt.date(2026, 3, 5)
    with cast.deed():
        closed = OwnDay(
            unit_id=world.office.id, first_on=dt.date(2026, 3, 3), last_on=dt.date(2026, 3, 4), kind=OwnDayKind.CLOSED,
            reason="Flood",
        )  # fmt: skip
        session.add(closed)
        audit.record(world.supervisor, "own_day.noted", closed)
    assert owed_now(world.order, ZONE)[1] == dt.date(2026, 3, 9)


def declare(world, begins, ends):
    with cast.deed():
        said = service.Declare(office_id=world.office.id, begins_on=begins, ends_on=ends, reason="Two of five are ill.")
        return service.declare_overload(world.supervisor, said)


def test_an_overload_has_an_end_and_never_meets_another(world):
    today = clock.today()
    declare(world, today, today + dt.timedelta(days=20))
    assert ground_of(world.office.id, today).overloads == ((today, today + dt.timedelta(days=20)),)
    for begins, ends in ((10, 30), (50, 40), (50, 200), (-20, 2)):
        with pytest.raises(DomainError):
            declare(world, today + dt.timedelta(days=begins), today + dt.timedelta(days=ends))


def test_events_excuse_and_ask(world):
    today = clock.today()
    with cast.deed():
        lost = note_event(world.officer, NewEvent(person_id=world.person.id, kind=Happening.OUT_OF_TOUCH, on=today))
    assert {due.excuse for due in picture_of(world.order, ZONE).dues} == {Excuse.OUT_OF_TOUCH}
    assert owed_now(world.order, ZONE) == ("", None, "")
    with cast.deed():
        take_back(world.officer, world.person.id, lost.id, "Another person of that name.")
    assert picture_of(world.order, ZONE).first
    with pytest.raises(DomainError), cast.deed():
        late = NewEvent(person_id=world.person.id, kind=Happening.LOST_JOB, on=today + dt.timedelta(days=1))
        note_event(world.officer, late)


def test_a_new_address_notes_the_move_by_itself(world):
    choose(world, pack="us_id")
    for address in ("4 River Street", "4 River Street", "9 Hill Road"):
        with cast.deed():
            set_place(world.officer, NewPlace(person_id=world.person.id, address=address))
    dues = {due.rule: due.due_on for due in picture_of(world.order, ZONE).dues}
    assert dues["after_a_move"] == clock.today() + dt.timedelta(days=30)


@pytest.mark.parametrize("key", ["house", "us_id", "us_nd", "us_dc"])
def test_every_pack_can_be_read_with_its_source(world, client, sign_in, key):
    sign_in(client, world.officer)
    for version in packs()[key].versions:
        page = client.get(f"/supervision/standards/{key}/versions/{version.number}")
        assert page.status_code == 200
        assert str(version.rules[0].name) in page.text


def test_which_version_applied_on_a_day(world, client, sign_in):
    sign_in(client, world.officer)
    assert "/versions/1" in client.get("/supervision/standards/house/on?on=2026-08-31").location
    assert "/versions/2" in client.get("/supervision/standards/house/on?on=2026-09-01").location
    assert client.get("/supervision/standards/house/versions/9").status_code == 404
    assert client.get("/supervision/standards/moon/on").status_code == 404


def test_only_a_supervisor_chooses_also_by_direct_post(world, client, sign_in):
    path = f"/supervision/standards/offices/{world.office.id}"
    assert sign_in(client, world.officer).post(f"{path}/chosen", data={"pack": "us_dc"}).status_code == 403
    assert sign_in(client, world.officer).post(f"{path}/overloaded").status_code == 403
    sign_in(client, world.supervisor)
    form = {"pack": "us_dc", "valid_from-day": "2", "valid_from-month": "3", "valid_from-year": "2026"}
    refused = client.post(f"{path}/chosen", data=form)
    assert refused.status_code == 422
    assert "Fill in this field" in refused.text
    assert client.get(path).status_code == 200
