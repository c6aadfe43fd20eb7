"""Finding a person by name among very many (P5), and what the number of people does to a page (P4).

Both build services of their own, set-wise, in a temporary folder: on SQLite, and on PostgreSQL where its programs are
found. Every question of a kind is asked once, of a warm process; a hit is anybody with just the name that was meant,
among the first twenty.
"""

from __future__ import annotations

import contextlib
import pathlib
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import flask
import sqlalchemy as sa

from app import create_app  # noqa: TID251 - the bench stands where a server would
from bench.client import call, signed_in_cookie
from bench.crowd import KINDS, One, is_meant, questions
from bench.town import settle
from casework.names.rules import words_of
from casework.people.models import Person
from casework.people.queries import find_people
from casework.search import queries as search
from kernel import db
from kernel.accounts import service as accounts
from kernel.accounts.queries import account_by_name, actor_of
from kernel.accounts.service import NewAccount
from kernel.authz import Actor, Role
from kernel.db import migrate
from kernel.settings import Settings
from kernel.units import service as units
from kernel.units.models import UnitKind
from kernel.units.service import NewUnit
from tests import postgres

EACH, FLOOR_ASKED, FIRST, PRISONS = 300, 12, 20, 40
HEADER = (
    f"{'engine':<11}{'people':>9} {'words':>7}  {'median ms':>9} {'p95 ms':>7} {'server ms':>9} "
    f"{'floor ms':>9} {'x less':>7}"
)
_TICK = 100.0


@dataclass(frozen=True)
class Town:
    """A filled service, bound: the app, who asks, and the people to ask about."""

    app: flask.Flask
    crowd: list[One]
    engine: str
    people: int
    url: str
    built: float


@contextlib.contextmanager
def towns(folder: pathlib.Path, people: int) -> Iterator[list[tuple[str, str]]]:
    """(engine, address) of empty databases."""
    found = [("SQLite", f"sqlite:///{folder / f'town{people}.sqlite'}")]
    with contextlib.ExitStack() as servers:
        try:
            found.append(("PostgreSQL", servers.enter_context(postgres.running())))
        except postgres.NoPostgres as missing:
            print(f"PostgreSQL is left out: {missing}")
        yield found
        db.release()


def build(folder: pathlib.Path, engine: str, url: str, people: int) -> Town:
    """Migrate, settle, and make two accounts: one that sees a prison, one that sees all."""
    begun = time.process_time()
    app = create_app(Settings(var=folder, database_url=url, demo=True, behind_tls=False))
    migrate.upgrade()
    with app.app_context(), db.transaction():
        prisons = [
            units.open_unit(
                None, NewUnit(kind=UnitKind.PRISON, code=f"P{n}", name=f"Prison {n}", zone="Europe/Paris")
            ).id
            for n in range(PRISONS)
        ]
        for name, role, unit in (("all", Role.INSPECTOR, None), ("one", Role.RECORDS_OFFICER, prisons[0])):
            grants = ((role, unit),)
            accounts.open_account(None, NewAccount(name=name, staff_number=name, username=name, grants=grants))
    with db.schema_connection() as connection:
        crowd = settle(connection, prisons, people)
    if engine == "PostgreSQL":
        with db.writer().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET default_transaction_read_only = off")
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("ANALYZE")
    return Town(app, crowd, engine, people, url, time.process_time() - begun)


def actor_named(name: str) -> Actor:
    """The actor behind one of the two accounts."""
    account = account_by_name(name)
    assert account is not None
    found = actor_of(account.id)
    assert found is not None
    return found


# ---- P5 -------------------------------------------------------------------------------------------------------------


def name_search(folder: pathlib.Path, people: int) -> None:
    """Print cost, recall and the distance to the floor, on each engine."""
    print(f"\nP5 name search among {people:,}\n{HEADER}", flush=True)
    with towns(folder, people) as engines:
        for engine, url in engines:
            town = build(folder, engine, url, people)
            with town.app.app_context():
                print(_line(town), flush=True)
            db.session.remove()


def _line(town: Town) -> str:
    asker, asked = actor_named("all"), questions(random.Random(11), town.crowd, EACH)
    begun = time.process_time()
    words = len(search.vocabulary().words)
    loading = (time.process_time() - begun) * 1000
    for _kind, _one, typed in asked[:20]:
        find_people(asker, typed)
    random.Random(2).shuffle(asked)
    server, costs, hits = _server(), list[float](), {kind: list[bool]() for kind in KINDS}
    before = server()
    for kind, one, typed in asked:
        begun = time.process_time()
        rows = find_people(asker, typed).rows[:FIRST]
        costs.append((time.process_time() - begun) * 1000)
        hits[kind].append(any(is_meant(row, one) for row in rows))
    remote = (server() - before) / len(asked)
    mine = statistics.median(costs) + remote
    floor = _floor(town, [typed for kind, _one, typed in asked if kind == "exact"][:FLOOR_ASKED])
    recall = ", ".join(
        f"{kind} {100 * sum(was) / len(was):.0f}" + (f" (goal {KINDS[kind]})" if KINDS[kind] else "")
        for kind, was in hits.items()
    )
    p95 = statistics.quantiles(costs, n=20)[-1] + remote
    return (
        f"{town.engine:<11}{town.people:>9,} {words:>7,}  {mine:>9.1f} {p95:>7.1f} {remote:>9.1f} "
        f"{floor:>9.1f} {floor / mine:>7.1f}\n"
        f"    recall among the first {FIRST}, %: {recall}\n"
        f"    vocabulary loaded in {loading:.0f} ms, built in {town.built:.0f} s CPU of this process"
    )


