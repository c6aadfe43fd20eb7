"""What each role sees of the snapshots, and the roll on paper."""

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.continuity import queries, service, views
from casework.people.models import Person
from casework.snapshots.rules import Gap
from kernel import audit, clock, jobs
from kernel.authz import Role
from kernel.db import in_transaction, session, transaction
from kernel.jobs.models import Job
from tests import cast
from tests.casework.continuity.ceremony import hold_ceremony
from tests.casework.people_inside import received

HELD = {Role.GOVERNOR, Role.INSPECTOR, Role.RECORDS_OFFICER}


@pytest.fixture
def held(tmp_path, monkeypatch):
    """A ceremony was held, and the pages look into its folder."""
    monkeypatch.setattr(views, "folder", lambda: tmp_path / "continuity")
    return hold_ceremony(tmp_path, "Vault")


def night(held):
    done = service.tonight(held.folder, at_once=True)
    return in_transaction(lambda: service.settle(None, done))


def test_before_the_ceremony_the_page_says_what_to_do(client, sign_in, prison, as_actor, tmp_path, monkeypatch):
    monkeypatch.setattr(views, "folder", lambda: tmp_path / "none")
    signed = sign_in(client, as_actor(Role.GOVERNOR, prison))
    shown = signed.get("/continuity").text
    assert "Hold the ceremony" in shown
    assert "No snapshot yet" in shown
    assert 'href="/continuity"' in signed.get("/").text.partition("If the prison were lost tonight")[2]


def test_all_well_is_shown_and_home_is_quiet(client, sign_in, prison, as_actor, held):
    received(prison)
    night(held)
    signed = sign_in(client, as_actor(Role.GOVERNOR, prison))
    shown = signed.get("/continuity").text
    assert "things to mend" not in shown
    assert "thing to mend" not in shown
    assert "Headquarters" in shown
    assert "Written and read back" in shown
    assert "If the prison were lost tonight" not in signed.get("/").text


def test_a_missed_night_and_a_bad_place_are_loud(client, sign_in, prison, as_actor, held, tmp_path):
    with clock.held_at(clock.now() - dt.timedelta(hours=30)):
        (tmp_path / "Vault" / "throughcare-place").unlink()
        night(held)
    shown = sign_in(client, as_actor(Role.ADMINISTRATOR)).get("/continuity").text
    assert "2 things to mend" in shown
    assert "older than a night" in shown
    assert "missing in “Vault”" in shown


def test_an_administrator_sees_no_counts_of_people(client, sign_in, prison, as_actor, held):
    received(prison)
    night(held)
    for role in (Role.ADMINISTRATOR, Role.GOVERNOR):
        shown = sign_in(client, as_actor(role, prison if role is Role.GOVERNOR else None)).get("/continuity").text
        assert (prison.name in shown) is (role is Role.GOVERNOR)
        assert (str(Gap.NO_PHOTO.label) in shown) is (role is Role.GOVERNOR)


def test_a_governor_sees_the_gaps_of_their_own_prison_alone(client, sign_in, prison, as_actor, held):
    other = cast.make_unit(name="Elsewhere Prison")
    received(prison)
    received(other)
    night(held)
    shown = sign_in(client, as_actor(Role.GOVERNOR, prison)).get("/continuity").text
    assert prison.name in shown
    assert "Elsewhere Prison" not in shown


def test_others_are_kept_out(client, sign_in, prison, as_actor):
    assert sign_in(client, as_actor(Role.INSTRUCTOR, prison)).get("/continuity").status_code == 403


def test_the_roll_is_asked_for_and_made(client, sign_in, prison, as_actor):
    governor = as_actor(Role.GOVERNOR, prison)
    received(prison, "Ann Hart")
    answer = sign_in(client, governor).post(f"/continuity/{prison.id}/roll")
    assert answer.status_code == 303
    with client.application.app_context():
        jobs.Worker().run_one()
    job = session.scalars(sa.select(Job).where(Job.kind == "continuity.roll")).one()
    assert job.state == "done", job.error
    paper = client.get(f"/jobs/{job.id}/paper")
    assert paper.data.startswith(b"%PDF")


def test_a_restricted_person_stands_on_no_roll_of_who_may_not_know(prison, as_actor):
    hidden = received(prison, "Hidden Person")
    received(prison, "Ann Hart")
    with transaction():
        person = session.get_one(Person, hidden)
        person.restricted = True
        audit.record(None, "person.restricted", person)
    governor = as_actor(Role.GOVERNOR, prison)
    today = clock.today()
    names = lambda **over: {one.name for one in service.roll_of(governor, prison.id, today, **over)}  # noqa: E731
    with transaction():
        assert names() == {"Ann Hart"}
        assert names(everybody=True) == {"Ann Hart", "Hidden Person"}
    assert queries.count_inside(governor, prison.id) == 1


def test_an_empty_prison_has_no_roll(client, sign_in, prison, as_actor):
    answer = sign_in(client, as_actor(Role.GOVERNOR, prison)).post(
        f"/continuity/{prison.id}/roll", follow_redirects=True
    )
    assert "no roll to print" in answer.text


def test_the_roll_of_another_prison_is_nobodys(client, sign_in, prison, as_actor):
    other = cast.make_unit()
    assert sign_in(client, as_actor(Role.GOVERNOR, prison)).post(f"/continuity/{other.id}/roll").status_code == 404


def test_the_nightly_job_makes_one(real_db, tmp_path):
    prison = cast.make_unit()
    received(prison)
    with real_db.app_context():
        worker = jobs.Worker()
        worker.run(real_db, drain=True)
        assert queries.newest() is None, "before the ceremony it does nothing, and fails nobody"
        session.remove()
        hold_ceremony(tmp_path, "Vault", folder=tmp_path / "continuity")
        with clock.held_at(clock.now() + dt.timedelta(hours=2)):
            worker.run(real_db, drain=True)
            assert queries.newest().people == 1
    assert len(list((tmp_path / "Vault").glob("*.tcs"))) == 1


def test_the_page_asks_little_however_many_are_inside(client, sign_in, prison, as_actor, held, isolation):
    signed = sign_in(client, as_actor(Role.GOVERNOR, prison))

    def statements():
        seen = []
        watch = lambda *given: seen.append(given[2])  # noqa: E731
        sa.event.listen(isolation, "before_cursor_execute", watch)
        assert signed.get("/continuity").status_code == 200
        sa.event.remove(isolation, "before_cursor_execute", watch)
        return len(seen)

    night(held)
    few = statements()
    for n in range(5):
        received(prison, f"Person {n}")
    with clock.held_at(clock.now() + dt.timedelta(seconds=5)):
        night(held)
    assert statements() == few
