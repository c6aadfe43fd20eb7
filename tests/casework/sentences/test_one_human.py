"""No path of requests by any one human, whatever accounts and roles they hold, moves a release date forward or opens
the gate. A random walk over every door of the house; two humans walking the same way do get there.
"""

import collections
import datetime as dt
import random
import uuid

import pytest
import sqlalchemy as sa

from casework.custody.models import Episode, EpisodeKind, Movement, MovementKind
from casework.people.models import LegalStatus, Person
from casework.sentences.models import AdjustmentKind, SentenceKind
from kernel import audit, clock, db
from kernel.accounts.models import Account, RoleGrant
from kernel.authz import INCOMPATIBLE, NO_CASE_DATA, Role
from kernel.db import session, table_of
from tests import cast
from tests.casework.people_inside import received
from tests.casework.sentences.people_sentenced import sentenced
from tests.conftest import enter

DAY = dt.timedelta(days=1)
APPROVES = frozenset({Role.CLASSIFICATION_APPROVER, Role.FINANCE_APPROVER})
EVERYTHING = frozenset(Role) - NO_CASE_DATA - APPROVES
ROOMS = ("casework.", "probation.")
"""Doors that lead to files. Who is who, which accounts and staff decide, this walk takes as given."""
OFTEN_EMPTY = ("offence_on", "a-from_on", "a-to_on")
TABLES = {
    "calculation_id": "date_calculation",
    "adjustment_id": "sentence_adjustment",
    "proposal_id": "duplicate_proposal",
}
LIKELY = ("sentences.", "release.", "custody.", "reception.", "warrants.", "takebacks.")
DATES = (
    "imposed_on", "offence_on", "a-applies_from", "a-from_on", "a-to_on", "h-release_on", "h-expiry_on", "dated_on",
    "at", "at_day", "from_on", "expires_on",
)  # fmt: skip
REASON = "The court wrote it so on paper"


def test_the_walker_holds_all_that_one_human_may_hold():
    assert not any(pair <= EVERYTHING for pair in INCOMPATIBLE)


def another_account(human_id, roles, unit):
    """A second account of the same human."""
    with cast.deed():
        account = Account(human_id=human_id, username=f"again{uuid.uuid4().hex[:8]}", confirmed_at=clock.now())
        session.add(account)
        audit.record(None, "account.opened", account)
        session.flush()
        for role in sorted(roles):
            grant = RoleGrant(account_id=account.id, role=role, unit_id=unit.id, confirmed_at=clock.now())
            session.add(grant)
            audit.record(None, "role.granted", grant)
    from kernel.accounts.queries import actor_of

    return actor_of(account.id)


