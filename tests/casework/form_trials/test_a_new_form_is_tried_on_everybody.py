"""A proposed form is tried on everybody before it is in force: the same as scoring each of them anew, by hand."""

import csv
import io

import pytest
import sqlalchemy as sa

from casework.classification import service as levels
from casework.classification.models import Classification
from casework.classification.queries import assessment_of, open_record
from casework.classification.rules import form_of
from casework.form_trials import queries, service
from casework.form_trials.models import FormTrialLine, Move
from casework.form_trials.queries import Wanted
from casework.instruments import service as instruments
from casework.instruments.queries import version_record
from casework.people.models import Person, SecurityLevel
from kernel import jobs
from kernel.authz import Role
from kernel.db import session, table_of, transaction
from kernel.errors import DomainError
from tests import cast
from tests.casework.form_trials.scored import (
    form_in_force,
    make_scored,
    many_scored,
    proposed,
    staff,
    with_points,
    with_question,
)

MANY = 220
PLAIN = {"q1": "none", "q2": "no", "q3": "high", "q4": "moderate", "q5": "none", "q6": "one", "q7": "b", "q8": "none",
         "q9": "one"}  # fmt: skip


LOST = PLAIN | {"q6": "none_18", "q8": "misdemeanour"}
AT_SIX = PLAIN | {"q6": "none_12", "q4": "low"}


def tried(actor, version):
    with transaction():
        trial_id = service.begin(actor, version).id
    forms = service.forms_of(trial_id)
    while part := service.look(trial_id, forms, 90):
        with transaction():
            service.keep(trial_id, part)
    with transaction():
        service.finish(trial_id)
    return trial_id


def lines(trial_id):
    row = table_of(FormTrialLine)
    found = session.execute(sa.select(row).where(row.c.trial_id == trial_id)).all()
    return {one.person_id: one for one in found}


@pytest.mark.parametrize("text", [with_question, with_points])
def test_it_equals_scoring_each_of_them_anew(prison, text):
    officer, approver = staff(prison)
    people = many_scored(prison, form_in_force(officer, approver), officer, approver, MANY)
    version = proposed(officer, text())
    found = lines(tried(officer, version))
    assert set(found) == set(people)
    answers = {one: known(one) for one in people}
    fitting = {item.key: item.options for item in form_of(version.definition).items}
    with transaction():
        instruments.put_in_force(approver, version_record(version.id))
    for person_id in people:
        with transaction():
            levels.begin(officer, person_id)
            kept = {key: value for key, value in answers[person_id].items() if value in fitting.get(key, ())}
            result = levels.save_answers(officer, person_id, kept, {})
        made, line = open_record(person_id), found[person_id]
        assert assessment_of(made).version_id == version.id
        assert (line.highest, line.lowest is not line.highest) == (made.suggested_level, made.provisional)
        assert (line.lowest, line.low, line.high) == (result.lowest, result.low, result.high)
    assert len({line.move for line in found.values()}) >= 3


def known(person_id):
    row = session.scalars(sa.select(Classification).where(Classification.person_id == person_id)).one()
    return {key: one["value"] for key, one in assessment_of(row).answers.items()}


def test_the_reasons_are_the_questions_that_count_otherwise(prison):
    officer, approver = staff(prison)
    version = form_in_force(officer, approver)
    lost = make_scored(prison, version, officer, approver, LOST)
    asked = make_scored(prison, version, officer, approver, PLAIN | {"q7": "c"})
    trial_id = tried(officer, proposed(officer, with_question()))
    found = lines(trial_id)
    why = queries.reasons_of(line.id for line in found.values())
    assert why[found[lost].id] == ["q10", "q7", "q8"]
    assert why[found[asked].id] == ["q10"]
    assert dict(queries.by_reason(officer, trial_id))["q8"] == {Move.OPEN: 1}


def test_other_limits_alone_are_a_reason(prison):
    officer, approver = staff(prison)
    version = form_in_force(officer, approver)
    at_six = make_scored(prison, version, officer, approver, AT_SIX)
    trial_id = tried(officer, proposed(officer, with_points()))
    line = lines(trial_id)[at_six]
    assert (line.before, line.highest, line.move, line.low) == (
        SecurityLevel.MINIMUM, SecurityLevel.MEDIUM, Move.HIGHER, 6,
    )  # fmt: skip
    assert queries.reasons_of([line.id])[line.id] == ["="]


def test_nobody_sees_more_than_their_people_and_a_restricted_file_is_absent(prison):
    officer, approver = staff(prison)
    version, elsewhere = form_in_force(officer, approver), cast.make_unit()
    answers = AT_SIX
    mine = make_scored(prison, version, officer, approver, answers)
    make_scored(elsewhere, version, officer, approver, answers)
    make_scored(prison, version, officer, approver, answers, restricted=True)
    trial_id = tried(officer, proposed(officer, with_points()))
    assert len(lines(trial_id)) == 3
    assert [row.person_id for row in queries.people(officer, trial_id, Wanted()).rows] == [mine]
    counts = queries.groups(officer, trial_id, clock_today())["sex"]
    assert sum(cells[Move.HIGHER] for cells in counts.values()) == 1
    everywhere = cast.make_actor(Role.STATISTICS_OFFICER)
    assert queries.people(everywhere, trial_id, Wanted()).rows == []
    counts = queries.groups(everywhere, trial_id, clock_today())["sex"]
    assert sum(cells[Move.HIGHER] for cells in counts.values()) == 2


