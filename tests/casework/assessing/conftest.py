from __future__ import annotations

import pytest

from casework.classification import queries, service
from casework.classification.models import Classification
from casework.instruments import service as instruments
from kernel.authz import Role
from kernel.db import session, transaction
from tests import cast

ANSWERS = {
    "q1": "none", "q2": "no", "q3": "high", "q4": "moderate", "q5": "none", "q6": "one", "q7": "b", "q8": "none",
    "q9": "one",
}  # fmt: skip
"""Answers that score to medium."""


@pytest.fixture
def officer(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_OFFICER, prison)


@pytest.fixture
def colleague(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_OFFICER, prison)


@pytest.fixture
def approver(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_APPROVER, prison)


@pytest.fixture
def keeper(as_actor, prison):
    return as_actor(Role.CASE_MANAGER, prison)


@pytest.fixture
def forms(officer, approver):
    """The shipped forms, all in force: code → version."""
    with transaction():
        found = {code: instruments.keep(officer, instruments.shipped_text(code)) for code in instruments.shipped()}
        for code, one in found.items():
            if code != "idaho_security":
                instruments.activate(approver, one, officer.human_id, approver.human_id)
    return found


@pytest.fixture
def held(prison):
    """The id of somebody in custody there."""
    return cast.make_held(prison)


@pytest.fixture
def begun(forms, officer, held):
    """A security assessment just begun: its classification."""
    with transaction():
        return service.begin(officer, held)


def now(record):
    session.expire_all()
    return session.get(Classification, record.id)


def sheet_of(record):
    return queries.assessment_of(now(record))
