"""Whoever asked sees how far it is, without any script; others see that there is no such page."""

from __future__ import annotations

import re
import uuid

import pytest

from kernel import audit, db, documents, jobs
from kernel.authz import Role
from kernel.db import session
from tests import cast


@pytest.fixture
def clerk(client, sign_in):
    found = cast.make_actor(Role.FINANCE_CLERK)
    sign_in(client, found)
    return found


def asked_by(actor, kind="letters") -> uuid.UUID:
    with db.transaction():
        return jobs.enqueue(actor, kind, {})


def test_a_moving_job_refreshes_itself_and_can_be_left(client, clerk) -> None:
    jobs.handler("letters", label="Make the letters")(lambda *_: None)
    answer = client.get(f"/jobs/{asked_by(clerk)}")
    assert answer.headers["Refresh"] == "3"
    assert "You can leave this page" in answer.text
    assert re.search(r"<h1>\s*Make the letters", answer.text)


def test_how_far_it_is(client, clerk) -> None:
    seen = []

    @jobs.handler("letters", label="Make the letters")
    def letters(_actor, _payload, progress):
        progress.step(120, 500, "Writing letters")
        seen.append(client.get(f"/jobs/{job_id}").text)

    job_id = asked_by(clerk)
    jobs.Worker().run_one()
    assert re.search(r'<progress value="120" max="500"', seen[0])
    assert "Writing letters" in seen[0]
    assert "120 of 500 done" in seen[0]


def test_stop_and_try_again(client, clerk) -> None:
    jobs.handler("letters", label="Make the letters")(lambda *_: None)
    at = f"/jobs/{asked_by(clerk)}"
    stopped = client.post(f"{at}/cancel", follow_redirects=True)
    assert "It was stopped before its end" in stopped.text
    assert "Refresh" not in stopped.headers
    assert client.post(f"{at}/cancel").status_code == 409
    assert "You can leave this page" in client.post(f"{at}/retry", follow_redirects=True).text


def test_the_paper_goes_to_its_asker_and_is_noted(client, clerk, signed_in) -> None:
    person = cast.make_held(cast.make_unit())

    @jobs.handler("letters", label="Make the letters")
    def letters(actor, _payload, progress):
        def keep():
            return documents.store(actor, "letters", b"%PDF-1.7", title="Letters", person_id=person)

        return {"document": progress.do(keep, done=1, total=1).id.hex}

    at = f"/jobs/{asked_by(clerk)}"
    jobs.Worker().run_one()
    assert "Open the paper" in client.get(at).text
    paper = client.get(f"{at}/paper")
    assert (paper.data, paper.mimetype) == (b"%PDF-1.7", "application/pdf")
    assert paper.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    looks = session.query(audit.AuditEntry).filter_by(action="document.read").all()
    assert [row.person_id for row in looks] == [person]
    keeper = signed_in(Role.ADMINISTRATOR)
    assert keeper.get(at).status_code == 200
    assert "Open the paper" not in keeper.get(at).text
    assert keeper.get(f"{at}/paper").status_code == 404


@pytest.mark.parametrize("path", ["", "/paper"])
def test_somebody_else_finds_nothing(signed_in, path) -> None:
    jobs.handler("letters", label="Make the letters")(lambda *_: None)
    at = f"/jobs/{asked_by(cast.make_actor(Role.FINANCE_CLERK))}{path}"
    assert signed_in(Role.GOVERNOR).get(at).status_code == 404


def test_a_job_without_a_paper_has_none(client, clerk) -> None:
    jobs.handler("letters", label="Make the letters")(lambda *_: None)
    at = f"/jobs/{asked_by(clerk)}"
    jobs.Worker().run_one()
    assert client.get(f"{at}/paper").status_code == 404
    assert "Everything you asked for is done" in client.get(at).text


def test_the_list_is_mine_and_says_what_to_do_when_empty(client, clerk) -> None:
    jobs.handler("letters", label="Make the letters")(lambda *_: None)
    assert "Nothing yet" in client.get("/jobs").text
    asked_by(clerk)
    asked_by(cast.make_actor(Role.FINANCE_CLERK))
    assert client.get("/jobs").text.count("Make the letters") == 1


def test_readiness_tells_of_press_and_queue(client) -> None:
    checks = client.get("/readyz").json["checks"]
    assert set(checks) >= {"database", "jobs", "pdf"}
