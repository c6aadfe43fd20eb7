"""Two records officers decide on screen what two alike files are; the inspector only reads."""

import pytest
import sqlalchemy as sa

from casework.merging.models import FileMerge, MergeState
from casework.people.models import DuplicateProposal, ProposalState
from casework.people.service import NewPerson, register_person
from kernel.authz import Role
from kernel.db import session, transaction
from tests import cast

WORDS = "the same scar and the same mother"


@pytest.fixture
def pair(prison):
    officer = cast.make_actor(Role.RECORDS_OFFICER, prison)
    with transaction():
        for _n in range(2):
            register_person(officer, NewPerson(name="Célestin Lefèvre", establishment_id=prison.id))
    return session.scalars(sa.select(DuplicateProposal)).one()


def url(pair, deed=""):
    return f"/people/duplicates/{pair.id}{deed}"


def test_asked_confirmed_and_taken_back(app, sign_in, prison, pair):
    one, two = (sign_in(app.test_client(), cast.make_actor(Role.RECORDS_OFFICER, prison)) for _n in range(2))
    page = one.get(url(pair)).text
    assert "Lefèvre" in page
    assert "A birth date is not known" in page
    assert "Say how you know" in one.post(url(pair, "/merge"), data={"keep": str(pair.other_id)}).text
    asked = one.post(url(pair, "/merge"), data={"keep": str(pair.other_id), "reason": WORDS})
    assert asked.status_code == 303
    assert "Another records officer confirms it" in one.get(url(pair)).text
    assert one.post(url(pair, "/confirm")).status_code == 422
    assert "Waits for a second person" in two.get("/people/duplicates").text
    assert two.post(url(pair, "/confirm")).status_code == 303
    assert one.get(f"/people/{pair.person_id}").status_code == 200, "the old address leads to the surviving file"
    merge = session.scalars(sa.select(FileMerge)).one()
    page = two.get("/people/merges").text
    assert WORDS in page
    page = f"/people/merges/{merge.id}"
    assert "Nothing was written on the file since" in two.get(page).text
    unread = two.post(f"{page}/undo", data={"reason": "other fingerprints"})
    assert unread.status_code == 422
    assert two.post(f"{page}/undo", data={"reason": "short", "seen": 0}).status_code == 422
    assert two.post(f"{page}/undo", data={"reason": "other fingerprints", "seen": 0}).status_code == 303
    assert session.scalars(sa.select(FileMerge.state)).all() == [MergeState.UNDONE]
    assert session.scalars(sa.select(DuplicateProposal.state)).all() == [ProposalState.NEW]


def test_given_back_and_kept_two(app, sign_in, prison, pair):
    one, two = (sign_in(app.test_client(), cast.make_actor(Role.RECORDS_OFFICER, prison)) for _n in range(2))
    one.post(url(pair, "/merge"), data={"keep": str(pair.person_id), "reason": WORDS})
    assert two.post(url(pair, "/give-back"), data={"reason": "other fingerprints"}).status_code == 303
    assert two.post(url(pair, "/two-people"), data={"reason": "no"}).status_code == 422
    assert two.post(url(pair, "/two-people"), data={"reason": "they are cousins"}).status_code == 303
    assert "No pairs to decide" in one.get("/people/duplicates").text


def test_an_inspector_reads_and_a_stranger_sees_nothing(app, sign_in, pair):
    inspector = sign_in(app.test_client(), cast.make_actor(Role.INSPECTOR))
    page = inspector.get(url(pair)).text
    assert "Ask to merge" not in page
    assert inspector.post(url(pair, "/merge"), data={"keep": str(pair.other_id), "reason": WORDS}).status_code == 403
    stranger = sign_in(app.test_client(), cast.make_actor(Role.RECORDS_OFFICER, cast.make_unit()))
    assert stranger.get(url(pair)).status_code == 404


def test_names_are_suggested_while_typing(app, sign_in, prison, pair):
    officer = sign_in(app.test_client(), cast.make_actor(Role.RECORDS_OFFICER, prison))
    answer = officer.post("/people/suggest", data={"asked": "lefe"})
    assert answer.text.count("<li>") == 2
    assert officer.post("/people/suggest", data={"asked": "l"}).text.strip() == ""
    stranger = sign_in(app.test_client(), cast.make_actor(Role.RECORDS_OFFICER, cast.make_unit()))
    assert stranger.post("/people/suggest", data={"asked": "lefe"}).text.strip() == ""
    assert "find-person" not in sign_in(app.test_client(), cast.make_actor(Role.FINANCE_CLERK)).get("/").text
