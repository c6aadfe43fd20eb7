"""The family's page says how long it has been silent, keeps what was typed, and is open to those who need it."""

import datetime as dt

from casework.family.models import FamilyState
from casework.family.queries import contacts_page, relations_on_file
from kernel import clock
from kernel.authz import Role
from kernel.ids import new_id
from tests.casework.people_inside import received

YESTERDAY = clock.today() - dt.timedelta(days=1)
SENT = {"c-way": "visit", "c-state": "held", "c-time": "14:30", "c-minutes": "45", "c-day-day": YESTERDAY.day,
        "c-day-month": YESTERDAY.month, "c-day-year": YESTERDAY.year}  # fmt: skip


def with_mother(client, person):
    sent = {"r-name": "Mary Hart", "r-kinship": "mother", "r-next_of_kin": "y"}
    assert client.post(f"/people/{person}/family/relations", data=sent).status_code == 303
    return relations_on_file(person)[0].id


def test_a_visit_is_noted_and_stands_on_overview_and_timeline(prison, signed_in):
    client, person = signed_in(Role.CASE_MANAGER, prison), received(prison)
    page = f"/people/{person}/family"
    assert "No contact with the family" in client.get(page).text
    mother = with_mother(client, person)
    refused = client.post(f"{page}/contacts", data={"c-id": str(new_id()), "c-words": "Came late"})
    assert refused.status_code == 422
    assert "Came late" in refused.text
    sent = {**SENT, "c-id": str(new_id()), "c-relation": str(mother)}
    assert client.post(f"{page}/contacts", data=sent).status_code == 303
    shown = client.get(page).text
    assert "45 minutes" in shown
    assert "No contact with the family" not in shown
    assert "Last contact" in client.get(f"/people/{person}").text
    timeline = client.get(f"/people/{person}/timeline?topic=family").text
    assert "Family: Visit" in timeline


def test_a_planned_visit_is_settled_on_its_page(prison, signed_in):
    client, person = signed_in(Role.CASE_MANAGER, prison), received(prison)
    mother, soon = with_mother(client, person), clock.today() + dt.timedelta(days=2)
    sent = {**SENT, "c-id": str(new_id()), "c-relation": str(mother), "c-state": "planned", "c-minutes": "",
            "c-day-day": soon.day, "c-day-month": soon.month, "c-day-year": soon.year}  # fmt: skip
    client.post(f"/people/{person}/family/contacts", data=sent)
    (row,) = contacts_page(person).rows
    page = f"/people/{person}/family/contacts/{row.id}"
    assert client.get(page).status_code == 200
    assert "Say why" in client.post(page, data={"state": "cancelled"}).text
    assert client.post(page, data={"state": "cancelled", "words": "Hall closed"}).status_code == 303
    assert contacts_page(person).rows[0].state is FamilyState.CANCELLED


def test_an_entry_is_corrected_on_its_page(prison, signed_in):
    client, person = signed_in(Role.CASE_MANAGER, prison), received(prison)
    page = f"/people/{person}/family/relations/{with_mother(client, person)}"
    assert "Mary Hart" in client.get(page).text
    sent = {"name": "Mary Hart-Low", "kinship": "mother", "reason": "married again"}
    assert client.post(page, data=sent).status_code == 303
    assert relations_on_file(person)[0].name == "Mary Hart-Low"
    assert client.post(f"{page}/end", data={"e-reason": ""}).status_code == 422
    assert client.post(f"{page}/end", data={"e-reason": "moved away"}).status_code == 303
    assert "No longer on the list" in client.get(f"/people/{person}/family").text


def test_only_who_needs_it_reads_and_writes(prison, signed_in):
    person = received(prison)
    page = f"/people/{person}/family"
    assert signed_in(Role.INSTRUCTOR, prison).get(page).status_code == 403
    governor = signed_in(Role.GOVERNOR, prison)
    assert governor.get(page).status_code == 200
    assert governor.post(f"{page}/relations", data={"r-name": "X", "r-kinship": "y"}).status_code == 403
