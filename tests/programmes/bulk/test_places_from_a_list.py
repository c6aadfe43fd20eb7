"""Places from a list: looked at before anything is given, each row for itself, the refused kept with their reasons."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re

import pytest
import sqlalchemy as sa

from casework.alerts.models import FitnessState, NonAssociation
from casework.people.models import Person, SecurityLevel
from kernel import audit, clock, db
from kernel.audit import AuditEntry
from kernel.db import attempt, session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from programmes.applications import service as wishes
from programmes.applications.service import NewApplication
from programmes.bulk import service
from programmes.bulk.models import PlaceList, PlaceListRow, RowState
from programmes.bulk.rules import MOST, Typed
from programmes.bulk.service import NewList
from programmes.intakes.models import Intake
from programmes.places.models import Allocation, Application, Requester

MONDAY = dt.date(2026, 11, 23)


def typed(*numbers):
    return [Typed(line=line, column="A", number=number) for line, number in enumerate(numbers, 1)]


def listed(boss, group, *numbers, **over):
    with transaction():
        return service.make_list(boss, NewList(intake_id=group.id, numbers=typed(*numbers), **over)).id


def rows_of(list_id):
    session.expire_all()
    return session.scalars(
        sa.select(PlaceListRow).where(PlaceListRow.list_id == list_id).order_by(PlaceListRow.seq)
    ).all()


def give(boss, list_id, reason=""):
    with transaction():
        service.give(boss, list_id, [one.id for one in rows_of(list_id)], reason)
    return {one.typed: one for one in rows_of(list_id)}


def test_each_row_comes_to_its_own_end(boss, group, make_person):
    for number in ("T1", "T2", "T4"):
        make_person(number)
    make_person("T3", fitness=FitnessState.UNFIT)
    ends = give(boss, listed(boss, group, "T1", "NOBODY", "T3", "T2", "T1", "T4"))
    assert {number: one.state for number, one in ends.items() if number != "T1"} == {
        "NOBODY": RowState.UNREADABLE, "T3": RowState.REFUSED, "T2": RowState.GIVEN, "T4": RowState.FULL,
    }  # fmt: skip
    assert "Line 2, column" in ends["NOBODY"].words
    assert "Mandela Rule 96" in ends["T3"].words
    assert session.scalar(sa.select(Intake.__table__.c.taken)) == 2
    assert session.scalar(sa.select(sa.func.count()).select_from(Allocation)) == 2
    waits = session.scalar(sa.select(Application).where(Application.state == "pending"))
    assert session.get(Person, waits.person_id).number == "T4"


def test_the_same_number_twice_says_where_it_stood_first(boss, group, make_person):
    make_person("T1")
    one, again = rows_of(listed(boss, group, "T1", "T1"))
    assert (one.state, again.state) == (RowState.OPEN, RowState.UNREADABLE)
    assert "stands in line 1 already" in again.words


def test_two_of_one_list_who_must_be_kept_apart_get_one_place(boss, group, make_person):
    one, other = sorted((make_person("T1"), make_person("T2")), key=lambda person: person.id)
    with transaction():
        apart = NonAssociation(person_id=one.id, other_id=other.id, reason="Fight", opened_on=MONDAY)
        session.add(apart)
        audit.record(None, "non_association.opened", apart)
    ends = give(boss, listed(boss, group, "T1", "T2"))
    assert (ends["T1"].state, ends["T2"].state) == (RowState.GIVEN, RowState.REFUSED)
    assert "kept apart" in ends["T2"].words


def test_a_reason_opens_what_may_be_overridden_and_is_kept_with_the_place(boss, group, make_person):
    key = make_person("T1").id
    with transaction():
        person = session.get(Person, key)
        person.level = SecurityLevel.MAXIMUM
        audit.record(None, "person.changed", person)
    made = listed(boss, group, "T1")
    assert give(boss, made)["T1"].state is RowState.REFUSED
    assert give(boss, made, "The master works beside them")["T1"].state is RowState.GIVEN
    kept = session.scalar(sa.select(Allocation))
    assert (kept.override_reason, kept.override_by) == ("The master works beside them", boss.human_id)


def test_sent_twice_a_row_gives_one_place(boss, group, make_person):
    make_person("T1")
    made = listed(boss, group, "T1")
    give(boss, made)
    give(boss, made)
    assert session.scalar(sa.select(sa.func.count()).select_from(Allocation)) == 1


def test_from_the_waiting_list_the_lines_are_kept_as_they_stood(boss, group, make_person):
    key = make_person("T1").id
    with clock.held_at(dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)), transaction():
        wish = wishes.apply(boss, NewApplication(
            person_id=key, programme_id=group.programme_id, requested_by=Requester.SELF, consented=True
        ))  # fmt: skip
    with transaction():
        made = service.make_list(boss, NewList(intake_id=group.id, chosen=[(key, "T1")])).id
    give(boss, made)
    session.expire_all()
    lines = {line["code"]: line for line in session.get(Application, wish.id).ranked["lines"]}
    assert "idle" in lines
    assert session.get(Application, wish.id).state.value == "allocated"


@pytest.mark.parametrize("numbers", [[], ["X"] * (MOST + 1)])
def test_an_empty_and_an_endless_list_are_refused(boss, group, numbers):
    with pytest.raises(DomainError), transaction():
        service.make_list(boss, NewList(intake_id=group.id, numbers=typed(*numbers)))


def statements(deed):
    """How many statements a deed sends."""
    seen = []
    note = lambda *args: seen.append(args[2])  # noqa: E731 - a listener that can be taken away again
    sa.event.listen(db.engine(), "before_cursor_execute", note)
    try:
        deed()
    finally:
        sa.event.remove(db.engine(), "before_cursor_execute", note)
    return len(seen)


def test_the_look_at_many_takes_no_more_statements_than_at_few(boss, group, make_person, client, sign_in):
    few = listed(boss, group, *(make_person(f"F{n}").number for n in range(3)))
    many = listed(boss, group, *(make_person(f"M{n:02}").number for n in range(20)))
    sign_in(client, boss)
    client.get(f"/place-lists/{few}")
    counts = [statements(lambda key=key: client.get(f"/place-lists/{key}")) for key in (few, many)]
    assert counts[0] == counts[1]


def test_by_page_without_scripts(boss, group, make_person, client, sign_in):
    key = make_person("T1").id
    with transaction():
        person = session.get(Person, key)
        person.release_on = MONDAY + dt.timedelta(days=400)
        audit.record(None, "person.changed", person)
    make_person("T2", fitness=None)
    sign_in(client, boss)
    path = f"/intakes/{group.id}/place-lists/new"
    assert client.post(path, data={"id": str(new_id())}).status_code == 422
    sheet = "Name;Number\r\nA;T1\r\nB;T2\r\nC;T9\r\n".encode("utf-8-sig")
    sent = {"id": str(new_id()), "file": (io.BytesIO(sheet), "people.csv")}
    answer = client.post(path, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 302
    shown = client.get(answer.location).text
    assert "Line 4, column" in shown
    assert "Fitness was not checked" in shown
    ids = re.findall(r'name="row" value="([^"]+)"( checked)?', shown)
    assert [bool(ticked) for _key, ticked in ids] == [True]
    assert client.post(answer.location, data={}).status_code == 422
    done = client.post(answer.location, data={"row": [key for key, _ticked in ids]}, follow_redirects=True)
    assert "1 place is given." in done.text
    rest = client.get(f"{answer.location}/not-given").text
    assert "T9" in rest
    assert "Person T2" in rest
    assert "Person T1" not in rest


def test_a_binary_file_is_refused_in_words(boss, group, client, sign_in):
    sign_in(client, boss)
    sent = {"id": str(new_id()), "file": (io.BytesIO(b"PK\x03\x04\xff\xff"), "people.xlsx")}
    answer = client.post(f"/intakes/{group.id}/place-lists/new", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Save the sheet as CSV" in answer.text


def test_what_is_undone_alone_leaves_no_trail(boss, group):
    with transaction():
        with contextlib.suppress(DomainError), attempt():
            made = PlaceList(intake_id=group.id, made_by=boss.human_id, made_at=clock.now())
            session.add(made)
            audit.record(boss, "place_list.made", made)
            session.flush()
            raise DomainError("no")
        kept = PlaceList(intake_id=group.id, made_by=boss.human_id, made_at=clock.now())
        session.add(kept)
        audit.record(boss, "place_list.made", kept)
    assert [one.id for one in session.scalars(sa.select(PlaceList))] == [kept.id]
    told = sa.select(AuditEntry.subject_id).where(AuditEntry.action == "place_list.made")
    assert list(session.scalars(told)) == [kept.id]