class Walk:
    """A random walk through every POST of the house."""

    def __init__(self, app, actors, people, seed, likely):
        self.app, self.people, self.rng, self.likely = app, people, random.Random(seed), likely
        self.clients = [(enter(app.test_client(), actor), actor.roles) for actor in actors]
        self.doors = [
            rule
            for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
            if "POST" in rule.methods
            and app.view_functions[rule.endpoint].__module__.startswith(ROOMS)
            and not rule.endpoint.startswith("demo.")
        ]
        self.done = collections.Counter()

    def step(self):
        likely = [rule for rule in self.doors if rule.endpoint.startswith(self.likely)]
        dates = [rule for rule in likely if rule.endpoint in {"sentences.calculate", "sentences.confirm"}]
        rule = self.rng.choice(self.rng.choices((dates, likely, self.doors), (30, 55, 15))[0])
        client, _roles = self.rng.choice(self.clients)
        values = {name: self.key(name) for name in rule._converters}
        with self.app.test_request_context():
            import flask

            address = flask.url_for(rule.endpoint, **values)
        answer = client.post(address, data=self.words())
        assert answer.status_code < 500, (rule.endpoint, answer.status_code)
        self.done[rule.endpoint] += answer.status_code in {200, 303}

    def key(self, name):
        if name == "person_id":
            return self.rng.choice(self.people)
        table = db.Base.metadata.tables.get(TABLES.get(name, name.removesuffix("_id")))
        newest = sa.select(table.c.id).order_by(table.c.id.desc()).limit(3) if table is not None else None
        rows = session.scalars(newest).all() if newest is not None else []
        return self.rng.choice(rows) if rows else uuid.uuid4()

    def words(self):
        """All that any form of the house may ask for; each form takes what it knows."""
        pick = self.rng.choice
        said = {
            "court": "Court", "offence": "Theft", "authority": "Court", "reference": "12", "citation": "Act of 2024",
            "kind": pick([SentenceKind.STANDARD, *SentenceKind, *MovementKind]), "a-kind": pick([*AdjustmentKind]),
            "years": "0", "months": pick("013"), "days": pick("01"), "a-days": pick(["1", "30", "300"]),
            "what": pick(["identity", "copy", "copy_taken"]), "id": str(uuid.uuid4()), "share": "1/3", "to": "",
            "legal_status": pick([*LegalStatus]), "match": str(pick(self.people)), "destination": "Court",
            "confirm": "yes", "yes": "yes", "decision": pick(["same", "merge", "apart"]),
            "hour": "10:00", "at-time": "10:00",
        }  # fmt: skip
        said |= dict.fromkeys(("reason", "r-reason", "h-reason", "why", "w-why", "words", "text", "w-reason"), REASON)
        for name in (name for name in DATES if name not in OFTEN_EMPTY or self.rng.random() < 0.2):
            day = clock.today() + pick([-400, -60, -20, -10, -1, 0, 0, 1, 30, 400]) * DAY
            said |= {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
        return said


def picture(people):
    """(release date, days since the gate opened) of each person, read past the session."""
    rows = session.execute(sa.select(Person.id, Person.release_on).where(Person.id.in_(people)))
    return dict(rows.all())


def gone(people):
    """People whom somebody has let out."""
    move, stay = table_of(Movement), table_of(Episode)
    left = sa.select(move.c.person_id).where(move.c.kind == MovementKind.RELEASE, move.c.person_id.in_(people))
    closed = sa.select(stay.c.person_id).where(
        stay.c.person_id.in_(people),
        stay.c.kind == EpisodeKind.CUSTODY,
        stay.c.close_reason.in_(["release", "released"]),
    )
    return set(session.scalars(left)) | set(session.scalars(closed))


def walk(app, seed, steps, humans, likely=LIKELY):
    """Walk and report: who got an earlier date, who is out, which doors opened."""
    prison = cast.make_unit()
    due, later, remand = (
        sentenced(prison, months=1, ago=60)[0],
        sentenced(prison, ago=20)[0],
        received(prison, "Cy Moss"),
    )
    people = [due, later, remand]
    actors = [cast.make_actor(tuple(EVERYTHING), prison) for _n in range(humans)]
    if humans == 1:
        for roles in (EVERYTHING, {Role.RECORDS_OFFICER, Role.GOVERNOR}):
            actors.append(another_account(actors[0].human_id, roles, prison))
    before, walker = picture(people), Walk(app, actors, people, seed, likely)
    lowest = {one: day for one, day in before.items() if day}
    earlier = set()
    for _step in range(steps):
        walker.step()
        for one, day in picture(people).items():
            if day and one in lowest and day < lowest[one]:
                earlier.add(one)
            if day and one not in lowest:
                lowest[one] = day
    return earlier, gone(people), walker.done


@pytest.mark.parametrize("seed", range(2))
def test_one_human_moves_no_date_forward_and_lets_nobody_out(app, seed):
    earlier, out, done = walk(app, seed, 120, humans=1)
    assert earlier == set()
    assert out == set()
    assert sum(done.values()) > 15, "the walk must get somewhere"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 110))
def test_one_human_on_longer_ways(app, seed):
    earlier, out, _done = walk(app, seed, 1500, humans=1)
    assert earlier == set()
    assert out == set()


def test_two_humans_on_the_same_ways_do_move_dates(app):
    """The walk can reach what one human must not: else the tests above would prove nothing."""
    done, moved = collections.Counter(), set()
    for seed in range(30):
        earlier, _out, opened = walk(app, seed, 100, humans=2, likely=("sentences.",))
        done, moved = done + opened, moved | earlier
        if moved and {"sentences.adjust", "sentences.calculate", "sentences.confirm"} <= {*+done}:
            return
    pytest.fail(f"the walk got nowhere: {done}")
