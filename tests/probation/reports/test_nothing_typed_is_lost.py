"""An account that was typed stays, whichever button of the report is pressed and even when the session ran out."""

from __future__ import annotations

import pytest

from kernel import clock
from kernel.accounts.rules import IDLE
from kernel.db import session
from probation.reports.models import BreachReport, ReportState
from probation.reports.queries import attempts_of
from tests.probation.reports.test_both_sides_and_two_humans import begin, story  # noqa: F401 - the fixture

TYPED = {
    "account_how": "given", "account": "I was at the hospital with my son.", "alternatives": ["support", "warning"],
    "reasons": "Two offers of help were not taken up.",
}  # fmt: skip
HOW = "Rang the mobile twice on Monday."


@pytest.fixture
def desk(story, client, sign_in):  # noqa: F811 - the fixture
    """(client, the report's address, the report as it lies in the database)."""
    report = begin(story)
    sign_in(client, story.officer)
    return client, f"/supervision/reports/{report.id}", lambda: session.get(BreachReport, report.id)


def test_an_attempt_that_is_logged_keeps_the_report_as_typed(desk):
    client, path, row = desk
    assert client.post(f"{path}/attempts", data={**TYPED, "how": HOW}).status_code == 303
    assert (row().account, row().reasons) == (TYPED["account"], TYPED["reasons"])
    assert row().alternatives.split() == TYPED["alternatives"]
    assert [one.how for one in attempts_of(row().id)] == [HOW]
    assert HOW not in client.get(path).text.split("<textarea")[-1]


def test_an_attempt_without_words_is_refused_beside_its_box_and_the_account_is_shown_again(desk):
    client, path, row = desk
    answer = client.post(f"{path}/attempts", data={**TYPED, "how": "Rang."})
    assert answer.status_code == 422
    assert TYPED["account"] in answer.text
    assert TYPED["reasons"] in answer.text
    assert 'id="how-error"' in answer.text
    assert attempts_of(row().id) == []


def test_an_attempt_that_is_not_logged_yet_waits_in_its_box(desk):
    client, path, row = desk
    assert client.post(path, data={**TYPED, "how": HOW}).status_code == 303
    assert row().account == TYPED["account"]
    assert attempts_of(row().id) == []
    assert HOW in client.get(path).text
    assert client.post(path, data={**TYPED, "how": ""}).status_code == 303
    assert HOW not in client.get(path).text


def test_a_report_is_not_sent_over_an_attempt_that_nobody_logged(desk):
    client, path, row = desk
    broken = row().conditions.split()
    answer = client.post(f"{path}/submitted", data={**TYPED, "conditions": broken, "how": HOW})
    assert answer.status_code == 422
    assert "Log this attempt first, or empty the box." in answer.text
    assert TYPED["account"] in answer.text
    assert row().state is ReportState.DRAFT
    assert client.post(f"{path}/submitted", data={**TYPED, "conditions": broken, "how": ""}).status_code == 303
    assert row().state is ReportState.SUBMITTED


@pytest.mark.parametrize("button", ["", "/attempts", "/submitted"])
def test_what_was_typed_after_the_session_ran_out_is_there_again(desk, story, sign_in, button):  # noqa: F811
    client, path, row = desk
    with clock.held_at(clock.now() + IDLE):
        gone = client.post(path + button, data={**TYPED, "how": HOW})
        assert "/sign-in" in gone.location
        assert row().account == ""
        sign_in(client, story.officer)
        back = client.get(path + button, follow_redirects=True)
        assert back.status_code == 200
        for typed in (TYPED["account"], TYPED["reasons"], HOW, "It was kept for you"):
            assert typed in back.text
        assert client.post(path, data=TYPED).status_code == 303
        assert "It was kept for you" not in client.get(path).text
