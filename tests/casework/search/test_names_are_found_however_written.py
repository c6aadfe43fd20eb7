"""A person is found by any of their names, in any order, spelling or script, and by whole numbers only."""

import pytest

from casework.access.models import Exclusion, Restriction
from casework.names.models import NamePair
from casework.people.models import Person
from casework.people.queries import find_people, people_page
from casework.people.service import NewPerson, register_person
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from tests import cast

PEOPLE = {
    "jose": {"name": "José Núñez", "aliases": ("Pepe el Rubio",), "identifiers": (("national_id", "PE-4711"),)},
    "mohammed": {"name": "محمد عبد الرحمن الحداد"},
    "yusuf": {"name": "Youssef Ben Salah", "other_name": "يوسف بن صالح"},
    "ivan": {"name": "Юрий Щербаков"},
    "zhang": {"name": "张伟"},
    "abebe": {"name": "አበበ በቀለ"},
    "muller": {"name": "Jörg Müller"},
    "obrien": {"name": "Sean O’Brien", "birth_year": 1987, "birth_precision": "year"},
    "giorgos": {"name": "Γεώργιος Παπαδόπουλος"},
    "single": {"name": "Sukarno"},
}


@pytest.fixture
def town(prison):
    officer = cast.make_actor(Role.RECORDS_OFFICER, prison)
    with transaction():
        ids = {
            key: register_person(officer, NewPerson(establishment_id=prison.id, **facts)).id
            for key, facts in PEOPLE.items()
        }
    return officer, ids


CASES = (
    ("José Núñez", "jose"), ("nunez jose", "jose"), ("NUNEZ", "jose"), ("Jose Nunes", "jose"), ("rubio pepe", "jose"),
    ("pepe nuñez", "jose"), ("jos nun", "jose"), ("Josef Nunnez", "jose"),
    ("محمد الحداد", "mohammed"), ("Mohammed Haddad", "mohammed"), ("Muhamad al-Hadad", "mohammed"),
    ("haddad abdelrahman", "mohammed"), ("Abd al-Raḥmān Ḥaddād", "mohammed"), ("محمد حداد", "mohammed"),
    ("عبدالرحمن محمد", "mohammed"), ("Abdurrahman Mohamed", "mohammed"),
    ("Yusuf Bensalah", "yusuf"), ("yousif salah", "yusuf"), ("يوسف صالح", "yusuf"), ("Jusuf Saleh", "yusuf"),
    ("Yuri Shcherbakov", "ivan"), ("Iouri Chtcherbakov", "ivan"), ("щербаков", "ivan"), ("Щербаков Юрий", "ivan"),
    ("Zhang Wei", "zhang"), ("wei zhang", "zhang"), ("張偉", "zhang"), ("伟", "zhang"), ("张", "zhang"),
    ("Abebe Bekele", "abebe"), ("bekele", "abebe"), ("Mueller Joerg", "muller"), ("muller jorg", "muller"),
    ("obrien sean", "obrien"), ("Sean Obrian", "obrien"), ("O'Brien 1987", "obrien"),
    ("Georgios Papadopoulos", "giorgos"), ("papadopoulos", "giorgos"),
    ("sukarno", "single"), ("Soekarno", "single"), ("sukrano", "single"),
    ("PE-4711", "jose"), ("pe-4711", "jose"),
)  # fmt: skip


def test_each_way_of_asking_finds_the_person(town):
    officer, ids = town
    missed = [
        (asked, who) for asked, who in CASES if ids[who] not in {r.id for r in find_people(officer, asked).rows[:3]}
    ]
    assert missed == []


@pytest.mark.parametrize("asked", ["PE-471", "4711", "O'Brien 1950", "qqqq", "", "   ", "%", "'; --", "محمدمحمدمحمد"])
def test_what_is_nobodys_name_or_number_finds_nobody(town, asked):
    officer, _ids = town
    rows = find_people(officer, asked).rows if asked.strip() else []
    assert rows == []


def test_the_exact_comes_before_the_near(prison):
    officer = cast.make_actor(Role.RECORDS_OFFICER, prison)
    with transaction():
        order = [
            register_person(officer, NewPerson(name=name, establishment_id=prison.id)).id
            for name in ("Anna Maria", "Maria Anna", "Anna Maria Lopez", "Ana Maria", "Anna Mariya")
        ]
    rows = find_people(officer, "anna maria").rows
    assert [row.id for row in rows][:3] == order[:3]
    assert {row.id for row in rows} == set(order)
    assert [row.id for row in find_people(officer, "anna maria").rows] == [row.id for row in rows], (
        "the order is stable"
    )
    assert find_people(officer, "anna maria").near == set(order[3:])


def test_hidden_people_are_absent_and_hide_nobody(town, prison):
    """Four hundred namesakes whom the asker may not know of hide nobody."""
    officer, ids = town
    elsewhere = cast.make_unit()
    with transaction():
        person = session.get(Person, ids["single"])
        person.restricted = True
        audit.record(officer, "person.restricted", person)
        shut = Exclusion(person_id=ids["jose"], human_id=officer.human_id, reason="his cousin", begun_at=clock.now())
        session.add(shut)
        audit.record(officer, "exclusion.begun", shut)
        for _n in range(400):
            register_person_quietly(elsewhere, "Jörg Müller")
    assert [row.id for row in find_people(officer, "Jörg Müller").rows] == [ids["muller"]]
    assert find_people(officer, "Sukarno").rows == []
    assert find_people(officer, "José Núñez").rows == []
    assert find_people(officer, "PE-4711").rows == []
    with transaction():
        named = Restriction(person_id=ids["single"], human_id=officer.human_id, reason="care", begun_at=clock.now())
        session.add(named)
        audit.record(officer, "restriction.begun", named)
    assert [row.id for row in find_people(officer, "Sukarno").rows] == [ids["single"]]


def register_person_quietly(prison, name):
    """A file with a findable name, without the search for duplicates."""
    from casework.names.service import remember_names
    from casework.people.models import NameKind, PersonName
    from kernel.ids import new_id

    person = Person(
        id=new_id(), number=new_id().hex[-20:], name=name, sort_name=name.casefold(), match_key="",
        opened_at=clock.now(), establishment_id=prison.id,
    )  # fmt: skip
    row = PersonName(person_id=person.id, kind=NameKind.CURRENT, text=name)
    session.add_all([person, row])
    audit.record(None, "person.registered", person)
    audit.record(None, "name.added", row)
    session.flush()
    remember_names([(person.id, [name])])


def test_pages_of_answers_follow_each_other(prison):
    officer = cast.make_actor(Role.RECORDS_OFFICER, prison)
    with transaction():
        for n in range(70):
            register_person_quietly(prison, "Ana Lopes" if n % 2 else "Ana Lopez")
    first = find_people(officer, "ana lopes")
    second = find_people(officer, "ana lopes", after=first.after)
    assert (len(first.rows), len(second.rows)) == (50, 20)
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}
    assert [row.name for row in first.rows[:35]] == ["Ana Lopes"] * 35
    assert people_page(officer, words="lopes", establishment_id=cast.make_unit().id).rows == []


def test_a_word_that_was_never_committed_leaves_no_trace(town):
    officer, _ids = town
    with pytest.raises(ZeroDivisionError), transaction():
        register_person(officer, NewPerson(name="Quetzalli Xochitl"))
        assert session.query(NamePair).count()
        raise ZeroDivisionError
    assert find_people(officer, "Quetzali Xochitl").rows == []
