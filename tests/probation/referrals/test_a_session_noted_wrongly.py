"""A session that was noted wrongly is taken back with a reason: kept, struck through, counted by nothing any more."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import DatabaseError

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, NotFound
from probation.contacts.models import Contact, ContactState, Outcome
from probation.contacts.queries import history_of
from probation.corrections import service as corrections
from probation.feedback import service
from probation.referrals.models import Absence, Referral, ReferralState, SessionTakenBack
from probation.referrals.queries import sessions_of, waiting_on, waits_of
from tests import cast

WHY = "Somebody else sat there."
LATER = dt.timedelta(days=9)


@pytest.fixture
def there(story):
    story.draft()
    story.send()
    with clock.held_at(clock.now() + LATER):
        story.accept()
        yield story


def take_back(story, noted, reason=WHY, by=None):
    with cast.deed():
        return service.take_back_session(by or story.officer, noted.id, reason)


def referral(story):
    found = session.get_one(Referral, story.id)
    session.refresh(found)
    return found


def test_the_record_stays_with_who_when_and_why(there):
    noted = there.note(feedback="Came with her papers.")
    take_back(there, noted)
    (row,) = sessions_of(there.id)
    assert (row.wrong, row.taker, row.feedback) == (WHY, there.officer.name, "Came with her papers.")
    back = session.scalars(SessionTakenBack.__table__.select()).all()
    assert len(back) == 1


def test_nobody_changes_or_deletes_it_in_the_database(there):
    take_back(there, there.note())
    table = SessionTakenBack.__table__
    for statement in (table.delete(), table.update().values(reason="Never mind.")):
        with pytest.raises(DatabaseError, match=r"append|only|change"), session.begin_nested():
            session.connection().exec_driver_sql(str(statement.compile(compile_kwargs={"literal_binds": True})))


def test_the_only_session_gone_it_has_not_begun(there):
    noted = there.note()
    assert referral(there).state is ReferralState.IN_PROGRESS
    take_back(there, noted)
    found = referral(there)
    assert (found.state, found.begun_on, found.waited_days) == (ReferralState.ACCEPTED, None, None)
    assert not waits_of([there.service.id], clock.today()), "no wait is counted that was not"


def test_with_another_it_begins_with_that(there):
    first = there.note()
    with clock.held_at(clock.now() + dt.timedelta(days=3)):
        there.note()
        take_back(there, first)
    found = referral(there)
    assert (found.state, found.waited_days) == (ReferralState.IN_PROGRESS, LATER.days + 3)


def test_a_missed_one_leaves_the_beginning_as_it_was(there):
    there.note()
    missed = there.note(absence=Absence.NO_REASON)
    before = referral(there).begun_on
    take_back(there, missed)
    assert (referral(there).state, referral(there).begun_on) == (ReferralState.IN_PROGRESS, before)


def test_its_line_in_the_log_counts_nothing_any_more(there):
    noted = there.note()
    take_back(there, noted)
    first, last = sorted(history_of(noted.contact_id), key=lambda row: row.replaces_id is not None)
    assert (first.outcome, last.outcome, last.state) == (Outcome.COMPLIED, None, ContactState.CANCELLED)
    assert WHY in last.reason


def test_a_line_that_was_corrected_meanwhile_is_struck_out_too(there):
    noted = there.note(absence=Absence.NO_REASON)
    from kernel.ids import new_id

    with cast.deed():
        corrections.amend_contact(
            there.officer,
            corrections.Amendment(
                id=new_id(), contact_id=noted.contact_id, outcome=Outcome.NO_GOOD_REASON, note="", agreed_action="",
                reason="She told me so.",
            ),
        )  # fmt: skip
    take_back(there, noted)
    rows = history_of(noted.contact_id)
    standing = {row.id for row in rows} - {row.replaces_id for row in rows}
    (last,) = [row for row in rows if row.id in standing]
    assert (len(rows), last.outcome) == (3, None)


def test_what_is_due_is_read_again(there, monkeypatch):
    noted = there.note()
    read = []
    monkeypatch.setattr(corrections, "refresh_due", lambda order, _zone: read.append(order.id))
    take_back(there, noted)
    assert read == [there.world.order.id]


def test_its_worry_leaves_the_officers_day(there):
    noted = there.note(concern="Sleeps in the station.")
    assert waiting_on(there.officer, clock.today())
    take_back(there, noted)
    assert not waiting_on(there.officer, clock.today())


def test_twice_is_refused(there):
    noted = there.note()
    take_back(there, noted)
    with pytest.raises(Conflict):
        take_back(there, noted)


@pytest.mark.parametrize("reason", ["", "    ", "bad"])
def test_without_a_reason_it_is_refused(there, reason):
    noted = there.note()
    with pytest.raises(DomainError) as refused:
        take_back(there, noted, reason)
    assert refused.value.field == "reason"
    assert not session.scalars(SessionTakenBack.__table__.select()).all()


def test_who_may_not_know_of_the_person_does_not_know_of_the_session(there):
    noted = there.note()
    elsewhere = cast.make_unit(kind="probation_office", name="Harbour Office")
    stranger = cast.make_actor(Role.PROBATION_OFFICER, elsewhere, name="Nadia Rey")
    with pytest.raises(NotFound), transaction():
        service.take_back_session(stranger, noted.id, WHY)


def test_the_page_keeps_what_was_typed_and_says_what_is_missing(there, client, sign_in):
    noted = there.note(feedback="Came with her papers.")
    sign_in(client, there.officer)
    address = f"/referrals/sessions/{noted.id}/take-back"
    assert "Came with her papers." in client.get(address).text
    refused = client.post(address, data={"reason": "oh"})
    assert refused.status_code == 422
    assert 'value="oh"' in refused.text
    assert "Say in a few words what was wrong." in refused.text
    done = client.post(address, data={"reason": WHY}, follow_redirects=True)
    assert WHY in done.text
    assert "Taken back" in done.text
    assert session.get_one(Contact, noted.contact_id).outcome is Outcome.COMPLIED, "the old line is kept"


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.INSPECTOR, Role.INSTRUCTOR, Role.ADMINISTRATOR])
def test_who_only_reads_takes_nothing_back(there, client, sign_in, role):
    noted = there.note()
    sign_in(client, cast.make_actor(role, there.world.office))
    assert client.post(f"/referrals/sessions/{noted.id}/take-back", data={"reason": WHY}).status_code == 403
    assert not session.scalars(SessionTakenBack.__table__.select()).all()
