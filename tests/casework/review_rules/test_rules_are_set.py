"""Who sets rules of review, where, from when; what a prison and its service may say."""

import datetime as dt

import pytest

from casework.review_rules import queries, service
from casework.review_rules.models import Trigger
from casework.review_rules.rules import Facts, Rule, due_after, shipped
from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError, Forbidden
from tests import cast

SOURCE = "Order 12 of the ministry, 2026"
ANYBODY = Facts(level=None, untried=False)


def rule(**over):
    facts = {"trigger": Trigger.TRANSFER, "days": 7, "source": SOURCE, "in_force_from": clock.today()}
    return Rule(**{**facts, **over})


def test_the_shipped_rules_hold_until_somebody_sets_one(as_actor):
    assert queries.all_rules() == shipped()
    with transaction():
        service.set_rule(as_actor(Role.ADMINISTRATOR), rule(in_force_from=clock.today() + dt.timedelta(days=1)))
    assert len(queries.all_rules()) == len(shipped()) + 1
    today, tomorrow = clock.today(), clock.today() + dt.timedelta(days=1)
    days = [(due_after(queries.all_rules(), ANYBODY, Trigger.TRANSFER, on).on - on).days for on in (today, tomorrow)]
    assert days == [28, 7]


def test_a_governor_sets_rules_for_the_prison_alone(as_actor, prison):
    governor = as_actor(Role.GOVERNOR, prison)
    with pytest.raises(Forbidden), transaction():
        service.set_rule(governor, rule())
    with pytest.raises(Forbidden), transaction():
        service.set_rule(governor, rule(unit_id=cast.make_unit().id))
    with transaction():
        made = service.set_rule(governor, rule(unit_id=prison.id))
        service.end_rule(governor, made.id)
    assert made.in_force_to == clock.today()
    with pytest.raises(Forbidden), transaction():
        service.set_rule(as_actor(Role.CLASSIFICATION_OFFICER, prison), rule(unit_id=prison.id))


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"source": "because"}, "source"), ({"days": 0}, "months"), ({"in_force_from": dt.date(2026, 1, 1)},
        "in_force_from"),
        ({"least_months": 24, "most_months": 12}, "most_months"), ({"age": 21}, "age"),
        ({"trigger": Trigger.AGE}, "age"),
    ],
)  # fmt: skip
def test_a_rule_says_what_it_rests_on_and_holds_from_a_day_to_come(as_actor, over, field):
    with pytest.raises(DomainError) as refused, transaction():
        service.set_rule(as_actor(Role.ADMINISTRATOR), rule(**over))
    assert refused.value.field == field


def test_a_rule_is_set_and_ended_on_the_page(client, sign_in, as_actor, prison):
    sign_in(client, as_actor(Role.GOVERNOR, prison))
    day = clock.today()
    sent = {
        "unit": str(prison.id), "trigger": "incident", "untried": "", "days": "3", "source": SOURCE,
        "in_force_from-day": day.day, "in_force_from-month": day.month, "in_force_from-year": day.year,
    }  # fmt: skip
    refused = client.post("/classification/rules", data={**sent, "source": ""})
    assert refused.status_code == 422
    assert "Name the law, order or decision." in refused.text
    assert client.post("/classification/rules", data=sent).status_code == 303
    page = client.get("/classification/rules").text
    assert SOURCE in page
    assert "3 days" in page
    made = next(row for row in queries.rules_shown(as_actor(Role.GOVERNOR, prison)) if row.unit_id == prison.id)
    assert client.post(f"/classification/rules/{made.id}/end").status_code == 303
    elsewhere = sign_in(client, as_actor(Role.GOVERNOR, cast.make_unit())).get("/classification/rules").text
    assert SOURCE not in elsewhere
