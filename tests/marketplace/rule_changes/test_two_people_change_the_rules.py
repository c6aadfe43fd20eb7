"""Rules change from a day on by two people; a court's stop switches a rule off and what it took before stays."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.public import EarningsDue
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.ids import new_id
from marketplace.earnings.models import EarningPart
from marketplace.earnings.service import take_due
from marketplace.rule_changes import queries, service
from marketplace.rule_changes.service import NewChange, NewStop
from marketplace.rulesets.schemas import PACKS, RuleSetRefused
from marketplace.simulations.models import Simulation
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner

GENERAL = (PACKS / "general.toml").read_text(encoding="utf-8")
HALF = GENERAL.replace('share = "20%"', 'share = "50%"')


def next_month():
    return (clock.today().replace(day=1) + dt.timedelta(days=32)).replace(day=1)


@pytest.fixture
def clerk():
    return cast.make_actor(Role.FINANCE_CLERK)


@pytest.fixture
def approver():
    return cast.make_actor(Role.FINANCE_APPROVER)


def propose(actor, text=HALF, begins=None):
    with transaction():
        new = NewChange(name="general", begins_on=begins or next_month(), text=text, why="Decree 7")
        return service.write_change(actor, new)


def run(row):
    """As if it had been run over last year's earnings."""
    with transaction():
        session.add(Simulation(
            change_id=row.id, first="2026-01", last="2026-11", asked_by=row.written_by, asked_at=clock.now(),
            finished_at=clock.now(),
        ))  # fmt: skip


def saved_share(day):
    rules = {rule.code: rule for rule in queries.in_force("general").on(day).rules}
    return rules["release"].share


def test_it_counts_from_its_day_and_the_days_before_keep_their_rules(clerk, approver):
    row = propose(clerk)
    assert saved_share(next_month()) == saved_share(clock.today())
    run(row)
    with transaction():
        service.decide_change(approver, row.id, approve=True)
    assert saved_share(next_month()) * 2 == 1
    assert saved_share(clock.today()) * 5 == 1
    with pytest.raises(Conflict), transaction():
        service.decide_change(approver, row.id, approve=False)


def test_nobody_decides_what_they_wrote_and_nobody_without_a_run(clerk, approver):
    both = cast.make_actor((Role.GOVERNOR,))
    row = propose(both)
    with pytest.raises(DomainError, match="Run it over"), transaction():
        service.decide_change(approver, row.id, approve=True)
    run(row)
    with pytest.raises(Forbidden), transaction():
        service.decide_change(both, row.id, approve=True)
    with pytest.raises(sa.exc.IntegrityError, match="two_humans"), transaction():
        session.execute(
            sa.text("UPDATE rule_change SET decided_by = written_by, state = 'in_force'")
        )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "begins", "words"),
    [
        (HALF, dt.date(2026, 1, 1), "first day of a month after"),
        (HALF.replace('name = "general"', 'name = "other"'), None, "is the rule set"),
        (
            HALF.replace('share = "30%"', 'share = "30%"\nfloor = "70%"').replace(
                "from = 2015-12-17", 'from = 2015-12-17\nmost_taken = "60%"'
            ), None, "family: The floors of the deductions",
        ),
        (HALF.replace("rest = true", 'share = "9%"'), None, "Exactly one rule takes the rest"),
    ],
)  # fmt: skip
def test_a_change_that_contradicts_itself_is_refused_with_its_rule(clerk, text, begins, words):
    with pytest.raises((DomainError, RuleSetRefused), match=words):
        propose(clerk, text, begins)
    assert not queries.changes_page("general").rows


def earn(person_id, day):
    line = new_id()
    with transaction():
        take_due(EarningsDue(
            person_id=person_id, kind="wage", source="t", source_id=line, minor=10_000, currency="EUR",
            earned_on=day, matures_on=None, explain={"minutes": 60}, by=None,
        ))  # fmt: skip
    return {
        row.rule: row.minor for row in session.execute(
            sa.select(EarningPart.rule, EarningPart.minor).where(EarningPart.person_id == person_id)
        )
    }  # fmt: skip


def test_a_stopped_rule_takes_nothing_from_its_day_on_and_its_history_stays(clerk, approver):
    prison = cast.make_unit()
    earlier, later = make_prisoner(prison), make_prisoner(prison)
    today = clock.today()
    with transaction():
        stop = service.write_stop(clerk, NewStop(name="general", rule="release", from_on=today, court="Court, 12/26"))
    before = earn(earlier.id, today)
    assert before == {"release": 2000, "spend": 8000}
    with transaction():
        service.decide_stop(approver, stop.id, approve=True)
    assert earn(later.id, today) == {"spend": 10_000}
    assert earn(make_prisoner(prison).id, today - dt.timedelta(days=1)) == before
    kept = sa.select(EarningPart.minor).where(EarningPart.person_id == earlier.id, EarningPart.rule == "release")
    assert session.scalar(kept) == 2000


def test_the_rule_that_takes_the_rest_and_an_unknown_one_are_not_stopped(clerk):
    for rule in ("spend", "nothing"):
        with pytest.raises(DomainError), transaction():
            service.write_stop(clerk, NewStop(name="general", rule=rule, from_on=clock.today(), court="Court"))


def test_the_pages(app):
    clerk = enter(app.test_client(), cast.make_actor(Role.FINANCE_CLERK))
    approver = enter(app.test_client(), cast.make_actor(Role.FINANCE_APPROVER))
    day, form = next_month(), {"why": "Decree 7", "text": HALF, "id": str(new_id())}
    form |= {"begins_on-day": str(day.day), "begins_on-month": str(day.month), "begins_on-year": str(day.year)}
    wrong = clerk.post("/finance/rules/new", data=form | {"text": HALF.replace("rest = true", "")})
    assert wrong.status_code == 422
    assert "version[1].rule[4]" in wrong.text
    made = clerk.post("/finance/rules/new", data=form)
    assert made.status_code == 303
    assert "50%" in clerk.get(made.location).text
    assert clerk.post(made.location, data={"decision": "approve"}).status_code == 403
    assert approver.post(made.location, data={"decision": "approve"}).status_code == 303
    assert "Run it over" in approver.get(made.location).text
    assert "Decree 7" in clerk.get("/finance/rules").text
    with transaction():
        who = cast.make_actor(Role.FINANCE_CLERK)
        service.write_stop(who, NewStop(name="general", rule="release", from_on=clock.today(), court="Court, 12/26"))
    assert clerk.get("/finance/rules").text.count("Saved for your release") == 2  # the rule, and its stop by that name
    assert enter(app.test_client(), cast.make_actor(Role.CASE_MANAGER)).get("/finance/rules").status_code == 403
