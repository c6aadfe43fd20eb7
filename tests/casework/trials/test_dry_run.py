"""A changed law is tried on everybody: who moves, by how much, who is due at once; nobody's date changes."""

import csv
import datetime as dt
import io

import pytest

from casework.laws.service import propose_share
from casework.people.models import Person
from casework.trials import queries
from casework.trials.models import Cause
from casework.trials.rules import triage
from casework.trials.service import ask
from kernel import jobs
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from tests.casework.laws.test_versions import FORTY, WHY
from tests.casework.sentences.people_sentenced import sentenced

TODAY, DAY = dt.date(2026, 11, 21), dt.timedelta(days=1)


def at(release, expiry=1000):
    return (None, None) if release is None else (TODAY + release * DAY, TODAY + expiry * DAY)


@pytest.mark.parametrize(
    ("before", "after", "held", "cause", "days"),
    [
        (at(90), at(-3), True, Cause.OVERDUE, -93),
        (at(90), at(0), True, Cause.OVERDUE, -90),
        (at(90), at(30), True, Cause.SOON, -60),
        (at(90), at(31), True, Cause.EARLIER, -59),
        (at(90), at(-3), False, Cause.EARLIER, -93),
        (at(90), at(91), True, Cause.LATER, 1),
        (at(90), at(90, 990), True, Cause.END_ONLY, 0),
        (at(90), at(None), True, Cause.REFUSED, None),
        (at(None), at(90), True, Cause.COVERED, None),
    ],
)
def test_differences_are_triaged(before, after, held, cause, days):
    found = triage(before, after, TODAY, held=held)
    assert (found.cause, found.days) == (cause, days)


def test_no_difference_is_none_and_liberty_comes_first():
    assert triage(at(90), at(90), TODAY, held=True) is None
    order = [Cause.OVERDUE, Cause.SOON, Cause.REFUSED, Cause.EARLIER, Cause.LATER]
    assert sorted(order, key=lambda cause: list(Cause).index(cause)) == order


def drain():
    from flask import current_app

    jobs.Worker().run(current_app._get_current_object(), drain=True)


def test_a_dry_run_lists_who_would_move_and_moves_nobody(real_db, sign_in):
    from tests import cast

    prison = cast.make_unit()
    due, *_others = sentenced(prison, months=24, ago=320, name="=Due, Dora")
    later, *_others = sentenced(prison, months=120, ago=20, name="Later Lou")
    writer, governor = cast.make_actor(Role.ADMINISTRATOR), cast.make_actor(Role.GOVERNOR, prison)
    with transaction():
        version = propose_share(writer, FORTY, WHY)
        version_id = version.id
    dates = {one: session.get_one(Person, one).release_on for one in (due, later)}
    session.remove()
    client = sign_in(real_db.test_client(), governor)
    answer = client.post(f"/sentences/law/{version_id}/trials")
    assert answer.status_code == 303
    with real_db.app_context():
        drain()
    (trial,) = queries.trials_of(version_id)
    assert (trial.people, trial.against, bool(trial.finished_at)) == (2, 1, True)
    counts = queries.counts(governor, trial.id)
    assert {cause: row.people for cause, row in counts.items()} == {Cause.OVERDUE: 1, Cause.EARLIER: 1}
    page = client.get(f"/sentences/law/trials/{trial.id}").text
    assert "Dora" in page
    assert "Lou" not in page
    assert "Lou" in client.get(f"/sentences/law/trials/{trial.id}?cause=earlier").text
    file = client.post(f"/sentences/law/trials/{trial.id}/export")
    rows = list(csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert [row["cause"] for row in rows] == ["overdue", "earlier"]
    assert rows[0]["name"].startswith("'=")
    assert int(rows[0]["days"]) < 0
    session.remove()
    assert {one: session.get_one(Person, one).release_on for one in (due, later)} == dates
    stranger = cast.make_actor(Role.RECORDS_OFFICER, cast.make_unit())
    assert queries.counts(stranger, trial.id) == {}


def test_only_a_proposal_is_tried(prison, as_actor):
    from casework.laws.queries import version_in_force
    from casework.laws.service import install_shipped

    with transaction():
        install_shipped(None)
    with pytest.raises(DomainError, match="Only a proposed"), transaction():
        ask(as_actor(Role.GOVERNOR, prison), version_in_force().id)
