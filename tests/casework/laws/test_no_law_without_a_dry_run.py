"""A law comes into force only after a finished dry run of exactly its text, against the law it replaces."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.laws import queries
from casework.laws.rules import Share, fraction_of
from casework.laws.service import enact, install_shipped, propose_share
from casework.trials import queries as trials
from casework.trials import service as trying
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError
from tests import cast
from tests.casework.laws.test_versions import FORTY, WHY

THIRD = Share(kind="serious", from_on=dt.date(2021, 1, 1), share=fraction_of("3/4"), citation="Act of 2025")


@pytest.fixture
def governor(prison, as_actor):
    return as_actor(Role.GOVERNOR, prison)


@pytest.fixture
def proposed(as_actor):
    with transaction():
        install_shipped(None)
        return propose_share(as_actor(Role.ADMINISTRATOR), FORTY, WHY)


def refused(governor, version):
    with pytest.raises(DomainError, match="Dry run over everybody") as found, transaction():
        enact(governor, version.id)
    assert found.value.rule == "No law without a dry run"
    return queries.law_in_force()[0] == 1


def test_untried_or_half_tried_is_refused(proposed, governor):
    assert refused(governor, proposed)
    with transaction():
        trying.begin(governor, proposed)
    assert refused(governor, proposed), "a dry run that is under way says nothing yet"
    cast.make_trial(proposed)
    with transaction():
        enact(governor, proposed.id)
    assert queries.law_in_force()[0] == proposed.number


def test_another_text_tried_does_not_count(proposed, governor, as_actor):
    with transaction():
        other = propose_share(as_actor(Role.ADMINISTRATOR), THIRD, WHY)
    cast.make_trial(other)
    assert refused(governor, proposed)


def test_a_dry_run_against_a_law_that_was_replaced_does_not_count(proposed, governor, as_actor):
    with transaction():
        other = propose_share(as_actor(Role.ADMINISTRATOR), THIRD, WHY)
        half_way = trying.begin(governor, proposed).id
    cast.make_trial(proposed)
    cast.make_trial(other)
    with transaction():
        enact(governor, other.id)
    with pytest.raises(DomainError, match="Dry run over everybody"), transaction():
        enact(governor, proposed.id)
    with pytest.raises(DomainError, match="new dry run"), transaction():
        trying.finish(half_way, 0)
    assert not trials.trial(half_way).finished_at
