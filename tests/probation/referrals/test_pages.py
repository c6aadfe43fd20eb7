"""The pages of the directory and of a referral, walked by an officer and a supervisor."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from kernel import clock
from kernel.authz import Role
from probation.referrals.models import Referral, ReferralState
from tests import cast
from tests.probation.referrals.conftest import Story, make_service


def text(answer):
    return html.unescape(answer.get_data(as_text=True))


@pytest.fixture
def officer(world, client, sign_in):
    return sign_in(client, world.officer)


def test_the_directory_teaches_when_it_is_empty(officer):
    assert "The directory is empty" in text(officer.get("/supervision/services"))


def test_words_kind_and_language_find_a_service(world, officer):
    make_service(world.supervisor, languages=("ar", "en"))
    make_service(world.supervisor, name="Bâtir", kind="work", area="Élysée")
    page = text(officer.get("/supervision/services?words=elysee+batir"))
    assert "Bâtir" in page
    assert "Roof for all" not in page
    assert "Roof for all" in text(officer.get("/supervision/services?language=ar&kind=housing"))
    assert "No service matches" in text(officer.get("/supervision/services?language=zh"))


def test_a_long_directory_is_paged(world, officer):
    for n in range(30):
        make_service(world.supervisor, name=f"Place {n:02}")
    first = text(officer.get("/supervision/services"))
    after = re.search(r'rel="next" href="([^"]+)"', first).group(1)
    second = text(officer.get(after))
    assert "Place 24" in first
    assert "Place 25" not in first
    assert "Place 25" in second
    assert "This is the end of the list." in second


def test_a_supervisor_enters_changes_and_closes(world, client, sign_in):
    sign_in(client, world.supervisor)
    facts = {"name": "Kitchen", "kind": "work", "offers": "Teaches cooking to beginners.", "referrers": "case_manager"}
    refused = client.post("/supervision/services/new", data=facts)
    assert refused.status_code == 422
    assert "it must be reachable" in text(refused)
    assert "Teaches cooking to beginners." in text(refused), "nothing typed is lost"
    made = client.post("/supervision/services/new", data=facts | {"phone": "0155"})
    assert made.status_code == 303
    where = made.headers["Location"]
    changed = client.post(f"{where}/edit", data=facts | {"phone": "0156", "version": "1"})
    assert changed.status_code == 303
    late = client.post(f"{where}/edit", data=facts | {"phone": "0157", "version": "1"})
    assert late.status_code == 422
    assert "Somebody has changed this service" in text(late)
    day = clock.today()
    on = {"on-day": day.day, "on-month": day.month, "on-year": day.year, "why": "The grant ended."}
    assert client.post(f"{where}/closed", data=on).status_code == 303
    assert "The directory is empty" in text(client.get("/supervision/services"))
    assert "Kitchen" in text(client.get("/supervision/services?closed=y"))


def test_an_officer_does_not_keep_the_directory(officer):
    assert officer.get("/supervision/services/new").status_code == 403


def test_draft_look_send_letter(world, officer):
    story = Story(world)
    who = f"/people/{world.person.id}/referrals"
    assert "Nobody was asked for help yet" in text(officer.get(who))
    facts = {
        "service_id": story.service.id, "need": "housing", "goal": "A room of my own.", "outcomes": "Has a lease\nPays",
        "complexity": "low", "risk_words": "Never alone.", "agreed": "y", "language": "",
    }  # fmt: skip
    assert "Choose a service." in text(officer.post(f"{who}/new", data=facts | {"service_id": ""}))
    where = officer.post(f"{who}/new", data=facts).headers["Location"]
    shown = text(officer.get(where))
    assert "This is what the service will be told" in shown
    assert "Never alone." in shown
    digest = re.search(r'name="shown" value="(\w+)"', shown).group(1)
    assert "Draft, not sent" in text(officer.get("/my-day"))
    assert officer.post(f"{where}/sent", data={"shown": digest}).status_code == 303
    assert "What the service was told" in text(officer.get(where))
    letter = officer.get(f"{where}/letter.pdf")
    assert letter.mimetype == "application/pdf"
    assert "Roof for all" in text(officer.get(who))


def test_a_whole_referral_by_its_forms(story, officer):
    from kernel.db import session

    story.draft()
    story.send()
    day = clock.today()
    on = {"on-day": day.day, "on-month": day.month, "on-year": day.year}
    where = f"/referrals/{story.id}"
    assert officer.post(f"{where}/accepted", data=on).status_code == 303
    late = officer.post(f"{where}/sessions", data=on | {"time": "23:00", "how": "came", "feedback": "Typed text"})
    assert late.status_code == 422
    assert "Typed text" in text(late)
    with clock.held_at(clock.now() + dt.timedelta(minutes=12)):
        assert officer.post(f"{where}/sessions", data=on | {"time": "10:05", "how": "came"}).status_code == 303
    found = session.get_one(Referral, story.id)
    assert found.state is ReferralState.IN_PROGRESS
    page = text(officer.get(where))
    rows = re.findall(r'name="(scores-\d-outcome_id)"[^>]* value="([^"]+)"', page)
    assert len(rows) == 2
    report = dict(rows) | {"scores-0-score": "achieved", "scores-1-score": "not", "report": "She has a lease now."}
    assert officer.post(f"{where}/completed", data=report).status_code == 303
    assert "Score: 50 of 100" in text(officer.get(where))


def test_who_may_not_know_of_the_person_finds_no_referral(story, client, sign_in):
    story.draft()
    other = cast.make_unit(kind="probation_office")
    sign_in(client, cast.make_actor(Role.PROBATION_OFFICER, other))
    assert client.get(f"/referrals/{story.id}").status_code == 404
    assert client.post(f"/referrals/{story.id}/sent", data={"shown": "x"}).status_code == 404
