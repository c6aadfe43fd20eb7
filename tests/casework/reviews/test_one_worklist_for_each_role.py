"""What waits for whom: one line a person, the earliest day first, filters in the address, the next one a click away."""

import datetime as dt

import pytest

from casework.classification.models import Assessment, AssessmentState, Classification
from casework.classification.models import ClassificationState as State
from casework.people.models import Person, SecurityLevel
from casework.review_dates import service as dates
from casework.reviews import queries
from casework.reviews.queries import Chosen
from casework.reviews.rules import Desk
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from tests import cast
from tests.casework.casefile.test_statements import counted
from tests.casework.review_dates.conftest import in_days

ROLES = (Role.CLASSIFICATION_OFFICER, Role.CLASSIFICATION_APPROVER, Role.GOVERNOR, Role.INSPECTOR)
EVERYBODY = Chosen()


@pytest.fixture
def version(as_actor, prison):
    from casework.instruments import service as instruments

    first, second = as_actor(Role.CLASSIFICATION_OFFICER, prison), as_actor(Role.CLASSIFICATION_APPROVER, prison)
    with transaction():
        made = instruments.load_instrument(None)
        instruments.activate(None, made, first.human_id, second.human_id)
    return made


def held(prison, name, due=None, level=SecurityLevel.MEDIUM, **over):
    day = in_days(due) if due is not None else None
    return cast.make_held(prison, name=name, sort_name=name, level=level, next_review_on=day, **over)


def work(version, person_id, author, state, *, sheet_state=AssessmentState.COMPLETE, days=4, **over):
    """A classification in this state, begun some days ago by ``author``."""
    at = clock.now() - dt.timedelta(days=days)
    facts = {"suggested_level": SecurityLevel.MEDIUM, "recommended_level": SecurityLevel.MEDIUM, "recommended_at": at}
    if state is State.APPEALED:
        facts |= {
            "decided_level": SecurityLevel.MEDIUM, "decided_at": at, "next_review_on": in_days(90),
            "decided_by": cast.make_actor(Role.GOVERNOR).human_id, "appealed_on": in_days(-days),
            "appeal_due_on": in_days(30 - days),
        }  # fmt: skip
    with transaction():
        sheet = Assessment(
            person_id=person_id, version_id=version.id, begun_by=author.human_id, begun_at=at, state=sheet_state
        )
        row = Classification(
            person_id=person_id, assessment_id=sheet.id, author_id=author.human_id, state=state, **{**facts, **over}
        )
        session.add_all([sheet, row])
        audit.record(None, "assessment.begun", sheet)
        audit.record(None, "classification.begun", row)


@pytest.fixture
def desk(prison, as_actor, version):
    """Somebody on every list."""
    author = as_actor(Role.CLASSIFICATION_OFFICER, prison)
    held(prison, "Late", -5)
    held(prison, "Soon", 10)
    held(prison, "Far", 200)
    held(prison, "New", 25, level=None)
    work(version, held(prison, "Decide", 100), author, State.RECOMMENDED)
    work(version, held(prison, "Back", 110), author, State.GIVEN_BACK, note="Ask the workshop.")
    work(version, held(prison, "Begun", 120), author, State.DRAFT, sheet_state=AssessmentState.PROVISIONAL)
    work(version, held(prison, "Appeal", 130), author, State.APPEALED)


def names(actor, desk, chosen=EVERYBODY):
    return [row.name for row in queries.page(actor, desk, chosen, clock.today()).rows]


@pytest.mark.parametrize(
    ("role", "mine"),
    [
        (Role.CLASSIFICATION_OFFICER, ["Late", "Soon", "New", "Back", "Begun"]),
        (Role.CLASSIFICATION_APPROVER, ["Appeal", "Decide"]),
        (Role.GOVERNOR, ["Late", "Appeal", "Decide"]),
        (Role.INSPECTOR, ["Late", "New", "Appeal", "Decide"]),
    ],
)
def test_each_role_has_its_own_work_the_earliest_day_first(desk, prison, as_actor, role, mine):
    assert names(as_actor(role, prison), Desk.MINE) == mine


def test_every_list_holds_its_people_and_its_number(desk, prison, as_actor):
    who = as_actor(Role.GOVERNOR, prison)
    lists = {
        Desk.OVERDUE: ["Late"], Desk.DUE: ["Soon", "New"], Desk.FIRST: ["New"], Desk.DECIDE: ["Decide"],
        Desk.GIVEN_BACK: ["Back"], Desk.DRAFT: ["Begun"], Desk.PROVISIONAL: ["Begun"], Desk.APPEALS: ["Appeal"],
    }  # fmt: skip
    assert {desk: names(who, desk) for desk in lists} == lists
    counted_ = queries.counts(who, list(lists), EVERYBODY, clock.today())
    assert counted_ == {desk: len(people) for desk, people in lists.items()}


