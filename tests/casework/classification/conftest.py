from __future__ import annotations

import pytest

from casework.classification import service
from casework.instruments import service as instruments
from casework.people.models import LegalStatus, Person, SecurityLevel
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id


def make_person(prison, **over):
    facts = {
        "number": f"T{new_id().hex[-12:]}", "name": "Sami Haddad", "sort_name": "haddad sami", "in_custody": True,
        "establishment_id": prison.id, "legal_status": LegalStatus.SENTENCED, "opened_at": clock.now(),
        "match_key": "haddad",
    }  # fmt: skip
    with transaction():
        made = Person(**{**facts, **over})
        session.add(made)
        audit.record(None, "person.registered", made)
    return made.id


@pytest.fixture
def held(prison):
    """The id of somebody in custody there."""
    return make_person(prison)


@pytest.fixture
def officer(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_OFFICER, prison)


@pytest.fixture
def approver(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_APPROVER, prison)


@pytest.fixture
def in_force(officer, approver):
    with transaction():
        instruments.activate(None, instruments.load_instrument(None), officer.human_id, approver.human_id)


ANSWERS = {
    "q1": "none", "q2": "no", "q3": "high", "q4": "moderate", "q5": "none", "q6": "one", "q7": "b", "q8": "none",
    "q9": "one",
}  # fmt: skip
"""Answers that score to medium."""


def make_decision(officer, approver, person_id, level=SecurityLevel.MEDIUM, **over):
    """A decision in force: scored medium, recommended by one, decided by another."""
    with transaction():
        service.begin(officer, person_id)
        service.save_answers(officer, person_id, ANSWERS, {"q3": "Judgment"})
        service.recommend(officer, person_id, level, "Steady for a year.", account="I agree with it.")
    with transaction():
        usual = {"override_code": "conduct", "override_words": "Helped to calm the wing twice."}
        away = {} if level is SecurityLevel.MEDIUM else usual
        return service.decide(approver, person_id, service.Decision(level=level, **{**away, **over}))


@pytest.fixture
def third(as_actor, prison):
    """A governor who took no part so far."""
    return as_actor(Role.GOVERNOR, prison)
