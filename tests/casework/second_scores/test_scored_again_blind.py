"""From the draw to the comparison: blind, by another human, once; what watchers see and what the monitor says."""

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.classification.service import Decision, begin, decide, recommend, save_answers
from casework.instruments import service as instruments
from casework.people.models import SecurityLevel
from casework.second_scores import queries, service
from casework.second_scores.models import SecondScore, SecondState
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, table_of, transaction
from kernel.errors import Conflict, DomainError, Forbidden
from tests import cast

ANSWERS = {
    "q1": "none", "q2": "no", "q3": "high", "q4": "moderate", "q5": "none", "q6": "one", "q7": "b", "q8": "none",
    "q9": "one",
}  # fmt: skip
WHY = "The judgment is not in the file any more."


@pytest.fixture
def officer(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_OFFICER, prison, name="First Officer")


@pytest.fixture
def approver(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_APPROVER, prison)


@pytest.fixture
def second(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_OFFICER, prison, name="Second Officer")


@pytest.fixture
def decided(prison, officer, approver):
    """``decided()``: somebody with a decided level, of whom the evidence says so."""
    with transaction():
        instruments.activate(None, instruments.load_instrument(None), officer.human_id, approver.human_id)

    def one():
        person_id = cast.make_held(prison)
        with transaction():
            begin(officer, person_id)
            save_answers(officer, person_id, ANSWERS, {"q3": "First evidence of the first officer"})
            recommend(officer, person_id, SecurityLevel.MEDIUM, "Steady.", account="Fine.")
        with transaction():
            decide(approver, person_id, Decision(level=SecurityLevel.MEDIUM))
        return person_id

    return one


@pytest.fixture
def drawn(decided, monkeypatch):
    """The second score that is asked for of somebody."""
    monkeypatch.setattr(service, "is_drawn", lambda *_args: True)
    person_id = decided()
    with transaction():
        service.draw(clock.now())
    return session.query(SecondScore).filter_by(person_id=person_id).one()


def test_a_night_draws_once_from_what_was_decided_since(decided):
    for _n in range(3):
        decided()
    with transaction():
        made = service.draw(clock.now())
        assert (made.eligible, made.percent) == (3, 5)
        assert service.draw(clock.now()) is None
    decided()
    with clock.held_at(clock.now() + dt.timedelta(hours=1)), transaction():
        after = service.draw(clock.now())
    assert (after.eligible, after.decided_from) == (1, made.decided_until)
    assert after.seed != made.seed


def test_a_draw_is_repeated_from_its_seed(drawn):
    made, keys = queries.draws()[0], {drawn.classification_id}
    rows = [row.id for row in queries.eligible(made.decided_from, made.decided_until)]
    assert service.holds(made, rows, keys)
    assert not service.holds(made, rows, set())
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction():
        session.execute(sa.update(queries._draw).values(seed="0" * 32))


def test_the_page_tells_nothing_of_the_first_score(drawn, client, sign_in, second):
    sign_in(client, second)
    assert "Sami Haddad" in client.get("/classification/second").text
    page = client.get(f"/people/{drawn.person_id}/second-score/{drawn.id}").text
    assert "Medium" not in page
    assert "First evidence" not in page
    assert "First Officer" not in page
    assert "checked" not in page


def test_scored_once_by_another_human_and_nobodys_level_moves(drawn, client, sign_in, second, officer):
    address = f"/people/{drawn.person_id}/second-score/{drawn.id}"
    sign_in(client, second)
    open_ = client.post(address, data={**ANSWERS, "q7": "not_known"})
    assert open_.status_code == 422
    assert "could still change the level" in open_.text
    assert client.post(address, data={**ANSWERS, "q7": "a"}).status_code == 303
    kept = session.get(SecondScore, drawn.id)
    assert (kept.state, kept.scorer_id) == (SecondState.SCORED, second.human_id)
    assert client.post(address, data=ANSWERS).status_code == 409
    assert client.get(address).status_code == 302
    card = client.get(f"/people/{drawn.person_id}").text
    assert "Level: Medium" in card


def test_none_of_the_three_scores_again(drawn, officer, approver, as_actor, prison):
    for who in (officer, approver):
        with pytest.raises(Forbidden), transaction():
            service.score_again(who, drawn.person_id, drawn.id, ANSWERS, {})
    assert queries.waiting(officer, for_me=True).rows == []
    both = as_actor((Role.CLASSIFICATION_OFFICER, Role.GOVERNOR), prison)
    assert len(queries.waiting(both, for_me=True).rows) == 1


@pytest.mark.parametrize("human", ["first_human_id", "author_id", "decider_id"])
def test_the_database_holds_it_too(drawn, human):
    row = table_of(SecondScore)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        session.execute(
            sa.update(row).where(row.c.id == drawn.id).values(scorer_id=row.c[human]),
            execution_options={audit.AUDITS: [drawn.id]},
        )


def test_what_cannot_be_scored_is_returned_with_words(drawn, second, client, sign_in, as_actor, prison):
    address = f"/people/{drawn.person_id}/second-score/{drawn.id}"
    sign_in(client, second)
    assert client.post(f"{address}/return", data={"words": "no"}).status_code == 422
    assert client.post(f"{address}/return", data={"words": WHY}).status_code == 303
    with pytest.raises(Conflict), transaction():
        service.give_up(second, drawn.person_id, drawn.id, WHY)
    sign_in(client, as_actor(Role.GOVERNOR, prison))
    assert WHY in client.get("/classification/second?list=done").text
    assert WHY in client.get(f"{address}/compared").text


def test_watchers_compare_when_both_are_made_and_repeat_the_draw(drawn, client, sign_in, second, as_actor):
    address = f"/people/{drawn.person_id}/second-score/{drawn.id}"
    sign_in(client, as_actor(Role.INSPECTOR))
    assert "Not scored yet" in client.get(f"{address}/compared").text
    with transaction():
        service.score_again(second, drawn.person_id, drawn.id, {**ANSWERS, "q9": "none"}, {})
    page = client.get(f"{address}/compared").text
    assert page.count("Not the same") == 1
    assert "Second Officer" in client.get("/classification/second?list=done").text
    draws = client.get("/classification/second/draws").text
    assert queries.draws()[0].seed in draws.replace("<wbr>", "")
    assert "The same" in draws
    assert client.get(address).status_code == 403


def test_the_monitor_tells_agreement_when_there_are_enough(decided, monkeypatch, client, sign_in, second, as_actor,
                                                           prison):  # fmt: skip
    monkeypatch.setattr(service, "is_drawn", lambda *_args: True)
    people = [decided() for _n in range(20)]
    with transaction():
        service.draw(clock.now())
    rows = session.query(SecondScore).all()
    assert len(rows) == len(people)
    with transaction():
        for row in rows[1:]:
            service.score_again(second, row.person_id, row.id, ANSWERS, {})
    sign_in(client, as_actor(Role.GOVERNOR, prison))
    page = client.get("/classification/monitor").text
    assert "19 scores were made twice so far." in page
    assert "kappa" not in page
    with transaction():
        more = {**ANSWERS, "q1": "injury", "q2": "yes", "q4": "highest"}
        service.score_again(second, rows[0].person_id, rows[0].id, more, {})
    page = client.get("/classification/monitor").text
    assert "95 %" in page
    assert "0.00" in page
    assert "95 of 100 answers are the same" in page


def test_a_reason_is_needed(drawn, second):
    with pytest.raises(DomainError) as refused, transaction():
        service.give_up(second, drawn.person_id, drawn.id, "busy")
    assert refused.value.field == "words"
