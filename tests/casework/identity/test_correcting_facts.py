"""Facts are corrected with a reason; whoever comes second sees both versions and loses nothing."""

import datetime as dt

from casework.identity.queries import identity_of
from kernel.authz import Role
from kernel.db import session
from tests.casework.people_inside import received


def typed(person, **over):
    facts = {
        "version": identity_of(person).version, "sex": "female", "birth_precision": "exact", "born_on-day": "3",
        "born_on-month": "4", "born_on-year": "1991", "gender": "woman", "nationality": "TN", "language": "ar",
        "known_as": "Annie", "reason": "Passport seen",
    }  # fmt: skip
    return {**facts, **over}


def test_a_correction_is_kept_with_its_reason(prison, signed_in):
    client, person = signed_in(Role.RECORDS_OFFICER, prison), received(prison)
    answer = client.post(f"/people/{person}/identity/facts", data=typed(person))
    assert answer.status_code == 303
    row = identity_of(person)
    assert (row.born_on, row.born_earliest, row.language) == (dt.date(1991, 4, 3), dt.date(1991, 4, 3), "ar")
    history = client.get(f"/people/{person}/history").text
    assert "Passport seen" in history
    assert "1991-04-03" in history
    assert "Annie" in history


def test_who_comes_second_sees_both_and_can_send_again(prison, signed_in):
    client, person = signed_in(Role.RECORDS_OFFICER, prison), received(prison)
    mine = typed(person, known_as="Annie")
    client.post(f"/people/{person}/identity/facts", data=typed(person, known_as="Nan"))
    session.expire_all()
    answer = client.post(f"/people/{person}/identity/facts", data=mine)
    assert answer.status_code == 409
    assert "Somebody else changed this file" in answer.text
    assert 'value="Annie"' in answer.text, "what was typed is kept"
    assert "Nan" in answer.text, "what stands now is shown"
    again = client.post(f"/people/{person}/identity/facts", data=typed(person, known_as="Annie"))
    assert again.status_code == 303
    assert identity_of(person).known_as == "Annie"


def test_a_birth_that_cannot_be_is_refused_beside_its_field(prison, signed_in):
    client, person = signed_in(Role.RECORDS_OFFICER, prison), received(prison)
    for over, says in (
        ({"born_on-year": "2990"}, "future"),
        ({"born_on-month": "13"}, "real date"),
        ({"born_on-day": "", "born_on-month": "", "born_on-year": ""}, "Write the birth date"),
        ({"reason": ""}, "few words why"),
    ):
        answer = client.post(f"/people/{person}/identity/facts", data=typed(person, **over))
        assert answer.status_code == 422, over
        assert says in answer.text
    assert identity_of(person).born_on is None


def test_who_may_not_correct_sees_no_form(prison, signed_in):
    person = received(prison)
    client = signed_in(Role.CASE_MANAGER, prison)
    assert client.get(f"/people/{person}/identity").status_code == 200
    assert client.get(f"/people/{person}/identity/facts").status_code == 403
    assert client.post(f"/people/{person}/identity/facts", data=typed(person)).status_code == 403