def test_filters_by_wing_level_and_cause(desk, prison, as_actor):
    who, wing = as_actor(Role.CLASSIFICATION_OFFICER, prison), cast.make_wing(prison)
    moved = held(prison, "Moved", 90, level=SecurityLevel.CLOSE, wing_id=wing.id)
    with transaction():
        dates.move(who, moved, in_days(8), "The workshop asks for it.")
    assert names(who, Desk.DUE) == ["Moved", "Soon", "New"]
    assert names(who, Desk.DUE, Chosen(wing=wing.id)) == ["Moved"]
    assert names(who, Desk.DUE, Chosen(level=SecurityLevel.MEDIUM)) == ["Soon"]
    assert names(who, Desk.DUE, Chosen(cause=dates.Cause.SOONER)) == ["Moved"]
    assert names(who, Desk.DUE, Chosen(prison=cast.make_unit().id)) == []


def test_the_page_says_why_since_when_and_leads_on(desk, prison, client, sign_in, as_actor):
    officer = as_actor(Role.CLASSIFICATION_OFFICER, prison)
    with transaction():
        dates.move(officer, session.query(Person).filter_by(name="Soon").one().id, in_days(9), "The workshop asks.")
    sign_in(client, officer)
    page = client.get("/classification").text
    for words in ("Ask the workshop.", "4 days", "Brought forward by a colleague", "Find out what is open", "My work"):
        assert words in page
    assert page.index("Late") < page.index("Soon") < page.index("New")


def test_next_on_the_list_keeps_its_filters(prison, client, sign_in, as_actor):
    first, second = held(prison, "First", -9), held(prison, "Second", -8)
    held(prison, "Between", -9, level=SecurityLevel.CLOSE)
    sign_in(client, as_actor(Role.CLASSIFICATION_OFFICER, prison))
    client.get("/classification?list=overdue&level=medium")
    assert "Next on the list" in client.get(f"/people/{first}/classification").text
    assert client.get(f"/classification/next/{first}").location.endswith(f"/people/{second}/classification")
    last = client.get(f"/classification/next/{second}")
    assert last.location.endswith("/classification?list=overdue&level=medium")
    assert "That was the last one" in client.get(last.location).text


def test_who_left_the_list_meanwhile_leads_to_its_begin(prison, client, sign_in, as_actor):
    first, done = held(prison, "First", -9), held(prison, "Done", 300)
    sign_in(client, as_actor(Role.CLASSIFICATION_OFFICER, prison))
    client.get("/classification?list=overdue")
    assert client.get(f"/classification/next/{done}").location.endswith(f"/people/{first}/classification")


def test_another_prison_and_a_hidden_person_are_absent(desk, prison, as_actor):
    held(prison, "Hidden", -1, restricted=True)
    assert names(as_actor(Role.CLASSIFICATION_OFFICER, prison), Desk.OVERDUE) == ["Late"]
    elsewhere = as_actor(Role.CLASSIFICATION_OFFICER, cast.make_unit())
    assert names(elsewhere, Desk.MINE) == []
    assert set(queries.counts(elsewhere, list(Desk), EVERYBODY, clock.today()).values()) == {0}


def test_an_approver_is_led_to_the_decision_and_an_inspector_only_reads(desk, prison, client, sign_in, as_actor):
    sign_in(client, as_actor(Role.CLASSIFICATION_APPROVER, prison))
    assert "/classification/decision" in client.get("/classification").text
    page = sign_in(client, as_actor(Role.INSPECTOR)).get("/classification").text
    assert "You change nothing here." in page
    assert "/classification/decision" not in page


def test_few_and_many_lines_cost_the_same(prison, client, sign_in, as_actor, isolation):
    sign_in(client, as_actor(Role.CLASSIFICATION_OFFICER, prison))
    held(prison, "One", -3)
    costs = []
    for _round in range(2):
        client.get("/classification")
        with counted(isolation) as seen:
            page = client.get("/classification")
        costs.append(len(seen))
        for n in range(60):
            held(prison, f"More {n}", -2)
    assert costs[0] == costs[1] <= 9
    assert len(page.data) < 60_000
    found = client.get("/classification").text
    assert "Next page" in found


def test_nothing_waits_teaches_what_to_do(client, sign_in, as_actor, prison):
    sign_in(client, as_actor(Role.CLASSIFICATION_OFFICER, prison))
    assert "Look at the other lists." in client.get("/classification").text
    assert "Clear the filters to see the whole list." in client.get("/classification?level=close").text
    assert client.get("/classification?list=nonsense&level=nonsense&why=x&wing=y&prison=z").status_code == 200
