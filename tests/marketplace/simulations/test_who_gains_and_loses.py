"""A change over real earnings: who would lose how much, what each fund would get; small groups are hidden."""

from __future__ import annotations

import dataclasses
import datetime as dt
from fractions import Fraction

import pytest
import sqlalchemy as sa
from flask import current_app
from hypothesis import given
from hypothesis import strategies as st

from casework.public import EarningsDue
from kernel import clock, jobs
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.earnings.service import take_due
from marketplace.ledger.models import LedgerPosting
from marketplace.rule_changes.service import NewChange, write_change
from marketplace.rulesets.schemas import PACKS, read_rule_set, shipped
from marketplace.simulations import queries, service
from marketplace.simulations.models import Simulation
from marketplace.simulations.rules import PaidLine, as_if_always, outcomes
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner

DAY = dt.date(2026, 11, 3)
GENERAL = (PACKS / "general.toml").read_text(encoding="utf-8")
NOBODY = frozenset()


def line(minor, period="2026-11", parts=None):
    return PaidLine(period=period, earned_on=DAY, currency="EUR", minor=minor, parts=parts or {})


def again(text, lines, has=NOBODY, stood=None):
    one = as_if_always(read_rule_set(text), DAY)
    (found,) = outcomes(one, lines, lambda _day: has, lambda _period, _currency: stood or {})
    return found


def test_more_saved_and_less_to_spend_is_no_loss_but_a_new_deduction_is():
    real = {"release": 2000, "spendable": 8000}
    saved = again(GENERAL.replace('share = "20%"', 'share = "50%"'), [line(10_000, parts=real)])
    assert (saved.after, saved.own_change) == ({"release": 5000, "spendable": 5000}, 0)
    family = again(GENERAL, [line(10_000, parts=real)], has=frozenset({"family"}))
    assert (family.after["family"], family.own_change) == (3000, -3000)


def test_a_cap_that_is_hit_and_the_limit_of_all_are_counted_by_month():
    capped = GENERAL.replace('share = "30%"', 'share = "30%"\ncap = "10.00"')
    found = again(capped, [line(10_000), line(1_000, "2026-12")], has=frozenset({"family"}))
    assert found.hits == {"family": 1}
    limited = GENERAL.replace("from = 2015-12-17", 'from = 2015-12-17\nmost_taken = "10%"')
    assert again(limited, [line(10_000)], has=frozenset({"family"})).hits == {"limit": 1}


@given(st.lists(st.tuples(st.integers(1, 50_000), st.sampled_from(["2026-10", "2026-11"])), min_size=1, max_size=12))
def test_every_cent_is_shared_out_again(earned):
    found = again(GENERAL, [line(minor, period) for minor, period in sorted(earned, key=lambda one: one[1])])
    assert sum(found.after.values()) == found.gross == sum(minor for minor, _period in earned)


def test_a_stopped_rule_stays_stopped_in_the_run():
    one = shipped()["general"]
    rules = tuple(
        dataclasses.replace(rule, stopped_from=DAY, stopped_by="Court") if rule.code == "release" else rule
        for rule in one.versions[0].rules
    )
    stopped = dataclasses.replace(one, versions=(dataclasses.replace(one.versions[0], rules=rules),))
    (found,) = outcomes(as_if_always(stopped, DAY), [line(1000)], lambda _day: NOBODY, lambda *_: {})
    assert found.after == {"spendable": 1000}


def earn(person_id, minor):
    with transaction():
        take_due(EarningsDue(
            person_id=person_id, kind="wage", source="t", source_id=new_id(), minor=minor, currency="EUR",
            earned_on=clock.today(), matures_on=None, explain={"minutes": 60}, by=None,
        ))  # fmt: skip


@pytest.fixture
def asked(real_db):
    with real_db.app_context():
        big, small = cast.make_unit(name="Big Prison"), cast.make_unit(name="Small Prison")
        for n in range(9):
            earn(make_prisoner(big if n < 7 else small, f"Person {n}").id, 10_000 + n)
        clerk = cast.make_actor(Role.FINANCE_CLERK)
        # the remainder leaves the person: everybody loses
        text = GENERAL.replace('role = "release"', 'role = "upkeep"\ntakes = true')
        begins = (clock.today().replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        with transaction():
            change = write_change(clerk, NewChange(name="general", begins_on=begins, text=text, why="Decree 7"))
            made = service.ask(clerk, change.id).id
        yield made


def test_the_run_says_it_all_and_moves_nothing(real_db, asked):
    counted = sa.select(sa.func.count()).select_from(LedgerPosting)
    before = session.scalar(counted)
    jobs.Worker().run(current_app._get_current_object(), drain=True)
    session.remove()
    assert session.scalar(counted) == before
    row = session.get_one(Simulation, asked)
    assert (row.people, row.finished_at is not None) == (9, True)
    sums = {role: (old, new) for role, old, new in queries.budget(asked)["EUR"]}
    total = sum(10_000 + n for n in range(9))
    assert sum(old for old, _new in sums.values()) == sum(new for _old, new in sums.values()) == total
    assert sums["release"][1] == 0
    assert sums["upkeep"][1] >= Fraction(total, 5) - 9
    page = enter(real_db.test_client(), cast.make_actor(Role.FINANCE_APPROVER)).get(f"/finance/rules/runs/{asked}").text
    assert "Upkeep" in page
    assert "Person 8" in page
    cells = dict(queries.groups(asked))
    assert cells["Small Prison"][2] is None


def test_names_are_shown_only_to_who_may_see_them(real_db, asked):
    jobs.Worker().run(current_app._get_current_object(), drain=True)
    session.remove()
    elsewhere = cast.make_actor(Role.GOVERNOR, cast.make_unit())
    page = enter(real_db.test_client(), elsewhere).get(f"/finance/rules/runs/{asked}").text
    assert "Person 1" not in page
    assert "Upkeep" in page
