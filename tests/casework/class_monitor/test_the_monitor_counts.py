"""Decisions by direction and group on the page, in the file and behind it; who may see what."""

import csv
import datetime as dt
import io

import pytest

from casework.class_monitor import queries, service
from casework.class_monitor.rules import halves
from casework.classification.models import Assessment, AssessmentState, Classification
from casework.classification.models import ClassificationState as State
from casework.instruments import service as instruments
from casework.people.models import SecurityLevel, Sex
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from tests import cast
from tests.casework.casefile.test_statements import counted

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
MINIMUM, MEDIUM, CLOSE = SecurityLevel.MINIMUM, SecurityLevel.MEDIUM, SecurityLevel.CLOSE


@pytest.fixture(autouse=True)
def november():
    with clock.held_at(NOW):
        yield


@pytest.fixture
def staff(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_OFFICER, prison), as_actor(Role.CLASSIFICATION_APPROVER, prison)


@pytest.fixture
def decided(prison, staff):
    """``decided(n, suggested, level, …)``: n people with a decision of September."""
    officer, approver = staff
    with transaction():
        version = instruments.load_instrument(None)
        instruments.activate(None, version, officer.human_id, approver.human_id)

    def one(suggested, level, *, at=dt.datetime(2026, 9, 9, tzinfo=dt.UTC), **over):
        person_id = cast.make_held(prison, **{"sex": Sex.MALE, "born_latest": dt.date(1990, 5, 5), **over})
        away = {"override_code": "other", "override_words": "A reason in words."} if level is not suggested else {}
        with transaction():
            sheet = Assessment(
                person_id=person_id, version_id=version.id, begun_by=officer.human_id, begun_at=at,
                state=AssessmentState.LOCKED,
            )  # fmt: skip
            row = Classification(
                person_id=person_id, assessment_id=sheet.id, author_id=officer.human_id, state=State.DECIDED,
                suggested_level=suggested, decided_level=level, decided_at=at, decided_by=approver.human_id,
                next_review_on=dt.date(2027, 3, 3), **away,
            )  # fmt: skip
            session.add_all([sheet, row])
            audit.record(None, "assessment.begun", sheet)
            audit.record(None, "classification.decided", row)
        return person_id

    return lambda n, suggested, level, **over: [one(suggested, level, **over) for _nth in range(n)]


def cells(actor):
    return {str(one.title): dict(zip(map(str, one.labels), one.cells, strict=True)) for one in tables(actor)}


def tables(actor):
    return service.tables(actor, halves(clock.today())[0])


def test_by_direction_and_group(decided, prison, as_actor):
    decided(9, MEDIUM, MEDIUM)
    decided(6, MEDIUM, CLOSE)
    decided(7, MEDIUM, MINIMUM, sex=Sex.FEMALE, born_latest=dt.date(2003, 1, 1))
    found = cells(as_actor(Role.GOVERNOR, prison))
    assert found["By sex"] == {"Female": [0, 0, 7, 7], "Male": [9, 6, 0, 15], "All": [9, 6, 7, 22]}
    assert found["By age"] == {"Under 25": [0, 0, 7, 7], "35 to 49": [9, 6, 0, 15], "All": [9, 6, 7, 22]}
    assert found["By the level of the score"] == {"Medium": [9, 6, 7, 22], "All": [9, 6, 7, 22]}
    assert next(iter(found["By who decided"].values())) == [9, 6, 7, 22]


def test_few_people_are_hidden_in_every_table(decided, prison, as_actor):
    decided(20, MEDIUM, MEDIUM)
    decided(8, MEDIUM, CLOSE)
    decided(12, MEDIUM, MEDIUM, sex=Sex.FEMALE)
    decided(2, MEDIUM, CLOSE, sex=Sex.FEMALE)
    found = cells(as_actor(Role.INSPECTOR))["By sex"]
    assert found["Female"][1] is None
    assert found["Male"][1] is None
    assert 2 not in [cell for row in found.values() for cell in row]