def clock_today():
    from kernel import clock

    return clock.today()


def test_a_form_that_replaces_one_is_not_put_in_force_untried(prison):
    officer, approver = staff(prison)
    version = form_in_force(officer, approver)
    make_scored(prison, version, officer, approver, PLAIN)
    new = proposed(officer, with_points())
    with pytest.raises(DomainError, match="nobody has seen"), transaction():
        instruments.put_in_force(approver, version_record(new.id))
    tried(officer, new)
    with transaction():
        instruments.put_in_force(approver, version_record(new.id))
    assert version_record(new.id).activated_at


def test_only_what_somebody_stands_on_is_tried(prison):
    officer, approver = staff(prison)
    version = form_in_force(officer, approver)
    with pytest.raises(DomainError, match="Only a proposed"), transaction():
        service.begin(officer, version)
    new = proposed(officer, with_points())
    with pytest.raises(DomainError, match="Nobody has a level"), transaction():
        service.begin(officer, new)
    with transaction():
        instruments.put_in_force(approver, version_record(new.id))
    assert version_record(new.id).activated_at, "nobody stands on the one before, so there is nothing to try"


class Killed(BaseException):
    """As a worker that loses its power between two parts."""


def drain():
    from flask import current_app

    jobs.Worker().run(current_app._get_current_object(), drain=True)


def test_the_job_shows_its_progress_goes_on_after_a_kill_and_keeps_nobody_twice(real_db, sign_in, monkeypatch):
    prison = cast.make_unit()
    officer, approver = staff(prison)
    version = form_in_force(officer, approver)
    people = many_scored(prison, version, officer, approver, 60)
    new_id = proposed(officer, with_question()).id
    levels_before = {one: session.get_one(Person, one).level for one in people}
    session.remove()
    client = sign_in(real_db.test_client(), officer)
    monkeypatch.setattr(service, "look", in_small_parts(service.look, stop_after=2))
    job = client.post(f"/instruments/{new_id}/trials").headers["Location"]
    with pytest.raises(Killed), real_db.app_context():
        drain()
    (trial,) = queries.trials_of(new_id)
    assert trial.finished_at is None
    assert len(lines(trial.id)) == 40
    session.remove()
    half = client.get(job).text
    assert "40" in half
    assert "60" in half
    monkeypatch.setattr(service, "look", in_small_parts(service.look.inner))
    expire_leases()
    with real_db.app_context():
        drain()
    assert set(lines(trial.id)) == set(people)
    assert queries.trial(trial.id).finished_at
    page = client.get(f"/instruments/trials/{trial.id}").text
    assert "From level to level" in page
    assert "A completed programme in the last 2 years" in page
    file = client.post(f"/instruments/trials/{trial.id}/export")
    rows = list(csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert len(rows) == sum(line.move is not Move.SAME for line in lines(trial.id).values())
    session.remove()
    assert {one: session.get_one(Person, one).level for one in people} == levels_before


def in_small_parts(inner, stop_after=None):
    calls = iter(range(1000))

    def look(trial_id, forms):
        if next(calls) == stop_after:
            raise Killed
        return inner(trial_id, forms, 20)

    look.inner = inner
    return look


def expire_leases():
    from kernel.jobs.models import Job

    with transaction():
        row = table_of(Job)
        session.execute(sa.update(row).values(lease_until=cast_past()).where(row.c.state == "running"))


def cast_past():
    import datetime as dt

    return dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def test_the_page_protects_small_numbers_for_who_sees_none_of_them(prison, as_actor, client, sign_in):
    officer, approver = staff(prison)
    version = form_in_force(officer, approver)
    for _nth in range(2):
        make_scored(prison, version, officer, approver, AT_SIX)
    for _nth in range(9):
        make_scored(prison, version, officer, approver, PLAIN)
    trial_id = tried(officer, proposed(officer, with_points()))
    sign_in(client, as_actor(Role.STATISTICS_OFFICER))
    page = client.get(f"/instruments/trials/{trial_id}").text
    assert "a hidden number" in page
    assert "From level to level" not in page
    assert client.get(f"/instruments/trials/{trial_id}/people").status_code == 403
    sign_in(client, officer)
    page = client.get(f"/instruments/trials/{trial_id}").text
    assert "a hidden number" not in page
    people = client.get(f"/instruments/trials/{trial_id}/people?before=minimum&level=medium").text
    assert people.count("Sami Haddad") >= 2
