"""A person is received under an order, once, into a place that no rule forbids."""

import datetime as dt
from dataclasses import replace

import pytest

from casework.custody import queries as custody
from casework.custody.models import HoldingRule, Movement, MovementKind, PlacementOverride
from casework.custody.service import NewMovement, move
from casework.people.models import BirthPrecision, LegalStatus, Sex
from casework.people.queries import find_people
from casework.people.service import NewPerson
from casework.reception.service import NewOrder, NewReception, receive
from casework.sentences.queries import calculations_of
from casework.sentences.service import NewSentence, install_sample_law
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden
from kernel.ids import new_id
from kernel.units.models import UnitKind
from tests import cast

YESTERDAY = dt.timedelta(days=1)


def reception(prison, **over):
    now = clock.now()
    order = NewOrder(
        authority="Harbour District Court",
        reference="HC 12/26",
        dated_on=(now - 2 * YESTERDAY).date(),
        signatory="Judge Ames",
        grounds="Theft",
        legal_status=LegalStatus.SENTENCED,
    )
    person = NewPerson(
        name="José Núñez",
        other_name="خوسيه نونييث",
        sex=Sex.MALE,
        birth_precision=BirthPrecision.EXACT,
        born_on=dt.date(1990, 5, 1),
    )
    facts = {
        "person": person,
        "order": order,
        "establishment_id": prison.id,
        "at": now - YESTERDAY / 24,
        "belongings": (("shirts", 2),),
        "cash_minor": 2050,
    }
    return NewReception(**{**facts, **over})


def wing_for(prison, **limits):
    wing = cast.make_unit(kind=UnitKind.WING, name="Wing A", parent=prison)
    with transaction():
        rule = HoldingRule(unit_id=wing.id, official=10, operational=12, emergency=14, **limits)
        session.add(rule)
        audit.record(None, "rule.set", rule)
    return wing


def test_received_person_is_found_counted_and_kept_track_of(prison, as_actor):
    officer = as_actor(Role.RECORDS_OFFICER, prison)
    new = reception(prison)
    with transaction():
        person = receive(officer, new)
    with transaction():
        assert receive(officer, new).id == person.id, "asking twice is one reception"
    assert [row.id for row in find_people(officer, "nunez jose").rows] == [person.id]
    assert [row.id for row in find_people(officer, "نوني").rows] == [person.id]
    assert [row.id for row in find_people(officer, person.number.lower()).rows] == [person.id]
    assert next(row.people for row in custody.headcount(officer, clock.now()) if row.id == prison.id) == 1
    assert (
        next(row.people for row in custody.headcount(officer, clock.now() - 2 * YESTERDAY) if row.id == prison.id) == 0
    )
    assert custody.belongings_of(person.id)[0].what == "shirts"


def test_no_order_no_reception(prison, as_actor):
    officer = as_actor(Role.RECORDS_OFFICER, prison)
    with pytest.raises(DomainError, match="Mandela Rule 7"), transaction():
        receive(officer, reception(prison, order=None))
    assert not find_people(officer, "nunez").rows


def test_second_open_custody_is_refused(prison, as_actor):
    officer = as_actor(Role.RECORDS_OFFICER, prison)
    with transaction():
        person = receive(officer, reception(prison))
    with pytest.raises(DomainError, match="in custody already"), transaction():
        receive(officer, reception(prison, person=person.id))


def test_a_man_in_a_womens_wing_needs_the_governor_and_a_reason(prison, as_actor):
    officer, governor = as_actor(Role.RECORDS_OFFICER, prison), as_actor(Role.GOVERNOR, prison)
    wing = wing_for(prison, sex="female")
    with pytest.raises(DomainError, match=r"Rule 11 \(a\)"), transaction():
        receive(officer, reception(prison, wing_id=wing.id))
    with transaction():
        person = receive(officer, reception(prison))
    step = {"person_id": person.id, "kind": MovementKind.WITHIN, "wing_id": wing.id}
    with pytest.raises(Forbidden), transaction():
        move(officer, NewMovement(at=clock.now(), override_reason="There is no other bed tonight", **step))
    with transaction():
        move(governor, NewMovement(at=clock.now(), override_reason="There is no other bed tonight", **step))
    assert session.query(PlacementOverride).one().person_id == person.id
    assert session.query(Movement).filter_by(person_id=person.id).count() == 2


