"""Every field that is changed leaves what it said before, who changed it and why; new records and secrets do not."""

import pytest
import sqlalchemy as sa

from casework.alerts.models import AlertCode
from casework.alerts.service import end_alert, raise_alert
from casework.changes.queries import changes_page
from casework.changes.rules import FIELDS, field_words
from casework.people.models import Person
from casework.people.queries import person_record
from kernel import audit
from kernel.audit import FieldChange
from kernel.authz import Role
from kernel.db import Base, session, transaction
from tests.casework.people_inside import received


def test_old_new_who_and_why_are_kept(prison, as_actor):
    officer, person = as_actor(Role.CASE_MANAGER, prison), received(prison)
    with transaction():
        row = person_record(officer, person)
        row.gender = "woman"
        audit.record(officer, "person.corrected", row, reason="She said so")
    with transaction():
        row = person_record(officer, person)
        row.gender = "a woman"
        audit.record(officer, "person.corrected", row, reason="In her words")
    newest = changes_page(person).rows[0]
    assert (newest.field, newest.old, newest.new, newest.reason) == ("gender", "woman", "a woman", "In her words")
    assert newest.human_id == officer.human_id


def test_a_new_record_is_its_own_history_and_its_end_is_noted(prison, as_actor):
    officer, person = as_actor(Role.CASE_MANAGER, prison), received(prison)
    with transaction():
        alert = raise_alert(officer, person, AlertCode.ESCAPE, "Two officers")
    noted = sa.select(FieldChange.field).where(FieldChange.record_id == alert.id)
    assert session.scalars(noted).all() == []
    with transaction():
        end_alert(officer, alert.id, "Six calm months")
    assert {"ended_on", "end_reason", "ended_by"} <= set(session.scalars(noted))


def test_what_is_rolled_back_leaves_no_history(prison, as_actor):
    officer, person = as_actor(Role.CASE_MANAGER, prison), received(prison)
    before = session.scalar(sa.select(sa.func.count()).select_from(FieldChange))
    row = person_record(officer, person)

    def deed():
        row.gender = "woman"
        audit.record(officer, "person.corrected", row)
        return 1 / 0

    with pytest.raises(ZeroDivisionError), transaction():
        deed()
    with transaction():
        pass
    assert session.scalar(sa.select(sa.func.count()).select_from(FieldChange)) == before


def test_every_field_with_words_exists():
    tables = Base.metadata.tables
    assert [name for name in FIELDS if name.split(".")[1] not in tables[name.split(".")[0]].c] == []
    assert field_words("person", "match_key") == ""
    assert field_words("holding_rule", "unit_id") == "holding rule: unit"
    assert Person.__tablename__ == "person"