def test_a_period_ends_with_the_last_month(decided, prison, as_actor):
    decided(6, MEDIUM, MEDIUM)
    decided(6, MEDIUM, MEDIUM, at=dt.datetime(2026, 11, 2, tzinfo=dt.UTC))
    decided(6, MEDIUM, MEDIUM, at=dt.datetime(2026, 6, 30, 23, 59, tzinfo=dt.UTC))
    assert cells(as_actor(Role.GOVERNOR, prison))["By sex"]["All"] == [6, 0, 0, 6]


def test_statistics_see_tables_without_names_and_no_restricted_file(decided, client, sign_in, as_actor, prison):
    decided(6, MEDIUM, CLOSE)
    decided(6, MEDIUM, CLOSE, restricted=True)
    who = as_actor(Role.STATISTICS_OFFICER)
    assert set(cells(who)) == {"By place", "By the level of the score", "By sex", "By age"}
    assert cells(who)["By sex"]["All"] == [0, 6, 0, 6]
    page = sign_in(client, who).get("/classification/monitor").text
    assert "Above the score" in page
    assert "Held above their score now" not in page
    assert client.get("/classification/apart").status_code == 403


def test_the_file_hides_what_the_page_hides_and_leaves_a_trace(decided, prison, client, sign_in, as_actor, staff):
    decided(6, MEDIUM, MEDIUM)
    decided(2, MEDIUM, CLOSE, sex=Sex.FEMALE)
    sign_in(client, as_actor(Role.GOVERNOR, prison))
    answer = client.post("/classification/monitor?half=2026-2")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    women = next(row for row in rows if row["group"] == "Female")
    assert (answer.mimetype, women["above"], women["period"]) == ("text/csv", "hidden", "2026-2")
    taken = session.query(audit.AuditEntry).filter_by(action="level_monitor.exported").one()
    assert taken.purpose == "2026-2"
    assert sign_in(client, staff[0]).post("/classification/monitor").status_code == 403


def test_who_is_held_above_the_score_stands_on_a_list_the_longest_first(decided, prison, client, sign_in, as_actor):
    long = decided(1, MINIMUM, CLOSE, name="Long", at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
    recent = decided(1, MEDIUM, CLOSE, name="Recent")
    decided(1, CLOSE, MEDIUM, name="Below")
    decided(1, MEDIUM, MEDIUM, name="Same")
    decided(1, MEDIUM, CLOSE, name="Gone", in_custody=False)
    who = as_actor(Role.CLASSIFICATION_OFFICER, prison)
    assert [row.person_id for row in queries.apart(who, above=True).rows] == [*long, *recent]
    assert queries.count_apart(who) == (2, 1)
    sign_in(client, who)
    page = client.get("/classification/apart").text
    assert page.index("Long") < page.index("Recent")
    assert "A reason in words." in page
    assert "Below" in client.get("/classification/apart?side=below").text
    elsewhere = as_actor(Role.GOVERNOR, cast.make_unit())
    assert queries.count_apart(elsewhere) == (0, 0)


def test_nothing_decided_says_so_and_a_strange_half_year_is_the_newest(client, sign_in, as_actor, prison):
    sign_in(client, as_actor(Role.GOVERNOR, prison))
    assert "No decision in this half-year" in client.get("/classification/monitor?half=nonsense").text


def test_the_monitor_costs_the_same_for_many(decided, prison, client, sign_in, as_actor, isolation):
    sign_in(client, as_actor(Role.GOVERNOR, prison))
    decided(1, MEDIUM, CLOSE)
    costs = []
    for _round in range(2):
        client.get("/classification/monitor")
        with counted(isolation) as seen:
            client.get("/classification/monitor")
        costs.append(len(seen))
        decided(30, MEDIUM, MEDIUM)
    assert costs[0] == costs[1]
