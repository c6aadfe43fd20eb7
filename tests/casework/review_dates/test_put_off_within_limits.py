"""A colleague brings a review forward with a reason, an approver puts it off with one, and only so far."""

import pytest

from casework.people.models import SecurityLevel
from casework.review_dates import queries, service
from casework.review_rules.models import Trigger
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError, Forbidden, NotFound
from tests import cast
from tests.casework.review_dates.conftest import causes, in_days, standing

WHY = "The workshop report comes next week."


def move(who, person_id, days, words=WHY):
    with transaction():
        return service.move(who, person_id, in_days(days), words)


def test_an_officer_brings_it_forward(held, officer):
    move(officer, held, 20)
    change = queries.changes_of(held)[0]
    assert (standing(held), change.old_on, change.words) == (in_days(20), in_days(200), WHY)
    assert change.by_human == officer.human_id


def test_only_an_approver_puts_it_off(held, officer, approver):
    with pytest.raises(Forbidden):
        move(officer, held, 210)
    move(approver, held, 210)
    assert (standing(held), causes(held)) == (in_days(210), ["postponed"])


def test_however_often_it_moves_the_limit_is_counted_from_the_day_of_the_rules(held, approver):
    move(approver, held, 220)
    with pytest.raises(DomainError, match="28 days") as refused:
        move(approver, held, 229)
    assert refused.value.field == "new_on"
    move(approver, held, 228)


def test_no_reason_no_change(held, approver):
    with pytest.raises(DomainError) as refused:
        move(approver, held, 210, "busy")
    assert refused.value.field == "words"
    with pytest.raises(DomainError):
        move(approver, held, -1)


def test_something_happened_that_the_system_did_not_see(held, officer):
    with transaction():
        service.report(officer, held, Trigger.INCIDENT, in_days(-2), "A fight in the yard, see the report.")
    assert (standing(held), causes(held)) == (in_days(12), ["incident"])
    with pytest.raises(DomainError, match="Nothing changes"), transaction():
        service.report(officer, held, Trigger.INCIDENT, in_days(-1), "The same fight, told again.")
    with pytest.raises(DomainError), transaction():
        service.report(officer, held, Trigger.INCIDENT, in_days(1), "It will happen tomorrow.")


def test_another_prison_does_not_know_of_it(held, as_actor):
    with pytest.raises(NotFound):
        move(as_actor(Role.CLASSIFICATION_OFFICER, cast.make_unit()), held, 20)


def test_the_page_tells_the_day_the_rule_and_the_history(client, sign_in, held, officer, approver, as_actor, prison):
    page = f"/people/{held}/classification/review"
    day = in_days(20)
    sent = {"new_on-day": day.day, "new_on-month": day.month, "new_on-year": day.year, "words": "short"}
    sign_in(client, officer)
    refused = client.post(f"{page}/move", data=sent)
    assert refused.status_code == 422
    assert "Say in a sentence why." in refused.text
    assert client.post(f"{page}/move", data={**sent, "words": WHY}).status_code == 303
    shown = client.get(page).text
    assert "Brought forward by a colleague" in shown
    assert WHY in shown
    what = {"trigger": "incident", "words": "A fight in the yard, <b>see</b> it.", "on-day": "1", "on-month": "1"}
    assert client.post(f"{page}/report", data={**what, "on-year": "2999"}).status_code == 422
    assert "may be put off" not in shown.lower()
    assert "May be put off to" in sign_in(client, approver).get(page).text
    seen = sign_in(client, as_actor(Role.INSPECTOR)).get(page).text
    assert WHY in seen
    assert "Change the day" not in seen


def test_who_is_not_inside_has_no_review(prison, officer):
    out = cast.make_held(prison, in_custody=False, level=SecurityLevel.MEDIUM, next_review_on=in_days(9))
    with pytest.raises(DomainError, match="not in custody"):
        move(officer, out, 5)
