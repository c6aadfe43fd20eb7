"""A session is moved with all that follow: shown first, one deed, one entry each; back until somebody marks."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.people.models import Person
from kernel import audit, clock
from kernel.audit import AuditEntry
from kernel.authz import Role
from kernel.calendars.models import OwnDayKind
from kernel.calendars.service import NewOwnDays, note_days
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.ids import new_id
from programmes.cancellations import service as cancellations
from programmes.intakes.models import Intake
from programmes.intakes.queries import sessions_of
from programmes.intakes.service import NewIntake, NewSlot, add_slot, open_intake
from programmes.moves import service
from programmes.moves.service import NewMove
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.rules import Mark
from tests import cast

FIRST, SECOND, THIRD = dt.date(2026, 11, 23), dt.date(2026, 11, 30), dt.date(2026, 12, 7)


def days(group) -> list[dt.date]:
    return [row.held_on for row in sessions_of(group.id)]


def along(group, n: int = 0, to: dt.date = SECOND, **over) -> NewMove:
    held = sessions_of(group.id)[n]
    return NewMove(**{"session_id": held.id, "to_on": to, "to_starts_at": dt.time(8), "follow": True,
                      "reason": "Instructor at a course", **over})  # fmt: skip


def test_all_follow_the_rota_and_the_group_ends_later(boss, group):
    wanted = along(group)
    found = service.preview(boss, wanted)
    assert [(one.old.day, one.new.day) for one in found.moves] == [(FIRST, SECOND), (SECOND, THIRD)]
    assert [one.new.day for one in found.late] == [THIRD]
    assert days(group) == [FIRST, SECOND]
    ids = {row.id for row in sessions_of(group.id)}
    with transaction():
        made = service.move(boss, wanted)
        service.move(boss, wanted)
    assert days(group) == [SECOND, THIRD]
    assert session.get_one(Intake, group.id).ends_on == THIRD
    told = session.scalars(sa.select(AuditEntry.subject_id).where(AuditEntry.action == "class_session.moved")).all()
    assert sorted(told) == sorted(ids)
    assert {row.sequence for row in sessions_of(group.id)} == {1}
    with transaction():
        service.undo(boss, made.id)
        service.undo(boss, made.id)
    assert days(group) == [FIRST, SECOND]
    assert session.get_one(Intake, group.id).ends_on == group.starts_on + dt.timedelta(days=13)


def test_a_closed_day_is_skipped_on_the_way(boss, prison, group):
    with transaction():
        note_days(cast.make_actor(Role.GOVERNOR, prison), NewOwnDays(
            unit_id=prison.id, kind=OwnDayKind.CLOSED, first_on=THIRD, last_on=THIRD, reason="Stocktaking",
        ))  # fmt: skip
        service.move(boss, along(group))
    assert days(group) == [SECOND, dt.date(2026, 12, 14)]


def test_people_who_are_released_before_or_are_elsewhere_are_named(boss, prison, group, make_person):
    person = make_person("A1")
    with transaction():
        found = session.get_one(Person, person.id)
        found.release_on = dt.date(2026, 12, 2)
        audit.record(None, "person.changed", found)
        other = open_intake(boss, NewIntake(
            programme_id=group.programme_id, unit_id=prison.id, instructor_id=cast.make_actor(Role.INSTRUCTOR).human_id,
            name="Letters", starts_on=FIRST, ends_on=THIRD, capacity=5,
        ))  # fmt: skip
        add_slot(boss, NewSlot(intake_id=other.id, weekday=0, starts_at=dt.time(15), ends_at=dt.time(16)))
        for intake_id in (group.id, other.id):
            order = Placement(person_id=person.id, intake_id=intake_id, consented=True, handover="The evening school",
                              override_reason="Finishes outside the walls.")  # fmt: skip
            places.place(boss, order)
    found = service.preview(boss, along(group, to_starts_at=dt.time(15)))
    assert [(row.number, meeting.day) for row, meeting in found.released] == [("A1", THIRD)]
    assert [(row.number, row.group, row.held_on) for row in found.elsewhere] == [("A1", "Letters", SECOND)]


def test_what_is_registered_or_cancelled_never_moves(boss, group, make_person):
    person = make_person("A1")
    with transaction():
        seat = places.place(boss, Placement(person_id=person.id, intake_id=group.id, consented=True)).allocation
    with transaction():
        made = service.move(boss, along(group, 1, dt.date(2026, 12, 1), follow=False))
    with clock.held_at(dt.datetime(2026, 12, 1, 18, tzinfo=dt.UTC)), transaction():
        registers.complete_register(boss, sessions_of(group.id)[1].id, {seat.id: Mark(code="present")})
    with pytest.raises(DomainError, match="stays where it is"), transaction():
        service.move(boss, along(group, 1, dt.date(2026, 12, 3)))
    with pytest.raises(Conflict, match="stay where they are"), transaction():
        service.undo(boss, made.id)
    assert days(group) == [FIRST, dt.date(2026, 12, 1)]
    with transaction():
        cancellations.cancel(boss, sessions_of(group.id)[0].id, reason="No tools", paid=False)
    with pytest.raises(DomainError, match="cancelled"), transaction():
        service.move(boss, along(group, 0, dt.date(2026, 11, 24)))


def test_only_the_newest_deed_is_taken_back(boss, group):
    with transaction():
        old = service.move(boss, along(group))
    with clock.held_at(dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC)), transaction():
        service.move(boss, along(group, 0, dt.date(2026, 12, 1), follow=False))
    with pytest.raises(Conflict, match="moved again"), transaction():
        service.undo(boss, old.id)


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"to": dt.date(2026, 11, 19)}, "today or a day to come"),
        ({"to": FIRST}, "at that time already"),
        ({"to_starts_at": dt.time(23)}, "midnight"),
        ({"reason": ""}, "Say why"),
        ({"follow": False}, "has a session at that time"),
    ],
)
def test_what_cannot_be_is_refused_in_words(boss, group, over, words):
    with pytest.raises(DomainError) as refused, transaction():
        service.move(boss, along(group, **over))
    assert words in str(refused.value)


def test_an_instructor_moves_nothing(boss, group, prison):
    who = cast.make_actor(Role.GOVERNOR, prison)
    with pytest.raises(Forbidden), transaction():
        service.move(who, along(group))


def test_the_page_shows_every_time_first(boss, group, client, sign_in):
    sign_in(client, boss)
    page = f"/sessions/{sessions_of(group.id)[0].id}/move"
    assert "08:00" in client.get(page).text
    typed = {"id": str(new_id()), "to_on-day": "30", "to_on-month": "11", "to_on-year": "2026", "to_starts_at": "8",
             "follow": "y", "reason": "Instructor at a course"}  # fmt: skip
    shown = client.post(page, data=typed)
    assert "2 sessions move" in shown.text
    assert "Mon 7 Dec 2026" in shown.text
    assert days(group) == [FIRST, SECOND]
    mark = shown.text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    assert client.post(page, data=typed | {"apply": "yes", "seen": mark}).status_code == 302
    detail = client.get(f"/intakes/{group.id}").text
    assert "Instructor at a course" in detail
    back = detail.split('action="/reschedules/')[1].split('"')[0]
    assert client.post(f"/reschedules/{back}").status_code == 302
    assert days(group) == [FIRST, SECOND]
    assert client.post(page, data=typed | {"reason": ""}).status_code == 422
