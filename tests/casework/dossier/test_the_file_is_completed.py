"""Every one of the 31 items has its place: entered at the reception or later, or somebody says that there is none."""

import datetime as dt

import pytest

from casework.completeness import queries, service
from casework.completeness.rules import CAN_BE_NONE, Core, ItemState
from casework.custody.models import MovementKind as K
from casework.custody.service import NewMovement, move
from casework.dossier.models import CounselKind, NoteKind
from casework.dossier.queries import counsel_of, hearings_of
from casework.dossier.service import (
    Facts,
    NewChild,
    NewCounsel,
    NewHearing,
    NewNote,
    add_child,
    add_counsel,
    add_hearing,
    add_note,
    complete,
    end_hearing,
    say_nothing_there,
)
from casework.duties.models import CauseOfDeath
from casework.duties.service import NewDeath, describe_death
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from tests import cast
from tests.casework.people_inside import received

DAY = dt.timedelta(days=1)
SEVEN = {Core.SUPERVISED_BY, Core.CHILDREN, Core.HEARINGS, Core.LAWYER, Core.BEHAVIOUR, Core.REQUESTS, Core.SANCTIONS}


@pytest.fixture
def officer(prison):
    return cast.make_actor(Role.RECORDS_OFFICER, prison)


def missing(person):
    return set(queries.core_file(person, clock.today()).having(ItemState.MISSING))


def test_the_seven_that_had_no_place_have_one(prison, officer):
    person = received(prison)
    assert missing(person) >= SEVEN
    with transaction():
        complete(officer, person, Facts(supervising_authority="Harbour District Court"))
        add_child(officer, person, NewChild(name="Lina", birth_year=2019, cared_for_by="her grandmother"))
        add_counsel(officer, person, NewCounsel(name="Maître Sy", kind=CounselKind.LEGAL_AID))
        add_hearing(officer, person, NewHearing(court="Harbour District Court", at=clock.now() + DAY))
        for kind in NoteKind:
            note = NewNote(kind=kind, day=clock.today(), words="Said and written down", decided_by="Governor")
            add_note(officer, person, note)
    assert missing(person) & SEVEN == set()


@pytest.mark.parametrize("item", sorted(CAN_BE_NONE))
def test_asked_and_there_is_none_is_an_answer(prison, officer, item):
    person = received(prison)
    assert item in missing(person)
    with pytest.raises(DomainError, match="how you know"), transaction():
        say_nothing_there(officer, person, item, "")
    with transaction():
        say_nothing_there(officer, person, item, "Asked twice, says there is none")
    assert item not in missing(person)


def test_what_is_always_there_cannot_be_none(prison, officer):
    with pytest.raises(DomainError, match="always there"), transaction():
        say_nothing_there(officer, received(prison), Core.GROUNDS, "There is none")


def test_bad_input_is_refused(prison, officer):
    person = received(prison)
    note = NewNote(kind=NoteKind.SANCTION, day=clock.today(), words="No visits for a week")
    late = NewNote(kind=NoteKind.BEHAVIOUR, day=clock.today() + 2 * DAY, words="Helped")
    after = Facts(arrested_at=clock.now())
    for deed, words in (
        (lambda: add_note(officer, person, note), "who decided"),
        (lambda: add_note(officer, person, late), "future"),
        (lambda: add_child(officer, person, NewChild(name="Lina", birth_year=19)), "four digits"),
        (lambda: complete(officer, person, after), "after the reception"),
    ):
        with pytest.raises(DomainError, match=words), transaction():
            deed()


def test_a_new_lawyer_ends_the_one_before_and_a_hearing_gets_its_outcome(prison, officer):
    person = received(prison)
    with transaction():
        add_counsel(officer, person, NewCounsel(name="One"))
        add_counsel(officer, person, NewCounsel(name="Two"))
        add_hearing(officer, person, NewHearing(court="Court", at=clock.now() + DAY))
    assert [(row.name, row.ended_on is None) for row in counsel_of(person)] == [("Two", True), ("One", False)]
    (hearing,) = hearings_of(person)
    with pytest.raises(DomainError, match="still to come"), transaction():
        end_hearing(officer, hearing.id, outcome="Put off", brought=True)
    with clock.held_at(clock.now() + 2 * DAY), transaction():
        end_hearing(officer, hearing.id, outcome="Put off", brought=False)
    assert hearings_of(person)[0].brought is False


