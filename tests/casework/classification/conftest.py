from __future__ import annotations

import pytest

from casework.instruments import service as instruments
from casework.people.models import LegalStatus, Person
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
