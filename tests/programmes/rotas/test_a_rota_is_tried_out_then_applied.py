"""The coordinator fills a rota in, sees what it does, applies it; what is marked stays, what is closed is listed."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel.authz import Role
from kernel.calendars.models import OwnDayKind
from kernel.calendars.service import NewCalendar, NewOwnDays, note_days, set_calendar
from kernel.db import transaction
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.ids import new_id
from programmes.cancellations import service as cancellations
from programmes.catalogue import service as catalogue
from programmes.catalogue.service import NewWorkshop
from programmes.intakes import service as intakes
from programmes.intakes.queries import sessions_of, slots_of
from programmes.intakes.service import NewIntake, NewSlot
from programmes.rotas import service
from programmes.rotas.models import SlotPart
from programmes.rotas.queries import slot_times
from programmes.rotas.rules import Slotted
from programmes.rotas.service import NewRota
from tests import cast

NINE, ELEVEN = dt.time(9), dt.time(11)


def rota(group, *slots: Slotted, weeks: int = 2, from_on: dt.date | None = None, **over) -> NewRota:
    return NewRota(intake_id=group.id, weeks=weeks, from_on=from_on or group.starts_on, slots=slots, **over)


def days(group) -> list[str]:
    return [f"{row.held_on:%d %b} {row.starts_at:%H:%M}" for row in sessions_of(group.id)]


def test_two_weeks_replace_the_weekly_time_and_closed_days_are_listed(boss, prison, group):
    with transaction():
        governor = cast.make_actor(Role.GOVERNOR, prison)
        note_days(governor, NewOwnDays(unit_id=prison.id, kind=OwnDayKind.CLOSED, first_on=dt.date(2026, 12, 4),
                                       last_on=dt.date(2026, 12, 4), reason="Stocktaking"))  # fmt: skip
    assert days(group) == ["23 Nov 08:00", "30 Nov 08:00"]
    eight = Slotted(0, 0, dt.time(8), dt.time(10))
    wanted = rota(group, eight, Slotted(1, 4, NINE, ELEVEN), Slotted(1, 2, NINE, ELEVEN))
    found = service.preview(boss, wanted)
    assert [(one.meeting.day, one.why) for one in found.plan.skipped] == [(dt.date(2026, 12, 4), "Stocktaking")]
    assert days(group) == ["23 Nov 08:00", "30 Nov 08:00"]
    with transaction():
        service.apply_rota(boss, wanted)
        service.apply_rota(boss, wanted)
    assert days(group) == ["23 Nov 08:00", "02 Dec 09:00"]
    assert {row.weekday for row in slots_of(group.id)} == {0, 2, 4}
    with pytest.raises(DomainError, match="has a rota"), transaction():
        intakes.add_slot(boss, NewSlot(intake_id=group.id, weekday=1, starts_at=NINE, ends_at=ELEVEN))


def test_a_version_from_a_day_leaves_what_is_before_it_and_what_is_cancelled(boss, group):
    with transaction():
        cancellations.cancel(boss, sessions_of(group.id)[1].id, reason="No tools", paid=False)
    with transaction():
        later = dt.date(2026, 11, 27)
        service.apply_rota(boss, rota(group, Slotted(0, 3, NINE, ELEVEN), weeks=1, from_on=later))
    assert days(group) == ["23 Nov 08:00", "30 Nov 08:00", "03 Dec 09:00"]


def test_holidays_of_the_country_are_skipped_when_a_weekly_time_is_added(boss, prison, group):
    with transaction():
        set_calendar(cast.make_actor(Role.GOVERNOR, prison), NewCalendar(unit_id=prison.id, country="RO"))
        intakes.add_slot(boss, NewSlot(intake_id=group.id, weekday=1, starts_at=NINE, ends_at=ELEVEN))
    assert "24 Nov 09:00" in days(group)
    assert "01 Dec 09:00" not in days(group)  # Romania's national day


@pytest.mark.parametrize(
    ("weeks", "slots", "from_on", "words"),
    [
        (7, (Slotted(0, 0, NINE, ELEVEN),), None, "1 to 6 weeks"),
        (1, (Slotted(0, 0, NINE, ELEVEN),), dt.date(2026, 11, 19), "stay as they were"),
        (1, (Slotted(0, 0, NINE, ELEVEN),), dt.date(2027, 5, 1), "ends before"),
        (1, (), None, "at least one"),
        (1, tuple(Slotted(0, n, NINE, ELEVEN) for n in range(7)), None, "Mandela Rule 102"),
    ],
)
def test_what_cannot_be_is_refused_in_words(boss, group, weeks, slots, from_on, words):
    with pytest.raises(DomainError) as refused, transaction():
        service.apply_rota(boss, rota(group, *slots, weeks=weeks, from_on=from_on))
    assert words in str(refused.value)


def test_only_the_coordinator_of_the_prison_plans(group, prison):
    for who, why in ((cast.make_actor(Role.GOVERNOR, prison), Forbidden),
                     (cast.make_actor(Role.PROGRAMME_COORDINATOR, cast.make_unit()), NotFound)):  # fmt: skip
        with pytest.raises(why), transaction():
            service.apply_rota(who, rota(group, Slotted(0, 0, NINE, ELEVEN)))


def test_two_groups_in_one_workshop_beyond_its_places_are_refused(boss, prison, group):
    with transaction():
        room = catalogue.open_workshop(boss, NewWorkshop(unit_id=prison.id, name="Shop", seats=10))
        first, second = (
            intakes.open_intake(boss, NewIntake(
                programme_id=group.programme_id, unit_id=prison.id, instructor_id=boss.human_id, name=name,
                starts_on=group.starts_on, ends_on=group.ends_on, capacity=seats, workshop_id=room.id,
            )) for name, seats in (("First", 6), ("Second", 5))
        )  # fmt: skip
        intakes.add_slot(boss, NewSlot(intake_id=first.id, weekday=0, starts_at=NINE, ends_at=ELEVEN))
    wanted = rota(second, Slotted(0, 0, dt.time(10), dt.time(12)), weeks=1)
    assert [one.too_many for one in service.preview(boss, wanted).clashes] == [True, True]
    with pytest.raises(DomainError, match="no places for this group beside “First”"), transaction():
        service.apply_rota(boss, wanted)
    with pytest.raises(DomainError, match="no places"), transaction():
        intakes.add_slot(boss, NewSlot(intake_id=second.id, weekday=0, starts_at=dt.time(10), ends_at=dt.time(12)))


def test_slots_of_the_prison_are_data(boss, prison, client, sign_in):
    assert slot_times(prison.id)[SlotPart.MORNING][0] == dt.time(9)
    sign_in(client, boss)
    page = f"/prisons/{prison.id}/slots"
    assert 'value="09:00"' in client.get(page).text
    typed = {f"{part}_{end}": hour for part, hours in
             {"morning": ("7:30", "10:00"), "afternoon": ("13", "15"), "evening": ("18", "20")}.items()
             for end, hour in zip(("from", "to"), hours, strict=True)}  # fmt: skip
    assert client.post(page, data=typed).status_code == 302
    assert slot_times(prison.id)[SlotPart.MORNING] == (dt.time(7, 30), dt.time(10))
    refused = client.post(page, data=typed | {"evening_to": "17"})
    assert refused.status_code == 422
    assert "before the beginning" in refused.text


def test_the_page_shows_first_and_applies_only_what_was_shown(boss, group, client, sign_in):
    sign_in(client, boss)
    page = f"/intakes/{group.id}/rota"
    shown = client.get(f"{page}?weeks=3").text
    assert "Week 3 of 3" in shown
    typed = {"id": str(new_id()), "weeks": "2", "from_on-day": "23", "from_on-month": "11", "from_on-year": "2026",
             "w0d1-morning": "y", "w1d2-from": "14:00", "w1d2-to": "15:30"}  # fmt: skip
    seen = client.post(page, data=typed)
    assert seen.status_code == 200
    assert "2 sessions are new" in seen.text
    assert days(group) == ["23 Nov 08:00", "30 Nov 08:00"]
    mark = seen.text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    assert client.post(page, data=typed | {"apply": "yes", "seen": "other"}).status_code == 200
    assert client.post(page, data=typed | {"apply": "yes", "seen": mark, "w0d3-morning": "y"}).status_code == 200
    assert client.post(page, data=typed | {"apply": "yes", "seen": mark}).status_code == 302
    assert days(group) == ["24 Nov 09:00", "02 Dec 14:00"]
    assert "A rota of 2 weeks" in client.get(f"/intakes/{group.id}").text
    wrong = client.post(page, data=typed | {"w0d0-from": "soon"})
    assert wrong.status_code == 422
    assert "“soon” is not a time" in wrong.text
    assert 'value="soon"' in wrong.text
