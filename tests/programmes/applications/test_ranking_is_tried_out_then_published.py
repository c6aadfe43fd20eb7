"""The order is data with dates: tried out on the lists of today, published, and an offer keeps the lines it came by."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from programmes.applications import service as wishes
from programmes.applications.service import NewApplication
from programmes.intakes.queries import intake_row
from programmes.places.models import Application, ApplicationState, Requester
from programmes.ranking import service as ranking
from programmes.ranking.models import RankingRules, RulesState
from programmes.ranking.queries import points_on, ranked_for
from programmes.ranking.rules import BUILT_IN, DEFAULT, Candidate, lines_for
from programmes.ranking.service import NewRules

MONDAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def ask(boss, group, person, **over):
    with transaction():
        return wishes.apply(boss, NewApplication(
            person_id=person.id, programme_id=group.programme_id, requested_by=Requester.SELF, consented=True, **over
        ))  # fmt: skip


def points(**over):
    return {**DEFAULT, **over}


def test_what_gives_points_and_what_takes_them():
    one = Candidate(
        application_id=new_id(), need=3, release_on=MONDAY + dt.timedelta(days=80),
        requested_on=MONDAY - dt.timedelta(days=21), lot=1, planned=True,
        idle_since=MONDAY - dt.timedelta(days=84), dependants=3, recent=True, refused=True,
    )  # fmt: skip
    lines = lines_for(one, MONDAY + dt.timedelta(days=60), MONDAY)
    assert [(line.code, line.points) for line in lines] == [
        ("need", 30), ("window", 30), ("waiting", 3), ("planned", 10), ("idle", 10), ("dependants", 10),
        ("recent", -10), ("refused", -10),
    ]  # fmt: skip
    assert "You have had no place for 84 days." in [line.words for line in lines]


@pytest.mark.parametrize(
    "wrong",
    [{"need_3": 101}, {"need_3": -1}, {"recent": 5}, {"nationality": 5}],
    ids=["much", "less", "gives", "other"],
)
def test_points_out_of_bounds_are_refused(boss, prison, wrong):
    with pytest.raises(DomainError, match="from 0 to 100"), transaction():
        ranking.draft(boss, NewRules(unit_id=prison.id, valid_from=MONDAY, points=points(**wrong), why="Tried it once"))


def test_a_draft_shows_who_moves_and_changes_nothing_until_published(boss, group, prison, make_person, client, sign_in):
    with clock.held_at(NOON - dt.timedelta(days=70)):
        first = ask(boss, group, make_person("T1"))
    second = ask(boss, group, make_person("T2"), step_id=new_id())
    sign_in(client, boss)
    assert client.get(f"/prisons/{prison.id}/ranking").status_code == 200
    typed = {f"points-{code}": str(value) for code, value in points(planned=60).items()}
    typed |= {"id": str(new_id()), "why": "Plans come first now", "valid_from-day": "23"}
    assert client.post(f"/prisons/{prison.id}/ranking", data=typed).status_code == 422
    typed |= {"valid_from-month": "11", "valid_from-year": "2026"}
    made = client.post(f"/prisons/{prison.id}/ranking", data=typed)
    assert made.status_code == 302
    shown = client.get(made.location).text
    assert "Sooner" in shown
    assert "Later" in shown

    def order():
        return [one.candidate.application_id for one in ranked_for(boss, intake_row(boss, group.id), MONDAY)[0]]

    assert order() == [first.id, second.id]
    assert client.post(f"{made.location}/publish").status_code == 302
    assert session.scalar(sa.select(RankingRules.state)) is RulesState.PUBLISHED
    assert order() == [second.id, first.id]
    assert points_on(prison.id, MONDAY - dt.timedelta(days=1))[0] == BUILT_IN


def test_rules_of_yesterday_are_not_published(boss, prison):
    with transaction():
        made = ranking.draft(boss, NewRules(
            unit_id=prison.id, valid_from=MONDAY - dt.timedelta(days=1), points=points(), why="Back in time"
        ))  # fmt: skip
    with pytest.raises(DomainError, match="anew"), transaction():
        ranking.publish(boss, made.id)


def test_an_offer_keeps_the_lines_it_came_by(boss, group, prison, make_person):
    wish = ask(boss, group, make_person("T1"), step_id=new_id())
    with transaction():
        before = wishes.offer(boss, wish.id, group.id).ranked
        made = ranking.draft(
            boss, NewRules(unit_id=prison.id, valid_from=MONDAY, points=points(planned=99), why="Plans come first")
        )
        ranking.publish(boss, made.id)
    kept = session.get(Application, wish.id, populate_existing=True)
    assert (kept.state, kept.ranked) == (ApplicationState.OFFERED, before)
    assert {line["code"]: line["points"] for line in before["lines"]}["planned"] == DEFAULT["planned"]
