"""Files that may be one person are proposed with evidence, at registration and every night; a decided pair stays so."""

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.duplicates.rules import Facts, likeness, sentences
from casework.duplicates.service import decide_two_people, keep, look
from casework.names.models import NameWord
from casework.names.service import count_uses
from casework.people.models import BirthPrecision, DuplicateProposal, Person
from casework.people.service import NewPerson, NewRelation, register_person
from casework.reception.queries import candidates
from kernel import audit
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.jobs.runner import HANDLERS
from tests import cast

MAY, OTHER = dt.date(1990, 5, 1), dt.date(1972, 1, 9)


def exact(day):
    return (day, day)


YEAR = (dt.date(1990, 1, 1), dt.date(1990, 12, 31))


@pytest.mark.parametrize(
    ("one", "other", "likely"),
    [
        (("José Núñez", exact(MAY)), ("Nunez Jose", exact(MAY)), True),
        (("Mohammed Haddad", exact(MAY)), ("محمد حداد", exact(MAY)), True),
        (("Mohammed Haddad", exact(MAY)), ("محمد حداد", exact(OTHER)), False),
        (("Anna Lopez", exact(MAY)), ("Ana Lopez", YEAR), True),
        (("Anna Lopez", exact(MAY)), ("Anna Lopez", exact(dt.date(1990, 1, 5))), True),
        (("Anna Lopez", exact(MAY)), ("Anna Lopez", exact(dt.date(1991, 5, 1))), True),
        (("Anna Lopez", (None, None)), ("Anna Lopez", (None, None)), True),
        (("Anna", (None, None)), ("Anna", (None, None)), False),
        (("Anna Lopez", exact(MAY)), ("Peter Lopez", exact(MAY)), False),
        (("Anna Lopez Garcia", exact(MAY)), ("Anna Lopez", exact(MAY)), True),
    ],
)
def test_names_and_births_decide_what_is_worth_a_look(one, other, likely):
    a, b = (Facts(names=[name], born=born) for name, born in (one, other))
    found = likeness(a, b)
    assert (found.score >= 55) is likely, found
    assert likeness(b, a).score == found.score, "it is the same from either side"


def test_evidence_is_said_in_words():
    found = likeness(
        Facts(names=["Ann Hart"], born=exact(MAY), relatives=["Mary Hart"], sex="male"),
        Facts(names=["Hart Ann"], born=exact(MAY), relatives=["hart mary"], sex="female"),
    )
    said = " / ".join(sentences(found.evidence))
    assert said == (
        "The same parts of the name / Born on the same day / The same relative: hart mary / Sex is recorded differently"
    )


def born(name, **over):
    return NewPerson(name=name, birth_precision=BirthPrecision.EXACT, born_on=MAY, **over)


def test_registering_proposes_and_a_decided_pair_is_left_alone(prison):
    officer = cast.make_actor(Role.RECORDS_OFFICER)
    with transaction():
        register_person(officer, born("محمد حداد", establishment_id=prison.id))
        register_person(officer, born("Mohamed Haddad", establishment_id=prison.id))
    pair = session.scalar(sa.select(DuplicateProposal))
    assert pair.evidence["birth"] == "same"
    with transaction():
        decide_two_people(officer, pair.id, "two brothers, both here")
    while looked := look():
        with transaction():
            keep(looked)
    assert session.scalar(sa.select(sa.func.count()).select_from(DuplicateProposal)) == 1


def test_the_night_finds_what_an_import_brought(prison):
    from tests.casework.search.test_names_are_found_however_written import register_person_quietly

    with transaction():
        for name in ("Celestin Lefevre", "Célestin Lefèvre", "Somebody Else"):
            register_person_quietly(prison, name)
    looked = look()
    with transaction():
        assert keep(looked) == 3
    assert look() is None, "a file is looked at once"
    assert len(session.scalars(sa.select(DuplicateProposal)).all()) == 1
    with transaction():
        assert count_uses() > 0


def test_a_file_that_was_merged_meanwhile_is_not_proposed(prison):
    from tests.casework.search.test_names_are_found_however_written import register_person_quietly

    with transaction():
        for name in ("Celestin Lefevre", "Célestin Lefèvre"):
            register_person_quietly(prison, name)
    looked = look()
    with transaction():
        kept, gone = session.scalars(sa.select(Person).order_by(Person.id))
        gone.merged_into_id = kept.id
        audit.record(None, "person.merged", gone)
        assert keep(looked) == 2
    assert not session.scalars(sa.select(DuplicateProposal)).all()


class Night:
    """Progress without a queue."""

    def do(self, deed, **_where):
        with transaction():
            return deed()


def test_the_nightly_job_counts_words_and_ends(prison):
    officer = cast.make_actor(Role.RECORDS_OFFICER, prison)
    with transaction():
        for _n in range(3):
            register_person(officer, born("Ana Lopez", establishment_id=prison.id))
    assert HANDLERS["people.nightly"].deed(None, {}, Night()) == {"files": 3}
    uses = session.scalars(sa.select(NameWord.uses).where(NameWord.text.in_(["ana", "lopez"]))).all()
    assert uses == [3, 3]


def test_the_gate_shows_likely_files_with_their_evidence(prison):
    officer = cast.make_actor(Role.RECORDS_OFFICER, prison)
    kin = NewRelation(name="Mary Hart", kinship="mother")
    with transaction():
        known = register_person(officer, born("Anne-Marie Hart", establishment_id=prison.id, relations=(kin,)))
        register_person(officer, NewPerson(name="Anne Hartley", birth_precision=BirthPrecision.EXACT, born_on=OTHER))
    found = candidates(officer, "Ann-Mari Hart", born=exact(MAY), relative="Hart, Mary")
    assert [one.id for one in found] == [known.id]
    assert "Born on the same day" in found[0].evidence
    assert any("Mary Hart" in sentence for sentence in found[0].evidence)
    assert candidates(officer, "Ann-Mari Hart", born=exact(OTHER)) == [], (
        "another birth date: only the same name counts"
    )