def test_who_went_to_court_must_return_first(prison, as_actor):
    officer = as_actor(Role.RECORDS_OFFICER, prison)
    with transaction():
        person = receive(officer, reception(prison))
    with transaction():
        move(
            officer,
            NewMovement(person_id=person.id, kind=MovementKind.TO_COURT, at=clock.now(), destination="Harbour Court"),
        )
    with pytest.raises(DomainError, match="return first"), transaction():
        move(officer, NewMovement(person_id=person.id, kind=MovementKind.WITHIN, at=clock.now()))


def test_the_whole_way_on_screen(prison, signed_in):
    client = signed_in(Role.RECORDS_OFFICER, prison)
    wing = wing_for(prison)
    assert client.get("/receptions/new").status_code == 200
    today = clock.today("Europe/Paris")
    facts = {
        "order_authority": "Court",
        "order_reference": "1",
        "order_dated_on-day": "1",
        "order_dated_on-month": "1",
        "order_dated_on-year": str(today.year - 1),
        "order_signatory": "Judge",
        "grounds": "Theft",
        "legal_status": "unconvicted",
        "name": "Amina Said",
        "sex": "female",
        "birth_precision": "year",
        "born_on-day": "1",
        "born_on-month": "1",
        "born_on-year": "1999",
        "at_day-day": str(today.day),
        "at_day-month": str(today.month),
        "at_day-year": str(today.year),
        "at_time": "00:00",
        "establishment_id": str(prison.id),
        "stage": "look",
        "kin_name": "Sara Said",
        "person_id": "01900000-0000-7000-8000-000000000001",
        "id": "01900000-0000-7000-8000-000000000002",
    }
    looked = client.post("/receptions/new", data=facts)
    assert looked.status_code == 200, looked.text
    assert "Wing A" in looked.text
    done = client.post("/receptions/new", data={**facts, "stage": "receive", "wing_id": str(wing.id)})
    assert done.status_code == 303, done.text
    papers = done.headers["Location"]
    here = papers.removesuffix("/reception/papers")
    for page in ("", "/reception/papers", "/safety", "/timeline", "/custody", "/sentence", "/release"):
        shown = client.get(here + page)
        assert shown.status_code == 200, page
        assert "Amina Said" in shown.text
    for page in ("/", "/people", "/movements", "/releases", "/people/duplicates"):
        assert client.get(page).status_code == 200, page
    assert client.post("/people/search", data={"asked": "amina"}).text.count("Amina Said") == 1
    refused = client.post(here + "/release", data={"id": "01900000-0000-7000-8000-000000000003"})
    assert refused.status_code == 422
    assert "Identity checked" in refused.text


def test_the_inspector_sees_who_read_what_and_proves_the_chain(prison, as_actor, signed_in):
    with transaction():
        person = receive(as_actor(Role.RECORDS_OFFICER, prison), reception(prison))
    client = signed_in(Role.INSPECTOR)
    assert "Opened a new file" in client.get(f"/audit/person/{person.id}").text
    assert "The chain is whole" in client.post(f"/audit/person/{person.id}").text
    assert client.get("/overrides").status_code == 200


def test_the_sentence_comes_with_the_person_and_the_dates_are_there(prison, as_actor):
    officer = as_actor(Role.RECORDS_OFFICER, prison)
    given = NewSentence(
        person_id=new_id(), court="Court", offence="Theft", months=12, imposed_on=clock.today() - YESTERDAY
    )
    with transaction():
        install_sample_law(None)
        person = receive(officer, reception(prison, sentence=given))
    assert person.release_on == calculations_of(person.id)[0].release_on
    assert person.release_on > clock.today()
    with pytest.raises(DomainError, match="how long"), transaction():
        receive(officer, reception(prison, person=another(), sentence=replace(given, id=new_id(), months=0)))
    assert find_people(officer, "Another").rows == []


def another():
    return NewPerson(name="Another Soul", sex=Sex.MALE, birth_precision=BirthPrecision.YEAR, birth_year=1990)


def test_both_papers_are_made_and_the_leaflet_speaks_the_persons_language(prison, signed_in):
    client = signed_in(Role.RECORDS_OFFICER, prison)
    with transaction():
        officer = cast.make_actor(Role.RECORDS_OFFICER, prison)
        person = receive(officer, reception(prison, person=replace(another(), language="ar")))
    here = f"/people/{person.id}/reception"
    assert "العربية" in client.get(f"{here}/papers").text
    for paper in ("receipt", "rights"):
        made = client.get(f"{here}/{paper}.pdf")
        assert made.data.startswith(b"%PDF")
    assert "-ar.pdf" in made.headers["Content-Disposition"]
