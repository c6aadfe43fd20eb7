"""A score from a version that is not in force: refused at begin, at the signature and at the decision."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.assessing import service
from casework.assessing.rules import Given
from casework.classification import service as levels
from casework.classification.queries import version_by_id
from casework.people.models import SecurityLevel
from kernel import audit, clock
from kernel.db import transaction
from kernel.errors import DomainError
from tests.casework.assessing.conftest import ANSWERS


def expire(version_id):
    with transaction():
        version = version_by_id(version_id)
        version.in_force_to = clock.today() - dt.timedelta(days=2)
        audit.record(None, "instrument_version.ended", version)


def test_nothing_is_begun_with_it(client, sign_in, forms, keeper, held):
    expire(forms["needs_profile"].id)
    refused = sign_in(client, keeper).post(f"/people/{held}/assessments", data={"version": forms["needs_profile"].id})
    assert refused.status_code == 422
    assert "This version expired on" in refused.text
    assert "Begin a new assessment with the one in force" in refused.text


def test_a_proposal_is_not_in_force_either(forms, officer, held, keeper):
    with pytest.raises(DomainError, match="classification page"), transaction():
        service.begin(officer, held, forms["idaho_security"].id)


def test_nothing_is_signed_with_it(client, sign_in, forms, keeper, held):
    with transaction():
        made = service.begin(keeper, held, forms["needs_profile"].id)
        service.keep(keeper, held, made.id, {"drugs": Given(value=3)})
    expire(forms["needs_profile"].id)
    refused = sign_in(client, keeper).post(f"/people/{held}/assessments/{made.id}/signature")
    assert refused.status_code == 422
    assert "This version expired on" in refused.text


def test_nothing_is_decided_with_it(forms, officer, approver, begun, held):
    with transaction():
        levels.save_answers(officer, held, ANSWERS, {})
        levels.recommend(officer, held, SecurityLevel.MEDIUM, "Steady.")
    expire(forms["tn_custody"].id)
    with pytest.raises(DomainError, match="Take the answers over"), transaction():
        levels.decide(approver, held, levels.Decision(level=SecurityLevel.MEDIUM))
