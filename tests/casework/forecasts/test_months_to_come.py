"""A prison's levels month by month: kept when a level is decided, counted at once, each number with its list."""

import datetime as dt

import sqlalchemy as sa

from casework.forecasts import queries, service
from casework.forecasts.models import LevelForecast
from casework.forecasts.queries import Wanted
from casework.forecasts.rules import months_ahead
from casework.people.models import Person, SecurityLevel
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.jobs.runner import HANDLERS
from tests import cast
from tests.casework.form_trials.scored import form_in_force, make_scored, staff

MEDIUM, MINIMUM = SecurityLevel.MEDIUM, SecurityLevel.MINIMUM
ANSWERS = {"q1": "none", "q2": "no", "q3": "high", "q4": "moderate", "q5": "none", "q6": "one", "q7": "b", "q8": "none",
           "q9": "one"}  # fmt: skip


class Night:
    """Progress without a queue."""

    def do(self, deed, **_where):
        with transaction():
            return deed()


def catch_up():
    return HANDLERS[service.KIND].deed(None, {}, Night())


def test_each_month_counts_who_is_still_inside_at_the_level_of_that_day(prison, as_actor):
    officer, approver = staff(prison)
    version = form_in_force(officer, approver)
    today = clock.today()
    days = months_ahead(today)
    stays = make_scored(prison, version, officer, approver, ANSWERS)
    make_scored(prison, version, officer, approver, ANSWERS, release_on=days[3])
    make_scored(prison, version, officer, approver, ANSWERS, in_custody=False)
    make_scored(prison, version, officer, approver, ANSWERS, restricted=True)
    cast.make_held(prison)
    assert catch_up() == {"people": 3}
    assert catch_up() == {"people": 0}
    found = queries.expected(officer, days, today, None)
    kept = session.scalars(sa.select(LevelForecast.until_on).where(LevelForecast.person_id == stays)).all()
    moves = next(day for day in kept if day)
    assert found[MEDIUM] == [(2 if n < 3 else 1) if day < moves else 0 for n, day in enumerate(days)]
    assert [found[None][n] for n in (0, 12)] == [1, 1]
    rows = queries.people(officer, Wanted(day=days[5], level=MEDIUM if days[5] < moves else MINIMUM), today).rows
    assert [row.id for row in rows] == [stays]


def test_a_decision_away_from_the_score_does_not_move_by_itself(prison):
    person_id = cast.make_held(prison)
    cast.make_level_decision(prison, person_id, SecurityLevel.CLOSE)
    (row,) = session.scalars(sa.select(LevelForecast).where(LevelForecast.person_id == person_id)).all()
    assert (row.level, row.until_on, row.held) == (SecurityLevel.CLOSE, None, True)


def test_a_new_day_of_release_makes_it_anew(prison):
    officer, approver = staff(prison)
    person_id = make_scored(prison, form_in_force(officer, approver), officer, approver, ANSWERS)
    catch_up()
    with transaction():
        person = session.get_one(Person, person_id)
        person.release_on = dt.date(2031, 1, 1)
        audit.record(None, "person.dates_set", person)
    assert catch_up() == {"people": 1}
    days = session.scalars(sa.select(LevelForecast.release_on).where(LevelForecast.person_id == person_id)).all()
    assert set(days) == {dt.date(2031, 1, 1)}


def test_pages_say_it_is_a_forecast_and_every_number_opens_its_list(prison, as_actor, client, sign_in):
    officer, approver = staff(prison)
    version = form_in_force(officer, approver)
    people = [make_scored(prison, version, officer, approver, ANSWERS) for _nth in range(3)]
    catch_up()
    sign_in(client, officer)
    page = client.get("/classification/forecast").text
    assert "not a promise" in page
    today = clock.today().isoformat()
    listed = client.get(f"/classification/forecast/people?on={today}&level=medium").text
    assert all(str(one) in listed for one in people)
    own = client.get(f"/people/{people[0]}/classification/forecast").text
    assert "not a promise" in own
    assert "Disciplinary reports" in own
    assert "What would raise it" in own
    assert "What lies ahead" in client.get(f"/people/{people[0]}/classification").text
    sign_in(client, as_actor(Role.STATISTICS_OFFICER))
    page = client.get("/classification/forecast").text
    assert "a hidden number" in page
    assert "/classification/forecast/people" not in page
    assert client.get("/classification/forecast/people").status_code == 403
