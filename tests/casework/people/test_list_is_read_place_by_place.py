"""The list of people, read place by place and merged, is the list that one OR over all places gives."""

import contextlib
import dataclasses
import itertools
import uuid

import pytest
import sqlalchemy as sa

from casework.access.models import Exclusion, Restriction
from casework.access.queries import MOST_PLACES, parts_visible_to, person, visible_to
from casework.people.models import Person
from casework.people.queries import cards_among, people_page
from kernel import audit, clock, db
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.units.models import UnitKind
from tests import cast

FATES = ("plain", "merged", "excluded", "restricted", "admitted")
SEEN = {"plain", "admitted"}
REACHES = {
    "one prison": "A", "one office": "X", "prisons": "AB", "a prison and an office": "AX", "all of the region": "ABX",
    "nothing": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def every_kind():
    """Where somebody can be: held or once held in A, B (of the region) or C; supervised or not by X (of it) or Y."""
    prisons = [("A", True), ("A", False), ("B", True), ("C", True), (None, False)]
    offices = [("X", True), ("X", False), ("Y", True), (None, False)]
    return list(itertools.product(prisons, offices, FATES))


@pytest.fixture
def units():
    made = {name: cast.make_unit() for name in "ABC"}
    return made | {name: cast.make_unit(kind=UnitKind.PROBATION_OFFICE) for name in "XY"}


@pytest.fixture
def reader(units, every_kind):
    """Who reads; with a file of every kind beside every other, under three names, so that names alone do not order."""
    actor = cast.make_actor(Role.RECORDS_OFFICER, units["A"])
    with transaction():
        survivor = _file(units, ("C", True), (None, False), "z")
        for n, (prison, office, fate) in enumerate(every_kind):
            _suffer(_file(units, prison, office, "bca"[n % 3], restricted=fate in {"restricted", "admitted"}),
                    fate, actor, survivor)  # fmt: skip
    return actor


def _file(units, prison, office, name, **over):
    made = Person(
        number=f"T{uuid.uuid4().hex[:9]}", name=name, sort_name=name, match_key=name, opened_at=clock.now(),
        establishment_id=prison[0] and units[prison[0]].id, in_custody=prison[1],
        office_id=office[0] and units[office[0]].id, supervised=office[1], **over,
    )  # fmt: skip
    session.add(made)
    audit.record(None, "person.opened", made)
    return made


def _suffer(made, fate, actor, survivor):
    who = {"person_id": made.id, "human_id": actor.human_id, "reason": "A cousin", "begun_at": clock.now()}
    if fate == "merged":
        made.merged_into_id = survivor.id
    elif fate in {"excluded", "admitted"}:
        named = Exclusion(**who) if fate == "excluded" else Restriction(**who)
        session.add(named)
        audit.record(None, "access.named", named)


def walk(actor, **given):
    """Every id, page by page."""
    page = people_page(actor, **given)
    seen = [row.id for row in page.rows]
    while page.after:
        page = people_page(actor, after=page.after, **given)
        seen += [row.id for row in page.rows]
    return seen


def plainly(actor, place=None):
    """The ids as one statement with an OR sorts them."""
    clause = visible_to(actor)
    if place:
        clause &= sa.or_(person.c.establishment_id == place, person.c.office_id == place)
    return list(session.scalars(sa.select(person.c.id).where(clause).order_by(person.c.sort_name, person.c.id)))


def expected(every_kind, reach):
    """How many of the files a reader of these places may know of, counted without the database."""
    return sum(fate in SEEN and bool({p, o} & set(reach)) for (p, _held), (o, _under), fate in every_kind)


@pytest.mark.parametrize("reach", REACHES.values(), ids=REACHES)
def test_every_reader_finds_the_same_files_in_the_same_order(reader, units, every_kind, reach):
    actor = dataclasses.replace(reader, establishments=frozenset(units[name].id for name in reach))
    found = walk(actor)
    assert found == plainly(actor)
    assert len(found) == expected(every_kind, reach)


@pytest.mark.parametrize("place", "ABCXY")
def test_one_place_of_many_even_one_that_is_not_the_readers(reader, units, every_kind, place):
    region = frozenset(units[name].id for name in "ABX")
    actor = dataclasses.replace(reader, establishments=region)
    found = walk(actor, establishment_id=units[place].id)
    assert found == plainly(actor, units[place].id)
    here = [one for one in every_kind if place in {one[0][0], one[1][0]}]
    assert len(found) == expected(here, "ABX")


def test_the_whole_service_and_one_place_of_it(reader, units):
    actor = dataclasses.replace(reader, establishments=frozenset(), everywhere=True)
    assert walk(actor) == plainly(actor)
    assert walk(actor, establishment_id=units["C"].id) == plainly(actor, units["C"].id) != []


def test_very_many_places_are_one_part_again(reader, units):
    many = frozenset({units["A"].id, units["X"].id, *(uuid.uuid4() for _n in range(MOST_PLACES))})
    actor = dataclasses.replace(reader, establishments=many)
    assert len(parts_visible_to(actor)) == 1
    assert walk(actor) == plainly(actor) == walk(dataclasses.replace(actor, establishments=many & _ids(units)))


def _ids(units):
    return {unit.id for unit in units.values()}


def test_a_role_without_case_data_sees_nobody(reader):
    assert walk(dataclasses.replace(reader, roles=frozenset({Role.ADMINISTRATOR}))) == []


def test_a_page_after_somebody_hidden_begins_anew(reader, units):
    """An id in the address that the reader may not know of tells nothing of where its name lies."""
    hidden = session.scalar(sa.select(person.c.id).where(person.c.restricted, person.c.id.not_in(plainly(reader))))
    assert [row.id for row in people_page(reader, after=hidden).rows] == plainly(reader)[:50]


def test_nobody_among_no_ids_and_no_statement_for_it(reader):
    with statements() as seen:
        assert cards_among(reader, []) == {}
    assert seen == []


@pytest.mark.parametrize("then", [False, True], ids=["the first page", "a page behind it"])
def test_neither_engine_sorts_more_than_a_page_of_each_place(reader, units, then):
    actor = dataclasses.replace(reader, establishments=frozenset(units[name].id for name in "ABX"))
    after = people_page(actor).rows[5].id if then else None
    with statements() as seen:
        people_page(actor, after=after)
    plan = _plan(*seen[-1])
    arms = len(parts_visible_to(actor))
    assert arms == 12
    ordered = ("ix_person_establishment_list", "ix_person_office_list")
    if db.engine().dialect.name == "postgresql":  # with a dozen rows it may take the order from the whole list's index
        ordered += ("ix_person_list",)
    assert sum(any(name in line for name in ordered) for line in plan) == arms, plan
    assert _unsorted(plan), plan


@contextlib.contextmanager
def statements():
    """What goes to the driver meanwhile."""
    seen = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        seen.append((statement, parameters))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(sa.Engine, "before_cursor_execute", note)


def _plan(statement, parameters):
    connection = session.connection()
    if db.engine().dialect.name == "sqlite":
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    # With this few rows, or with none counted yet, a sort is cheaper: asked is whether an index can spare it.
    for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]


def _unsorted(plan):
    """On SQLite what is sorted is what an arm gave, at most a page; PostgreSQL merges the arms as they come."""
    if db.engine().dialect.name == "sqlite":
        sorts = [n for n, line in enumerate(plan) if line.startswith("USE TEMP B-TREE")]
        return all(plan[n - 1].startswith(("SCAN anon", "SCAN (subquery")) for n in sorts)
    return "Merge Append" in plan[1] and not any(line.strip(" ->").startswith("Sort  ") for line in plan)
