"""An accident is written once, signed and added to; who must hear of it and until when follows from data."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.alerts.models import Fitness, FitnessState
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from programmes.accidents import service
from programmes.accidents.models import Accident, AccidentEntry, AccidentMeasure, AccidentPerson, Care, EntryKind, Part
from programmes.accidents.queries import accident_for as found
from programmes.accidents.queries import figures, harms, to_notify
from programmes.accidents.rules import notice_of, per_thousand_hours
from programmes.accidents.service import Attending, NewAccident
from programmes.intakes.queries import sessions_of
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.rules import Mark
from tests import cast

MONDAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def room(boss, prison):
    return cast.make_workshop(boss, prison)


@pytest.fixture
def worker(make_person):
    return make_person("T1")


def write(boss, room, *people, **over):
    facts = {"happened_at": NOON - dt.timedelta(hours=3), "what": "The rack fell over.", "cause": "A loose bolt."}
    with transaction():
        return service.record(boss, NewAccident(workshop_id=room, people=people, **{**facts, **over}))


def hurt(care=Care.FIRST_AID, number="T1"):
    return Attending(number=number, part=Part.HURT, care=care)


def test_the_rules_say_by_when_an_authority_hears_of_it():
    assert notice_of({Care.FIRST_AID}, 0, MONDAY) is None
    assert notice_of({Care.FIRST_AID}, 3, MONDAY) is None
    assert notice_of({Care.FIRST_AID}, 4, MONDAY).until == dt.date(2026, 12, 3)
    assert notice_of({Care.HOSPITAL}, 4, MONDAY).until == dt.date(2026, 11, 26)
    assert notice_of({Care.DIED, Care.HOSPITAL}, 0, MONDAY).until == MONDAY


def test_accidents_are_counted_by_hours_worked():
    assert per_thousand_hours(2, 1000 * 60) == 2.0
    assert per_thousand_hours(1, 0) is None


def test_it_is_written_on_screen_with_persons_and_staff(boss, room, worker, client, sign_in):
    sign_in(client, boss)
    staff = session.scalar(sa.text("SELECT staff_number FROM human"))
    typed = {
        "on-day": "23", "on-month": "11", "on-year": "2026", "at": "9:30", "what": "The rack fell over.",
        "people-0-number": "T1", "people-0-part": "hurt", "people-0-care": "health_care",
        "people-1-number": staff, "people-1-part": "witness", "people-1-care": "none",
    }  # fmt: skip
    refused = client.post(f"/workshops/{room}/accidents/new", data={**typed, "people-0-number": "T999"})
    assert refused.status_code == 422
    assert "Nobody has the number “T999”" in refused.text
    assert session.scalar(sa.select(Accident.id)) is None
    answer = client.post(f"/workshops/{room}/accidents/new", data=typed)
    assert answer.status_code == 302
    shown = client.get(answer.location).text
    assert "Person T1" in shown
    assert "Sent to health care" in shown
    assert "Not signed yet" in shown
    assert client.get(f"{answer.location}/form.pdf").data[:5] == b"%PDF-"
    rows = session.scalars(sa.select(AccidentPerson)).all()
    assert {(one.part, one.person_id is None) for one in rows} == {(Part.HURT, False), (Part.WITNESS, True)}


@pytest.mark.parametrize(
    ("people", "over", "words"),
    [
        ((), {}, "at least one"),
        ((hurt(),), {"what": "Oh"}, "in a sentence"),
        ((hurt(),), {"happened_at": NOON + dt.timedelta(hours=1)}, "lies ahead"),
        ((Attending(number="T1", part=Part.WITNESS, care=Care.HOSPITAL),), {}, "Care is noted for who was hurt"),
    ],
)
def test_what_cannot_be_written_is_refused_in_words(boss, room, worker, people, over, words):
    with pytest.raises(DomainError, match=words):
        write(boss, room, *people, **over)


def test_it_is_added_to_and_never_edited(boss, prison, room, worker):
    made = write(boss, room, hurt())
    governor = cast.make_actor(Role.GOVERNOR, prison)
    with transaction():
        service.add_entry(boss, made.id, EntryKind.SIGNED)
        service.add_entry(boss, made.id, EntryKind.SIGNED)
        service.add_entry(governor, made.id, EntryKind.SIGNED)
        service.add_entry(boss, made.id, EntryKind.AMENDED, "The bolt had been reported in May.")
    kinds = list(session.scalars(sa.select(AccidentEntry.kind).order_by(AccidentEntry.id)))
    assert kinds == [EntryKind.SIGNED, EntryKind.SIGNED, EntryKind.AMENDED]
    with pytest.raises(DomainError, match="few words"), transaction():
        service.add_entry(boss, made.id, EntryKind.AMENDED, "")
    with pytest.raises(Exception, match=r"append|only"), transaction():
        session.execute(
            sa.update(Accident).where(Accident.id == made.id).values(what="Nothing happened at all."),
            execution_options={audit.AUDITS: [made.id]},
        )


def unfit(person, day):
    with transaction():
        word = Fitness(person_id=person.id, state=FitnessState.UNFIT, said_on=day)
        session.add(word)
        audit.record(None, "fitness.said", word)


def test_days_unfit_come_from_the_health_services_word_and_ask_for_a_notice(boss, prison, room, worker):
    made = write(boss, room, hurt())
    assert to_notify(boss) == []
    unfit(worker, MONDAY)
    with clock.held_at(NOON + dt.timedelta(days=5)):
        row = found(boss, made.id)
        assert harms([row])[row.id].unfit[worker.id] == 6
        assert [notice.until for _row, notice in to_notify(boss)] == [dt.date(2026, 12, 3)]
        with transaction():
            service.add_entry(boss, made.id, EntryKind.NOTIFIED, "Told the labour inspector, reference 7.")
        assert to_notify(boss) == []


def test_nobody_works_unfit_after_an_accident(boss, prison, room, worker):
    group = cast.make_work_group(boss, prison, slots=[(0, 8, 10)], room=room)
    with transaction():
        seat = places.place(boss, Placement(person_id=worker.id, intake_id=group.id, consented=True)).allocation
    write(boss, room, hurt(Care.HEALTH_CARE))
    unfit(worker, MONDAY)
    with pytest.raises(DomainError, match="not fit to work"), transaction():
        registers.complete_register(boss, sessions_of(group.id)[0].id, {seat.id: Mark(code="present")})


def test_a_measure_has_somebody_a_day_and_an_end(boss, prison, room, worker, client, sign_in):
    made = write(boss, room, hurt())
    staff = session.scalar(sa.text("SELECT staff_number FROM human"))
    words = "Bolt every rack to the wall."
    for over, said in (({"staff_number": "nobody"}, "has this number"), ({"due_on": MONDAY - dt.timedelta(days=1)},
                                                                        "has passed")):  # fmt: skip
        given = {"words": words, "staff_number": staff, "due_on": MONDAY, **over}
        with pytest.raises(DomainError, match=said), transaction():
            service.add_measure(boss, made.id, **given)
    with transaction():
        measure = service.add_measure(boss, made.id, words, staff, MONDAY + dt.timedelta(days=2))
    with clock.held_at(NOON + dt.timedelta(days=3)):
        sign_in(client, cast.make_actor(Role.GOVERNOR, prison))
        assert "Measures after accidents overdue" in client.get("/").text
        assert words in client.get("/accidents").text
        done = client.post(f"/accidents/{made.id}/measures/{measure.id}/done", data={"words": "All bolted."})
        assert done.status_code == 302
    session.expire_all()
    assert session.get(AccidentMeasure, measure.id).done_words == "All bolted."


def test_the_year_of_a_workshop_stands_beside_its_hours(boss, prison, room, worker):
    group = cast.make_work_group(boss, prison, slots=[(0, 8, 10)], room=room)
    with transaction():
        seat = places.place(boss, Placement(person_id=worker.id, intake_id=group.id, consented=True)).allocation
        registers.complete_register(boss, sessions_of(group.id)[0].id, {seat.id: Mark(code="present")})
    write(boss, room, hurt(), Attending(number="T1", part=Part.WITNESS))
    one = figures(boss)[0]
    assert (one.accidents, one.hurt, one.minutes, one.rate) == (1, 1, 120, 500.0)


def test_another_prison_sees_nothing_of_it(boss, room, worker, client, sign_in):
    made = write(boss, room, hurt())
    sign_in(client, cast.make_actor(Role.GOVERNOR, cast.make_unit()))
    assert client.get(f"/accidents/{made.id}").status_code == 404
    assert "The rack fell" not in client.get("/accidents").text