def test_a_death_and_a_transfer_that_was_taken_back(prison, officer):
    from casework.takebacks.service import take_back

    person, other = received(prison), cast.make_unit()
    with transaction():
        step = NewMovement(person_id=person, kind=K.TRANSFER, at=clock.now(), to_id=other.id)
        sent = move(officer, step)
    assert queries.core_file(person, clock.today()).items[Core.TRANSFERS_AT] is ItemState.PRESENT
    with transaction():
        take_back(cast.make_actor(Role.RECORDS_OFFICER, other), sent.id, "The bus never left")
    assert queries.core_file(person, clock.today()).items[Core.TRANSFERS_AT] is ItemState.NOT_APPLICABLE
    with transaction():
        dead = move(officer, NewMovement(person_id=person, kind=K.DEATH, at=clock.now()))
    assert {Core.DEATH, Core.REMAINS} <= missing(person)
    with transaction():
        described = NewDeath(movement_id=dead.id, cause=CauseOfDeath.NATURAL, circumstances="In the night")
        describe_death(officer, described)
    assert Core.DEATH not in missing(person)


def test_the_figure_of_a_home_is_read_and_opens_who_lacks_what(prison, officer, signed_in):
    whole, poor = received(prison), received(prison, "Bo Lind")
    with transaction():
        add_counsel(officer, whole, NewCounsel(name="Maître Sy"))
        assert service.keep(service.count()) == 1
        service.keep(service.count())
    (row,) = queries.tallies(cast.make_actor(Role.INSPECTOR))
    (live,) = queries.prisons(cast.make_actor(Role.INSPECTOR), clock.today())
    assert (row.people, row.present, row.applicable) == (live.people, live.present, live.applicable)
    lacking = queries.files_page(officer, prison.id, clock.today(), without=Core.LAWYER).rows
    assert [one.id for one, _core in lacking] == [poor]
    shown = signed_in(Role.GOVERNOR, prison).get(f"/prisons/{prison.id}/files?without=lawyer").text
    assert "Bo Lind" in shown
    assert "Ann Hart" not in shown


def test_the_reception_enters_them_at_once(prison):
    person = received(
        prison, children=(NewChild(name="Lina"),), lawyer="Maître Sy", none_of=(Core.PROPERTY, Core.CHILDREN)
    )
    assert missing(person) & {Core.CHILDREN, Core.LAWYER, Core.PROPERTY} == set()
    from casework.reception.rules import child_of

    assert child_of("Lina, 2019, Tunis, her grandmother, Amal")["cared_for_by"] == "her grandmother, Amal"
    assert child_of("Lina")["birth_year"] is None


def test_on_screen(prison, signed_in):
    person = received(prison)
    client, here = signed_in(Role.RECORDS_OFFICER, prison), f"/people/{person}/core"
    assert client.get(here).text.count("tag-warn") >= 7
    local = clock.local(clock.now(), "Europe/Paris")
    day = {"day-day": local.day, "day-month": local.month, "day-year": local.year - 1}
    hearing = {f"h-{key}": value for key, value in {**day, "court": "Harbour Court", "hour": "09:00"}.items()}
    note = {f"n-{key}": value for key, value in {**day, "kind": "behaviour", "words": "Helps in the library"}.items()}
    for path, typed in (
        ("facts", {"f-gender": "woman", "f-supervising_authority": "District Court"}),
        ("children", {"c-name": "Lina", "c-birth_year": "2019"}),
        ("relatives", {"r-name": "Eva Hart", "r-kinship": "mother", "r-next_of_kin": "y", "r-emergency": "y"}),
        ("lawyers", {"l-name": "Maître Sy", "l-kind": "chosen"}),
        ("hearings", hearing),
        ("notes", note),
        ("none", {"x-item": "sanctions", "x-words": "Looked in the book: none"}),
    ):
        assert client.post(f"{here}/{path}", data={}).status_code in {303, 422}
        assert client.post(f"{here}/{path}", data=typed).status_code == 303, path
    shown = client.get(here).text
    for words in ("Maître Sy", "Lina", "Eva Hart", "Helps in the library", "Looked in the book", "No outcome yet"):
        assert words in shown
    row = hearings_of(person)[0]
    assert client.post(f"{here}/hearings/{row.id}", data={"o-outcome": "Held in custody"}).status_code == 303
    session.expire_all()
    assert hearings_of(person)[0].outcome == "Held in custody"
