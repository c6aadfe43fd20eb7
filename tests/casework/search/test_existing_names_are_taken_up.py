"""An installation that had people before the vocabulary finds them after the upgrade."""

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa
from alembic import command

from casework.people.queries import find_people
from kernel import db
from kernel.authz import Role
from kernel.db import migrate
from tests import cast

OLD = "0005"


@pytest.fixture
def store(databases):
    """The schema as it was before, without rows."""
    url = databases.make("old")
    db.bind(url)
    with db.schema_connection() as connection:
        command.upgrade(migrate.config(connection), OLD)
    try:
        yield
    finally:
        db.release()
        databases.drop("old")


def insert_person(connection, prison_id):
    """A file as it lay before the upgrade."""
    key = db.Id()
    plain = ("number", "name", "other_name", "known_as", "sort_name", "match_key", "sex", "gender", "birth_precision",
             "nationality", "language", "needs_interpreter", "legal_status", "in_custody", "supervised",
             "release_certainty", "restricted", "version")  # fmt: skip
    person = sa.table(
        "person", sa.column("id", key), sa.column("establishment_id", key), sa.column("opened_at", db.UtcDateTime()),
        *map(sa.column, plain),
    )  # fmt: skip
    name = sa.table(
        "person_name", sa.column("id", key), sa.column("person_id", key), sa.column("kind"), sa.column("text")
    )
    person_id = uuid.uuid4()
    connection.execute(person.insert(), {
        "id": person_id, "establishment_id": prison_id, "opened_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        "number": "T00000001B", "name": "محمد الحداد", "other_name": "", "known_as": "", "sort_name": "x",
        "match_key": "x", "sex": "male", "gender": "", "birth_precision": "unknown", "nationality": "", "language": "",
        "needs_interpreter": False, "legal_status": "closed", "in_custody": False, "supervised": False,
        "release_certainty": "none", "restricted": False, "version": 1,
    })  # fmt: skip
    for kind, text in (("current", "محمد الحداد"), ("alias", "Abu Salim")):
        connection.execute(name.insert(), {"id": uuid.uuid4(), "person_id": person_id, "kind": kind, "text": text})
    return person_id


def insert_unit(connection):
    unit = sa.table("unit", sa.column("id", db.Id()), *map(sa.column, ("code", "name", "kind", "zone", "address")))
    row = {
        "id": uuid.uuid4(),
        "code": "OLD",
        "name": "Old prison",
        "kind": "prison",
        "zone": "Europe/Paris",
        "address": "",
    }
    connection.execute(unit.insert(), row)
    return row["id"]


def test_names_of_before_are_found(store):
    with db.schema_connection() as connection:
        prison_id = insert_unit(connection)
        person_id = insert_person(connection, prison_id)
    migrate.upgrade()
    asker = cast.make_actor(Role.INSPECTOR)
    for asked in ("محمد الحداد", "Mohammed Haddad", "salim", "Abou Salim"):
        assert [row.id for row in find_people(asker, asked).rows] == [person_id], asked
