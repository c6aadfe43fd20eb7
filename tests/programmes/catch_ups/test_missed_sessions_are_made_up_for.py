"""Named people make up for what they missed: only they are on the register, and being there counts."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel import clock
from kernel.db import transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from programmes.cancellations import service as cancellations
from programmes.catch_ups import service
from programmes.catch_ups.queries import catch_ups_of, missed_in
from programmes.catch_ups.service import NewCatchUp
from programmes.intakes.queries import sessions_of
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.queries import attendance_summary, roll_of, session_for
from programmes.registers.rules import Mark
from programmes.registers.service import Correction

TUESDAY = dt.date(2026, 11, 24)


@pytest.fixture
def missed(boss, group, make_person):
    """Two people; the first was there, the second was ill."""
    seats = []
    for number in ("A1", "B2"):
        person = make_person(number)
        with transaction():
            order = Placement(person_id=person.id, intake_id=group.id, consented=True)
            seats.append(places.place(boss, order).allocation)
    marks = {seats[0].id: Mark(code="present"), seats[1].id: Mark(code="medical")}
    with transaction():
        registers.complete_register(boss, sessions_of(group.id)[0].id, marks)
    return seats


def wish(group, place, **over) -> NewCatchUp:
    return NewCatchUp(**{"intake_id": group.id, "held_on": TUESDAY, "starts_at": dt.time(13), "ends_at": dt.time(15),
                         "wanted": {place.id: [sessions_of(group.id)[0].id]}, **over})  # fmt: skip


def test_only_who_was_away_is_offered_and_expected(boss, group, missed):
    assert [(row.number, row.held_on) for row in missed_in(boss, group.id)] == [("B2", dt.date(2026, 11, 23))]
    wanted = wish(group, missed[1])
    with transaction():
        made, _beside = service.plan_catch_up(boss, wanted)
        service.plan_catch_up(boss, wanted)
    assert missed_in(boss, group.id) == []
    held, _group = session_for(boss, made.id)
    assert [row.number for row in roll_of(boss, held)] == ["B2"]
    with clock.held_at(dt.datetime(2026, 11, 24, 15, tzinfo=dt.UTC)), transaction():
        assert registers.complete_register(boss, made.id, {missed[1].id: Mark(code="present")}) == 1
    row = catch_ups_of([missed[1].id])[0]
    assert (row.missed_id, row.session_id, bool(row.attended)) == (sessions_of(group.id)[0].id, made.id, True)
    assert attendance_summary(missed[1].person_id)[missed[1].id].minutes == 120


def test_missing_it_again_opens_the_hole_again(boss, group, missed):
    with transaction():
        made, _beside = service.plan_catch_up(boss, wish(group, missed[1]))
    with clock.held_at(dt.datetime(2026, 11, 24, 15, tzinfo=dt.UTC)):
        with transaction():
            registers.complete_register(boss, made.id, {missed[1].id: Mark(code="present")})
        mark = next(row for row in roll_of(boss, session_for(boss, made.id)[0])).attendance_id
        with transaction():
            registers.correct(boss, mark, Correction(code="medical", minutes=0, reason="Was in the sick bay"))
    assert not catch_ups_of([missed[1].id])[0].attended
    assert [row.number for row in missed_in(boss, group.id)] == ["B2"]


def test_a_cancelled_catch_up_counts_for_nothing(boss, group, missed):
    with transaction():
        made, _beside = service.plan_catch_up(boss, wish(group, missed[1]))
        cancellations.cancel(boss, made.id, reason="Room flooded", paid=False)
    assert catch_ups_of([missed[1].id]) == []
    assert len(missed_in(boss, group.id)) == 1


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"wanted": {}}, "Choose who"),
        ({"held_on": dt.date(2026, 11, 22)}, "today or a day to come"),
        ({"held_on": dt.date(2026, 11, 30), "starts_at": dt.time(9), "ends_at": dt.time(11)}, "at that time already"),
        ({"ends_at": dt.time(12)}, "before the beginning"),
    ],
)
def test_what_cannot_be_is_refused_in_words(boss, group, missed, over, words):
    with pytest.raises(DomainError) as refused, transaction():
        service.plan_catch_up(boss, wish(group, missed[1], **over))
    assert words in str(refused.value)


def test_who_was_there_makes_up_for_nothing(boss, group, missed):
    with pytest.raises(DomainError, match="was there after all"), transaction():
        service.plan_catch_up(boss, wish(group, missed[0]))


def test_it_is_planned_on_screen_and_shown_on_the_register_and_the_file(boss, group, missed, client, sign_in):
    sign_in(client, boss)
    page = f"/intakes/{group.id}/catch-up"
    assert "Person B2" in client.get(page).text
    assert "Person A1" not in client.get(page).text
    held = sessions_of(group.id)[0].id
    typed = {"id": str(new_id()), "held_on-day": "24", "held_on-month": "11", "held_on-year": "2026", "starts_at": "13",
             "ends_at": "15"}  # fmt: skip
    assert "Choose who" in client.post(page, data=typed).text
    chosen = typed | {"missed": f"{missed[1].id} {held}"}
    assert client.post(page, data=chosen).status_code == 302
    made = next(row for row in sessions_of(group.id) if row.catch_up)
    assert "Catch-up session" in client.get(f"/sessions/{made.id}/register").text
    assert "Catching up" in client.get(f"/people/{missed[1].person_id}/programmes").text
    assert "Nobody has anything to make up for" in client.get(page).text
