"""The governor sees who of the staff read a file, and nothing of what an inspector looked at."""

from casework.access.queries import looks_by_role, looks_told
from casework.people.queries import person_for
from kernel import audit
from kernel.authz import Role
from kernel.db import transaction
from tests import cast
from tests.casework.people_inside import received


def look(actor, person, purpose=""):
    with transaction():
        person_for(actor, person, purpose=purpose)


def test_inspectors_looks_are_told_to_nobody(prison, as_actor, signed_in):
    person = received(prison)
    officer = as_actor(Role.CASE_MANAGER, prison, name="Nora Case")
    inspector = cast.make_actor(Role.INSPECTOR, name="Ivo Spector")
    for actor in (officer, officer, inspector):
        look(actor, person)
    page = signed_in(Role.GOVERNOR, prison).get(f"/people/{person}/readers").text
    assert "Nora Case" in page
    assert "Ivo Spector" not in page
    assert "inspection" not in page
    assert "Ivo Spector" in signed_in(Role.INSPECTOR).get(f"/audit/person/{person}").text


def test_a_look_stays_untold_after_the_inspector_left_that_office(prison):
    person, inspector = received(prison), cast.make_actor(Role.INSPECTOR, name="Ivo Spector")
    look(inspector, person)
    look(inspector, person, "paper")
    cast.revoke(inspector)
    assert "Ivo Spector" not in {row.name for row in looks_told(person)}


def test_looks_are_counted_by_role_without_inspectors(prison):
    person = received(prison)
    officer, governor = cast.make_actor(Role.CASE_MANAGER, prison), cast.make_actor(Role.GOVERNOR, prison)
    before = looks_by_role(person)
    for actor in (officer, officer, governor, cast.make_actor(Role.INSPECTOR)):
        look(actor, person)
    counts = looks_by_role(person) - before
    assert counts == {Role.CASE_MANAGER: 2, Role.GOVERNOR: 1}


def test_only_the_governor_has_the_page(prison, signed_in):
    person = received(prison)
    for role in (Role.CASE_MANAGER, Role.RECORDS_OFFICER, Role.INSPECTOR):
        assert signed_in(role, prison).get(f"/people/{person}/readers").status_code == 403


def test_an_inspectors_look_says_so_in_its_own_row(prison):
    person = received(prison)
    look(cast.make_actor(Role.INSPECTOR), person)
    assert audit.INSPECTION == "inspection"
    assert audit.verify().first_bad is None
