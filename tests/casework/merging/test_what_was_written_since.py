"""Before a merge is taken back its page lists what was written since, where each record will stand, and why."""

import pytest
import sqlalchemy as sa

from casework.alerts.models import Alert, AlertCode
from casework.alerts.service import end_alert, raise_alert
from casework.custody.models import Movement, MovementKind
from casework.custody.service import NewMovement, move
from casework.merging import queries, service
from casework.merging.rules import Stands
from casework.people.models import DuplicateProposal, ProposalState
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict
from tests import cast
from tests.casework.people_inside import received

WORDS = "the same scar and the same mother"


@pytest.fixture
def officers(prison):
    return [cast.make_actor(Role.RECORDS_OFFICER, prison) for _n in range(2)]


@pytest.fixture
def files(prison, officers):
    """(kept, given up): one inside, the other never received, with an alert of its own."""
    kept = received(prison)
    with cast.deed():
        gone = cast.make_held(prison, in_custody=False, name="Eva Hart")
        raise_alert(officers[0], gone, AlertCode.ESCAPE, "Ran from a transport", review_on=clock.today())
    return kept, gone


def merged(officers, files):
    first, second = sorted(files)
    with transaction():
        pair = DuplicateProposal(person_id=first, other_id=second, score=80, evidence={"names": "same"})
        session.add(pair)
        audit.record(None, "duplicate.proposed", pair)
    with transaction():
        service.ask_merge(officers[0], pair.id, files[0], WORDS)
    with transaction():
        return service.confirm_merge(officers[1], pair.id).id


def written_since(officers, files):
    """A movement, which is never rewritten; a new alert; and the end of the alert that the merge moved."""
    with transaction():
        court = move(officers[0], NewMovement(
            person_id=files[0], kind=MovementKind.TO_COURT, at=clock.now(), destination="Harbour Court"
        ))  # fmt: skip
        old = session.scalars(sa.select(Alert)).one()
        fresh = raise_alert(officers[0], files[0], AlertCode.SELF_HARM, "Told the nurse", review_on=clock.today())
        end_alert(officers[0], old.id, "It was a mistake")
    return court.id, old.id, fresh.id


def since(officers, merge):
    return queries.since_merge(queries.one_merge(officers[0], merge))


def test_each_record_says_where_it_will_stand_and_stands_there(officers, files):
    merge = merged(officers, files)
    assert since(officers, merge).many == 0
    court, old, fresh = written_since(officers, files)
    stands = {row.subject_id: where for row, where in since(officers, merge).deeds}
    assert (stands[court], stands[fresh], stands[old]) == (Stands.KEPT, Stands.KEPT, Stands.BACK)
    with transaction():
        service.undo_merge(officers[1], merge, "the fingerprints differ", seen=since(officers, merge).many)
    session.expire_all()
    kept, gone = files
    assert session.get_one(Movement, court).person_id == kept
    assert session.get_one(Alert, fresh).person_id == kept
    assert session.get_one(Alert, old).person_id == gone
    assert session.get_one(Alert, old).ended_on is not None, "it goes back with what was changed on it"
    left = {row.subject_id for row, _where in since(officers, merge).deeds}
    assert {court, fresh, old} <= left, "the list stays, to be worked through"


def test_who_confirms_has_seen_all_of_it(app, sign_in, officers, files):
    merge = merged(officers, files)
    written_since(officers, files)
    browser = sign_in(app.test_client(), officers[1])
    page = f"/people/merges/{merge}"
    shown = browser.get(page).text
    assert "Stays with the kept file" in shown
    assert "Goes back, with what was changed on it" in shown
    stale = browser.post(f"{page}/undo", data={"reason": "the fingerprints differ", "seen": 0})
    assert stale.status_code == 422
    assert "Look at the list again" in stale.text
    with pytest.raises(Conflict), transaction():
        service.undo_merge(officers[1], merge, "the fingerprints differ", seen=0)
    many = since(officers, merge).many
    assert f'value="{many}"' in stale.text
    assert browser.post(f"{page}/undo", data={"reason": "the fingerprints differ", "seen": many}).status_code == 303
    assert "What belongs to the other person is written anew" in browser.get(page).text
    assert session.scalar(sa.select(DuplicateProposal.state)) is ProposalState.NEW
