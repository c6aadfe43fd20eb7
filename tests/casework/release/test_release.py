"""Nobody leaves while a check is open; dates need two people."""

import datetime as dt

import pytest

from casework.custody import queries as custody
from casework.custody.service import return_belongings
from casework.people.models import BirthPrecision, Certainty, LegalStatus, Person, Sex
from casework.people.service import NewPerson
from casework.reception.service import NewOrder, NewReception, receive
from casework.release.service import check_identity, offer_copy, release
from casework.sentences.service import NewSentence, calculate, confirm, impose, install_sample_law
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden
from kernel.ids import new_id


def received(officer, prison):
    now = clock.now()
    order = NewOrder(
        authority="Court",
        reference="1",
        dated_on=(now - dt.timedelta(days=400)).date(),
        signatory="Judge",
        grounds="Theft",
        legal_status=LegalStatus.SENTENCED,
    )
    person = NewPerson(name="Ann Hart", sex=Sex.FEMALE, birth_precision=BirthPrecision.YEAR, birth_year=1990)
    with transaction():
        return receive(
            officer,
            NewReception(
                person=person,
                order=order,
                establishment_id=prison.id,
                at=now - dt.timedelta(days=399),
                belongings=(("watch", 1),),
            ),
        ).id


def test_dates_are_confirmed_by_somebody_else_and_the_gate_opens_when_all_is_done(prison, as_actor):
    officer, colleague = as_actor(Role.RECORDS_OFFICER, prison), as_actor(Role.RECORDS_OFFICER, prison)
    person_id = received(officer, prison)
    with transaction():
        install_sample_law(None)
        impose(
            officer,
            NewSentence(
                person_id=person_id,
                court="Court",
                offence="Theft",
                months=12,
                imposed_on=(clock.now() - dt.timedelta(days=399)).date(),
            ),
        )
        found = calculate(officer, person_id)
    with pytest.raises(Forbidden), transaction():
        confirm(officer, found.id)
    with transaction():
        confirm(colleague, found.id)
    assert session.get_one(Person, person_id).release_certainty is Certainty.CONFIRMED
    with pytest.raises(DomainError, match="Identity checked"), transaction():
        release(officer, person_id, at=clock.now(), id=new_id())
    with transaction():
        check_identity(officer, person_id)
        offer_copy(officer, person_id, taken=True)
        return_belongings(officer, person_id, [row.id for row in custody.belongings_of(person_id)])
    with pytest.raises(Forbidden), transaction():
        release(officer, person_id, at=clock.now(), id=new_id())
    with transaction():
        release(colleague, person_id, at=clock.now(), id=new_id())
    assert not session.get_one(Person, person_id).in_custody
    assert next(row.people for row in custody.headcount(officer, clock.now()) if row.id == prison.id) == 0