def _server() -> Callable[[], float]:
    """CPU milliseconds of the server's process behind this session so far; nothing on SQLite, which has none."""
    if db.engine().dialect.name != "postgresql":
        return lambda: 0.0

    def read() -> float:
        pid = db.session.scalar(sa.text("SELECT pg_backend_pid()"))
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK * 1000

    return read


def _floor(town: Town, asked: list[str]) -> float:
    """CPU milliseconds of a question put in the usual way: LIKE on SQLite, pg_trgm's similarity on PostgreSQL."""
    return _like(asked) if town.engine == "SQLite" else _trigrams(asked)


def _like(asked: list[str]) -> float:
    costs = []
    with db.engine().connect() as connection:
        for typed in asked:
            words = words_of(typed)
            clause = " AND ".join("(sort_name LIKE ? OR name LIKE ?)" for _word in words)
            begun = time.process_time()
            connection.exec_driver_sql(
                f"SELECT id, name FROM person WHERE {clause} ORDER BY sort_name LIMIT 20",
                tuple(f"%{word}%" for word in words for _twice in range(2)),
            ).all()
            costs.append((time.process_time() - begun) * 1000)
    return statistics.median(costs)


def _trigrams(asked: list[str]) -> float:
    with db.writer().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting in (
            "SET default_transaction_read_only = off",
            "SET statement_timeout = 0",
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            "CREATE INDEX bench_trgm ON person_name USING gin (text gin_trgm_ops)",
            "SET max_parallel_workers_per_gather = 0",
        ):
            connection.exec_driver_sql(setting)
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()

        def used() -> float:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / _TICK * 1000

        before = used()
        for typed in asked:
            connection.execute(
                sa.text(
                    "SELECT person_id, similarity(text, :q) s FROM person_name WHERE text % :q ORDER BY s DESC LIMIT 20"
                ),
                {"q": typed},
            ).all()
        return (used() - before) / len(asked)


# ---- P4 -------------------------------------------------------------------------------------------------------------


def flat_cost(folder: pathlib.Path, people: int) -> None:
    """Print what a case file, a list and a search cost among few and among many, and the growth."""
    few = max(10_000, people // 100)
    print(f"\nP4 flat cost, {few:,} and {people:,} people, SQLite, CPU ms (goal: pages 1.5 times, search 3 times)")
    small, large = (build(folder, "SQLite", f"sqlite:///{folder / f'flat{n}.sqlite'}", n) for n in (few, people))
    seen: dict[str, list[list[float]]] = {what: [[], []] for what in ("case file", "list", "search")}
    for _round in range(5):
        for side, town in enumerate((small, large)):
            for what, cost in _costs(town).items():
                seen[what][side].append(cost)
    for what, (at_few, at_many) in seen.items():
        a, b = statistics.median(at_few), statistics.median(at_many)
        print(f"{what:<11}{a:>8.2f} {b:>8.2f}   x {b / a:.2f}", flush=True)
    db.release()


def _costs(town: Town) -> dict[str, float]:
    db.bind(town.url)
    with town.app.app_context():
        cookie = signed_in_cookie(town.app, "one")
        asker = actor_named("one")
        ids = list(
            db.session.scalars(sa.select(Person.id).where(Person.establishment_id.in_(asker.establishments)).limit(40))
        )
        asked = [typed for _kind, _one, typed in questions(random.Random(5), town.crowd, 4)]
        search.vocabulary()
        find_people(asker, asked[0])
        found = {"search": _mean([lambda typed=typed: find_people(asker, typed) for typed in asked])}
        db.session.remove()
    paths = {"case file": [f"/people/{key}" for key in ids], "list": ["/people"] * 20}
    for what, some in paths.items():
        call(town.app.wsgi_app, some[0], cookie=cookie)
        found[what] = _mean([lambda path=path: call(town.app.wsgi_app, path, cookie=cookie) for path in some])
    return found


def _mean(deeds: list[Callable[[], Any]]) -> float:
    begun = time.process_time()
    for deed in deeds:
        deed()
    return (time.process_time() - begun) / len(deeds) * 1000
