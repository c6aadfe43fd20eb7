"""A protected address shows only to who asks, says why, and is kept for having asked."""

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.addresses.models import Address, AddressKind
from casework.addresses.service import NewAddress, add_address, end_address
from kernel import clock
from kernel.audit import AuditEntry, FieldChange
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from tests.casework.people_inside import received

HIDDEN = "7 Quiet Lane"


def living(person, **over):
    facts = {
        "id": new_id(), "person_id": person, "kind": AddressKind.HOME, "lines": HIDDEN,
        "from_on": clock.today() - dt.timedelta(days=400), "why_protected": "Threats by a former partner",
    }  # fmt: skip
    return NewAddress(**{**facts, **over})


@pytest.fixture
def officer(prison, as_actor):
    return as_actor(Role.CASE_MANAGER, prison)


def test_it_is_nowhere_until_it_is_revealed(prison, officer, signed_in):
    person = received(prison)
    with transaction():
        row = add_address(officer, living(person))
    client = signed_in(Role.CASE_MANAGER, prison)
    for page in ("addresses", "identity", "history", "timeline", ""):
        assert HIDDEN not in client.get(f"/people/{person}/{page}".rstrip("/")).text
    reveal = f"/people/{person}/addresses/{row.id}/reveal"
    refused = client.post(reveal, data={"reason": ""})
    assert refused.status_code == 422
    assert HIDDEN not in refused.text
    assert HIDDEN in client.post(reveal, data={"reason": "Home visit today"}).text
    assert HIDDEN not in client.get(f"/people/{person}/addresses").text
    entry = session.execute(sa.select(AuditEntry).where(AuditEntry.action == "address.revealed")).scalar_one()
    assert (entry.person_id, entry.reason) == (person, "Home visit today")


def test_its_words_are_in_no_trail_and_no_history(prison, officer):
    person = received(prison)
    with transaction():
        row = add_address(officer, living(person))
    with transaction():
        end_address(officer, row.id, clock.today(), "Moved out")
    trail = "".join(str(entry.changes) for entry in session.scalars(sa.select(AuditEntry)))
    history = [(one.field, one.new) for one in session.scalars(sa.select(FieldChange))]
    assert HIDDEN not in trail
    assert ("to_on", clock.today().isoformat()) in history


@pytest.mark.parametrize(
    ("over", "says"),
    [
        ({"from_on": dt.date(1790, 1, 1)}, "that long ago"),
        ({"checked_on": dt.date(2990, 1, 1)}, "today or before"),
    ],
)
def test_dates_that_cannot_be_are_refused(prison, officer, over, says):
    person = received(prison)
    with pytest.raises(DomainError, match=says), transaction():
        add_address(officer, living(person, **over))


def test_nobody_leaves_before_they_came(prison, officer):
    person = received(prison)
    with transaction():
        row = add_address(officer, living(person))
    with pytest.raises(DomainError, match="before they came"), transaction():
        end_address(officer, row.id, row.from_on - dt.timedelta(days=1), "Moved out")
    assert session.get_one(Address, row.id).to_on is None
