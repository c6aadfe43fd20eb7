"""The database itself refuses a decision whose author and approver are one human, and a far one with one signature."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from casework.classification import service
from casework.classification.models import Classification
from casework.people.models import SecurityLevel
from kernel.authz import Role
from kernel.db import session, table_of, transaction
from kernel.errors import Forbidden
from kernel.ids import new_id
from tests.casework.classification.conftest import ANSWERS, make_decision, make_person

TABLE = table_of(Classification)


def insert_like(made, person_id, **over):
    """Plain SQL, past every service: a row like a known good one."""
    names = [column.name for column in TABLE.columns]
    values = {**{name: f"model.{name}" for name in names}, "id": ":id", "person_id": ":person_id"}
    values.update({name: f":{name}" for name in over})
    types = [sa.bindparam(name, type_=TABLE.c[name].type) for name in ("id", "person_id", *over)]
    statement = sa.text(
        f"INSERT INTO classification ({', '.join(names)}) SELECT {', '.join(values[name] for name in names)} "
        "FROM classification model WHERE model.id = :model"
    ).bindparams(*types, sa.bindparam("model", type_=TABLE.c.id.type))
    with transaction():
        session.execute(statement, {"id": new_id(), "person_id": person_id, "model": made.id, **over})


@pytest.fixture
def made(officer, approver, in_force, held):
    return make_decision(officer, approver, held)


def test_a_row_with_two_humans_is_taken(made, prison):
    insert_like(made, make_person(prison))


def test_a_row_with_author_and_approver_the_same_is_refused(made, prison, officer):
    with pytest.raises(exc.IntegrityError, match="two_humans"):
        insert_like(made, make_person(prison), decided_by=officer.human_id)


@pytest.mark.parametrize("whose", ["author_id", "decided_by"])
def test_a_second_signature_by_one_of_the_two_is_refused(made, prison, whose):
    with pytest.raises(exc.IntegrityError, match="second_is_a_third_human"):
        insert_like(made, make_person(prison), second_by=getattr(made, whose))


FAR = {"decided_level": SecurityLevel.MAXIMUM, "override_code": "conduct", "override_words": "Threats in May."}


def test_far_from_the_score_needs_a_second_signature(made, prison, as_actor):
    with pytest.raises(exc.IntegrityError, match="far_from_the_score_takes_two"):
        insert_like(made, make_person(prison), **FAR, steps=2)
    insert_like(made, make_person(prison), **FAR, steps=2, second_by=as_actor(Role.GOVERNOR, prison).human_id)


def test_the_steps_cannot_be_counted_smaller(made, prison):
    with pytest.raises(exc.IntegrityError, match="steps_are_counted"):
        insert_like(made, make_person(prison), **FAR, steps=1)


def test_an_appeal_answered_by_one_of_the_two_is_refused(made, prison, approver):
    answered = {"appeal_answer": "No.", "appeal_outcome": "upheld", "appeal_by": approver.human_id}
    with pytest.raises(exc.IntegrityError, match="third_human_answers"):
        insert_like(made, make_person(prison), **answered)


def test_whoever_answered_the_questions_does_not_decide(as_actor, officer, in_force, held, prison):
    both = as_actor((Role.CLASSIFICATION_OFFICER, Role.GOVERNOR), prison)
    with transaction():
        service.begin(officer, held)
        service.save_answers(both, held, ANSWERS, {})
        service.recommend(officer, held, SecurityLevel.MEDIUM, "Steady.")
    with pytest.raises(Forbidden, match="prepared this yourself"), transaction():
        service.decide(both, held, service.Decision(level=SecurityLevel.MEDIUM))
