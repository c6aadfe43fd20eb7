"""People with a level, and those who work on levels."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.people.models import SecurityLevel
from casework.review_dates import queries
from kernel import clock
from kernel.authz import Role
from kernel.db import session
from tests import cast


@pytest.fixture
def officer(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_OFFICER, prison)


@pytest.fixture
def approver(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_APPROVER, prison)


@pytest.fixture
def held(prison):
    """Somebody inside at medium, to be looked at in 200 days."""
    return cast.make_held(prison, level=SecurityLevel.MEDIUM, next_review_on=in_days(200))


def in_days(days):
    return clock.today() + dt.timedelta(days=days)


def standing(person_id):
    session.expire_all()
    return queries.row_of(person_id).next_review_on


def causes(person_id):
    return [one.cause.value for one in queries.changes_of(person_id)]
