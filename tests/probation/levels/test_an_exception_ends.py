"""The level comes from a rule with steps. Away from it needs a reason and an end, and then falls back by itself."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel import clock
from kernel.errors import DomainError
from probation.levels.rules import suggest
from probation.nights.service import read_again
from probation.orders.models import Level
from probation.orders.queries import order_record
from probation.packs.queries import packs
from probation.standards.models import Way
from probation.standards.queries import exceptions_over, level_history
from probation.standards.service import SetLevel, fall_back, set_level
from tests import cast

HOUSE = packs()["house"].versions[-1]
WHY = "Threats against the officer in the last two weeks."


def test_the_rule_says_each_step_and_when_it_is_provisional():
    assert suggest(HOUSE, "close").level is Level.HIGH
    assert not suggest(HOUSE, "close").provisional
    unknown = suggest(HOUSE, None)
    assert (unknown.level, unknown.provisional) == (Level.MEDIUM, True)


def test_what_was_earned_is_one_lower_and_stands_until_the_security_level_changes():
    earned = suggest(HOUSE, "close", now="high", earned=True)
    assert (earned.level, earned.steps[-1]["step"]) == (Level.MEDIUM, "earned")
    assert suggest(HOUSE, "close", now="medium", before=earned.steps).level is Level.MEDIUM
    assert suggest(HOUSE, "maximum", now="medium", before=earned.steps).level is Level.HIGH
    again = suggest(HOUSE, "close", now="medium", earned=True, before=earned.steps)
    assert again.level is Level.LOW


def choose(world, **over):
    facts = {"order_id": world.order.id, "level": Level.HIGH, "reason": WHY}
    facts["until_on"] = clock.today() + dt.timedelta(days=30)
    with cast.deed():
        return set_level(world.officer, SetLevel(**facts | over))


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"reason": "no"}, "reason"),
        ({"until_on": None}, "until_on"),
        ({"until_on": dt.date(2026, 3, 2)}, "until_on"),
        ({"until_on": dt.date(2027, 3, 2)}, "until_on"),
        ({"level": Level.INTENSIVE}, "level"),
    ],
)
def test_an_exception_without_reason_or_end_is_refused(world, over, field):
    with pytest.raises(DomainError) as refused:
        choose(world, **over)
    assert refused.value.field == field


def test_after_its_last_day_the_level_is_the_rule_s_again_and_says_so(world):
    change = choose(world)
    assert change.steps["steps"][0]["step"] == "base"
    assert change.provisional
    last = change.until_on
    assert exceptions_over(last) == []
    with clock.held_at(clock.now() + dt.timedelta(days=31)):
        assert exceptions_over(last + dt.timedelta(days=1)) == [world.order.id]
        with cast.deed():
            assert fall_back(world.order.id)
            read_again(world.order.id)
        order = order_record(world.officer, world.order.id)
        assert (order.level, order.level_until, order.level_review_reason) == (Level.MEDIUM, None, "fell_back")
        newest = level_history(world.order.id)[0]
        assert (newest.way, newest.level) == (Way.FELL_BACK, Level.MEDIUM)
        with cast.deed():
            assert not fall_back(world.order.id)


def test_the_page_shows_the_steps_and_the_end(world, client, sign_in):
    choose(world)
    page = sign_in(client, world.officer).get(f"/supervision/orders/{world.order.id}/level")
    assert page.status_code == 200
    assert "The security level is not known" in page.text
    assert "Provisional" in page.text
