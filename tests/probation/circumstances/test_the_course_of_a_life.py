"""Answers are noted once for each point, corrected on record, asked for on the officer's day, counted safely."""

from __future__ import annotations

import datetime as dt
import html

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session
from kernel.errors import DomainError
from kernel.ids import new_id
from probation.circumstances import service
from probation.circumstances.models import (
    Circumstances,
    Family,
    HealthContact,
    Housing,
    Money,
    Papers,
    Point,
    Work,
)
from probation.circumstances.queries import course_of, to_ask
from tests import cast
from tests.probation.conftest import World, explain, make_person, new_order

DATA = {
    "housing": "temporary", "work": "looking", "health": "not_known", "money": "tight", "papers": "asked",
    "family": "some", "words": "On my brother's sofa.",
}  # fmt: skip


def answers(world, **over):
    facts = {
        "id": new_id(), "order_id": world.order.id, "point": Point.START, "on": clock.today(),
        "housing": Housing.TEMPORARY, "work": Work.LOOKING, "health": HealthContact.NOT_KNOWN, "money": Money.TIGHT,
        "papers": Papers.ASKED, "family": Family.SOME,
    }  # fmt: skip
    with cast.deed():
        return service.note(world.officer, service.Answers(**facts | over))


def text(answer):
    return html.unescape(answer.get_data(as_text=True))


def today(**over):
    day = clock.today()
    return DATA | {"on-day": day.day, "on-month": day.month, "on-year": day.year} | over


def test_sent_twice_it_is_noted_once(world):
    same = new_id()
    answers(world, id=same)
    answers(world, id=same)
    assert len(course_of(world.person.id)) == 1


def test_a_correction_replaces_and_the_old_answer_stays(world):
    answers(world)
    answers(world, housing=Housing.OWN)
    assert [row.housing for row in course_of(world.person.id)] == [Housing.OWN]
    assert session.scalar(sa.select(sa.func.count()).select_from(Circumstances)) == 2


@pytest.mark.parametrize("point", [Point.M3, Point.M24])
def test_a_point_that_has_not_come_is_refused(world, point):
    with pytest.raises(DomainError, match="has not come yet"):
        answers(world, point=point)


@pytest.mark.parametrize("days", [-1, 61])
def test_a_day_to_come_or_long_gone_is_refused(world, days):
    with pytest.raises(DomainError) as refused:
        answers(world, on=clock.today() - dt.timedelta(days=days))
    assert refused.value.field == "on"


def test_it_stands_on_the_officers_day_until_it_is_asked(world, client, sign_in):
    assert [one.point for one in to_ask(world.officer, clock.today())] == [Point.START]
    sign_in(client, world.officer)
    assert "Circumstances to ask for" in text(client.get("/my-day"))
    answers(world)
    assert not to_ask(world.officer, clock.today())
    assert "Circumstances to ask for" not in text(client.get("/my-day"))
    assert [one.point for one in to_ask(world.officer, clock.today() + dt.timedelta(days=85))] == [Point.M3]


def test_the_form_keeps_what_was_typed_and_the_page_shows_the_course(world, client, sign_in):
    sign_in(client, world.officer)
    where = f"/people/{world.person.id}/circumstances"
    assert "Nothing was asked yet" in text(client.get(where))
    refused = client.post(f"{where}/ask", data=today(housing=""))
    assert refused.status_code == 422
    assert "On my brother's sofa." in text(refused)
    assert client.post(f"{where}/ask", data=today()).status_code == 303
    shown = text(client.get(where))
    assert "For a while, with friends or in a shelter" in shown
    assert "On my brother's sofa." in shown


def test_no_diagnosis_can_be_chosen():
    assert {one.value for one in HealthContact} == {"yes", "no", "not_known"}


@pytest.fixture
def many(world):
    """Eleven more people: seven of twelve have a home of their own, five of the rest none."""
    worlds = [world]
    for n in range(11):
        with cast.deed():
            from probation.orders import service as orders
            from probation.orders.models import Level

            person = make_person(world.office, name=f"Person {n}")
            order = orders.prepare_order(world.officer, new_order(world.office, person))
        one = World(world.office, world.officer, world.supervisor, person, order)
        explain(one)
        with cast.deed():
            one.order = orders.begin_order(
                world.officer,
                orders.BeginOrder(order_id=order.id, officer_id=world.officer.human_id, level=Level.MEDIUM),
            )
        worlds.append(one)
    for n, one in enumerate(worlds):
        answers(one, housing=Housing.OWN if n < 7 else Housing.NONE, papers=Papers.VALID if n < 10 else Papers.NONE)
    return worlds


def test_shares_have_their_interval_and_small_numbers_are_hidden(many, client, sign_in):
    shares = service.shares(many[0].supervisor)
    housing, papers = shares["housing"][Point.START], shares["papers"][Point.START]
    assert (housing.settled, housing.known, housing.percent) == (7, 12, 58)
    assert (housing.least, housing.most) == (32, 81)
    assert papers.known is None, "two without papers must not be told"
    sign_in(client, many[0].supervisor)
    page = text(client.get("/supervision/circumstances"))
    assert "58 %" in page
    assert "hidden" in page


def test_statistics_count_and_see_nobody(many, client, sign_in):
    sign_in(client, cast.make_actor(Role.STATISTICS_OFFICER))
    page = text(client.get("/supervision/circumstances"))
    assert "58 %" in page
    assert "Person 3" not in page
    assert client.get(f"/people/{many[0].person.id}/circumstances").status_code == 403
