"""A form is proposed by one human and put in force by another, on its own examples; the database holds it too."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from casework.classification.models import InstrumentKind
from casework.classification.queries import version_in_force as custody_form
from casework.instruments import queries, service
from casework.instruments.queries import Group, version_in_force
from casework.people.models import LegalStatus, Sex
from kernel import audit
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from tests import cast

DAY = dt.date(2026, 11, 21)


@pytest.fixture
def prison():
    return cast.make_unit()


@pytest.fixture
def officer(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_OFFICER, prison)


@pytest.fixture
def approver(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_APPROVER, prison)


def proposed(actor, code="psa"):
    with transaction():
        return service.keep(actor, service.shipped_text(code))


def fresh(version):
    """The version as this transaction sees it."""
    return queries.version_record(version.id)


def test_the_second_human_puts_it_in_force(officer, approver):
    made = proposed(officer)
    with pytest.raises(Forbidden), transaction():
        service.put_in_force(officer, fresh(made))
    with transaction():
        service.put_in_force(approver, fresh(made))
    made = fresh(made)
    assert (made.first_human_id, made.second_human_id) == (officer.human_id, approver.human_id)
    assert made.vectors_passed
    with pytest.raises(Conflict), transaction():
        service.put_in_force(approver, fresh(made))
    with pytest.raises(Conflict), transaction():
        service.withdraw(officer, fresh(made), "Too late for that")


def test_a_form_whose_example_fails_is_never_in_force(officer, approver):
    made = proposed(officer)
    with transaction():
        fresh(made).vectors = {"vectors": [{**made.vectors["vectors"][0], "expect": {"nca_raw": 99}}]}
        audit.record(None, "instrument_version.broken", fresh(made))
    with pytest.raises(DomainError, match="PSA-1"), transaction():
        service.put_in_force(approver, fresh(made))


@pytest.mark.parametrize(("second", "passed"), [("officer", True), (None, True), ("approver", False)])
def test_the_database_refuses_one_human_and_failed_examples(officer, approver, second, passed):
    made, who = proposed(officer), {"officer": officer.human_id, "approver": approver.human_id, None: None}
    with pytest.raises(IntegrityError), transaction():
        row = fresh(made)
        row.second_human_id, row.vectors_passed = who[second], passed
        row.activated_at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        audit.record(None, "instrument_version.forced", row)
        session.flush()


def test_the_same_number_with_another_text_is_refused(officer):
    proposed(officer)
    text = service.shipped_text("psa").replace('text = "Another charge pending', 'text = "A charge pending')
    with pytest.raises(DomainError, match="version number"), transaction():
        service.keep(officer, text)


def test_the_examples_of_a_proposal_are_mended_and_those_of_a_version_in_force_are_not(officer, approver):
    made, text = proposed(officer), service.shipped_text("psa")
    mended = text.replace('id = "most"', 'id = "the-most"')
    with transaction():
        assert service.keep(approver, mended).id == made.id
    assert fresh(made).vectors["vectors"][-1]["id"] == "the-most"
    assert fresh(made).first_human_id == approver.human_id, "whoever keeps it last proposes it"
    with transaction():
        service.put_in_force(officer, fresh(made))
    with pytest.raises(DomainError, match="version number"), transaction():
        service.keep(approver, text)
    with transaction():
        assert service.keep(approver, mended).id == made.id, "the same text is the same version"


def test_whoever_keeps_a_version_without_a_name_stands_for_it(officer):
    with transaction():
        made = service.keep(None, service.shipped_text("psa"))
    with pytest.raises(Forbidden, match="Nobody stands"), transaction():
        service.put_in_force(officer, fresh(made))
    with transaction():
        service.keep(officer, service.shipped_text("psa"))
    assert fresh(made).first_human_id == officer.human_id


def test_a_withdrawn_proposal_stays_on_the_list(officer, approver):
    made = proposed(officer)
    with transaction():
        service.withdraw(officer, fresh(made), "We wait for our own figures")
    with pytest.raises(Conflict), transaction():
        service.put_in_force(approver, fresh(made))
    assert [row.why for row in queries.versions().rows] == ["We wait for our own figures"]


def test_the_form_in_force_follows_purpose_day_and_population(officer, approver):
    for code in ("tn_custody", "psa", "needs_profile"):
        made = proposed(officer, code)
        with transaction():
            service.put_in_force(approver, fresh(made))
    assert version_in_force(InstrumentKind.PRETRIAL, DAY).definition["code"] == "psa"
    assert custody_form(DAY).definition["code"] == "tn_custody"
    sentenced, unconvicted = Group(status=LegalStatus.SENTENCED), Group(status=LegalStatus.UNCONVICTED, sex=Sex.MALE)
    assert version_in_force(InstrumentKind.NEEDS, DAY, sentenced).definition["code"] == "needs_profile"
    with pytest.raises(NotFound):
        version_in_force(InstrumentKind.NEEDS, DAY, unconvicted)
    with pytest.raises(NotFound):
        version_in_force(InstrumentKind.PRETRIAL, dt.date(2019, 12, 31))
    with pytest.raises(NotFound):
        version_in_force(InstrumentKind.RISK, DAY)


def test_an_expired_version_is_refused_and_says_since_when(officer, approver):
    made = proposed(officer)
    with transaction():
        service.put_in_force(approver, fresh(made))
    with transaction():
        service.end(approver, fresh(made), DAY - dt.timedelta(days=1), "Replaced by the national form")
    with pytest.raises(NotFound, match="expired"):
        version_in_force(InstrumentKind.PRETRIAL, DAY)
    assert version_in_force(InstrumentKind.PRETRIAL, DAY - dt.timedelta(days=1)).id == made.id
    with pytest.raises(DomainError, match="expired"):
        service.must_be_in_force(fresh(made), DAY)
