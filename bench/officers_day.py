"""P4 for probation: what an officer's day costs in a service of a thousand people and in one of a million.

One small demo is built. Everybody who runs under supervision in it becomes the caseload of one officer, forty people.
Then strangers are copied in raw SQL, forty at a time with an officer of their own, spread over a hundred other offices,
until the service has as many people as wanted; of them only what these pages read. So the caseload is the same to the
row in both, and only the crowd around it grows.
"""

from __future__ import annotations

import contextlib
import pathlib
import re
import shutil
import statistics
import time
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from app import create_app  # noqa: TID251 - the bench stands where a server would
from bench.client import call, signed_in_cookie
from bench.floor import connect, recording
from casework.demo.service import build
from kernel import db
from kernel.db import Id, migrate
from kernel.settings import Settings
from kernel.units.models import Unit

DEMO, MINE, FEW, OFFICES, LATEST = 300, 40, 1_000, 100, 4
"""People of the demo, of the caseload and of the small service; other offices; contacts that each stranger has."""
USERNAME, STEPS = "probation", 10
PAGES = {
    "my day": (USERNAME, "/my-day"),
    "caseload": (USERNAME, "/caseload"),
    "board": ("supervisor", "/supervision/board"),
}
ORDERS = """SELECT o.id, o.person_id FROM supervision_order o JOIN person p ON p.id = o.person_id
    WHERE o.state = 'active' AND NOT p.restricted ORDER BY o.id LIMIT ?"""


def officers_day(folder: pathlib.Path, people: int) -> None:
    """Print statements, steps of SQLite's machine, bytes and CPU of the officer's pages among few and among many."""
    print(f"\nP4 officer's day, caseload of {MINE}, {FEW:,} and {people:,} people, SQLite (goal: CPU 1.5 times)")
    base, files = caseload_of_forty(folder / "day.sqlite"), list[pathlib.Path]()
    app = create_app(Settings(var=folder, database_url=f"sqlite:///{base}", demo=True, behind_tls=False))
    read = _tables_read(app, base)
    for many in (FEW, people):
        files.append(shutil.copyfile(base, folder / f"day-{many}.sqlite"))
        begun = time.process_time()
        rows = _crowd(files[-1], many, read)
        print(f"{many:>11,} people: {rows:,} rows of strangers, {time.process_time() - begun:.0f} s", flush=True)
    print(f"{'page':<10}{'statements':>16}{'steps':>20}{'bytes':>16}{'CPU ms':>16}   growth")
    for what, (username, path) in PAGES.items():
        _line(what, [_Side(app, file, username, path) for file in files])
    db.release()


def _line(what: str, sides: list[_Side]) -> None:
    for _round in range(7):
        for side in sides:
            side.time_it()
    few, many = sides
    pairs = ((s.statements for s in sides), (s.steps for s in sides), (s.size for s in sides))
    counted = "".join(
        f"{'{:,} / {:,}'.format(*pair):>{width}}" for pair, width in zip(pairs, (16, 20, 16), strict=True)
    )
    times = f"{few.cost:.1f} / {many.cost:.1f}"
    print(f"{what:<10}{counted}{times:>16}   x {many.cost / few.cost:.2f}", flush=True)


def _pair(found: Iterable[int]) -> str:
    return " / ".join(f"{one:,}" for one in found)


class _Side:
    """One page in one of the two services."""

    def __init__(self, app: Any, file: pathlib.Path, username: str, path: str) -> None:
        self.app, self.url, self.path, self.times = app, f"sqlite:///{file}", path, list[float]()
        db.bind(self.url)
        with app.app_context():
            self.cookie = signed_in_cookie(app, username)
            db.session.remove()
        self._get()
        with _counted() as found:
            status, body = self._get()
        assert status == 200, status  # noqa: PLR2004 - the page is there
        self.statements, self.steps, self.size = found["statements"], found["steps"], len(body)

    def _get(self) -> tuple[int, bytes]:
        return call(self.app.wsgi_app, self.path, cookie=self.cookie)

    def time_it(self) -> None:
        """Ten more calls."""
        db.bind(self.url)
        self._get()
        begun = time.process_time()
        for _n in range(10):
            self._get()
        self.times.append((time.process_time() - begun) * 100)

    @property
    def cost(self) -> float:
        """CPU milliseconds of one call, the median of the rounds."""
        return statistics.median(self.times)


@contextlib.contextmanager
def _counted() -> Iterator[dict[str, int]]:
    """Statements, and steps of SQLite's virtual machine: they grow with every row that is looked at, not only found."""
    found = {"statements": 0, "steps": 0}

    def step() -> None:
        found["steps"] += STEPS

    def note(_c: object, cursor: Any, sql: str, *_rest: object) -> None:
        if not sql.startswith(("PRAGMA", "BEGIN")):
            found["statements"] += 1
            cursor.connection.set_progress_handler(step, STEPS)

    def over(_c: object, cursor: Any, *_rest: object) -> None:
        kept.append(cursor.connection)

    kept: list[Any] = []
    engines = {db.engine(), db.writer()}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
        event.listen(engine, "after_cursor_execute", over)
    try:
        yield found
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
            event.remove(engine, "after_cursor_execute", over)
        for connection in kept:
            connection.set_progress_handler(None, 0)


# ---- the crowd ------------------------------------------------------------------------------------------------------


def caseload_of_forty(file: pathlib.Path) -> pathlib.Path:
    """A small demo in which one officer has the caseload."""
    app = create_app(Settings(var=file.parent, database_url=f"sqlite:///{file}", demo=True, behind_tls=False))
    migrate.upgrade()
    with app.app_context():
        build(DEMO, lambda _words: None)
        db.session.remove()
    connection = connect()
    mine, office = connection.execute(
        "SELECT a.human_id, g.unit_id FROM account a JOIN role_grant g ON g.account_id = a.id WHERE a.username = ?"
        " AND g.role = 'probation_officer'", (USERNAME,)
    ).fetchone()  # fmt: skip
    orders = connection.execute(ORDERS, (MINE,)).fetchall()
    assert len(orders) == MINE, len(orders)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE person SET officer_id = NULL WHERE officer_id = ?", (mine,))
    for order_id, person_id in orders:
        connection.execute("UPDATE person SET officer_id = ?, office_id = ? WHERE id = ?", (mine, office, person_id))
        connection.execute(
            "UPDATE supervision_order SET officer_id = ?, office_id = ? WHERE id = ?", (mine, office, order_id)
        )
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    db.release()
    return file


def _tables_read(app: Any, file: pathlib.Path) -> set[str]:
    """The tables that the pages name."""
    db.bind(f"sqlite:///{file}")
    with app.app_context():
        asked = [(signed_in_cookie(app, username), path) for username, path in PAGES.values()]
        db.session.remove()
    with recording() as seen:
        for cookie, path in asked:
            call(app.wsgi_app, path, cookie=cookie)
    return {name for sql, _parameters in seen.reads for name in re.findall(r'(?:FROM|JOIN) "?(\w+)', sql)}


def _crowd(file: pathlib.Path, people: int, read: set[str]) -> int:
    """Fill the file up with strangers; how many rows that took."""
    db.bind(f"sqlite:///{file}")
    connection = connect()
    for words in ("foreign_keys = OFF", "ignore_check_constraints = ON", "synchronous = OFF", "cache_size = -500000"):
        connection.execute(f"PRAGMA {words}")
    mine = connection.execute("SELECT human_id FROM account WHERE username = ?", (USERNAME,)).fetchone()[0]
    (there,) = connection.execute("SELECT count(*) FROM person").fetchone()
    copies, rows = (people - there) // MINE, 0
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("CREATE TEMP TABLE mine AS SELECT id FROM person WHERE officer_id = ?", (mine,))
    connection.execute("CREATE TEMP TABLE copy (n INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO copy VALUES (?)", ((n,) for n in range(1, copies + 1)))
    for table, which in _tables(read):
        rows += connection.execute(_copying(table, which)).rowcount
    connection.execute("COMMIT")
    connection.execute("PRAGMA optimize=0x10002")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return rows


def _tables(read: set[str]) -> Iterator[tuple[sa.Table, str]]:
    """What belongs to a person, and which of its rows are copied."""
    migrate.load_models()
    mine = "IN (SELECT id FROM mine)"
    for table in [one for one in db.Base.metadata.sorted_tables if one.name in read]:
        if table.name == "person":
            yield table, f"t.id {mine}"
        elif table.name == "contact":
            newest = "SELECT at FROM contact c WHERE c.person_id = t.person_id ORDER BY at DESC LIMIT 1 OFFSET"
            yield table, f"t.person_id {mine} AND t.at > coalesce(({newest} {LATEST}), '')"
        elif "person_id" in table.columns:
            yield table, f"t.person_id {mine}"


def _copying(table: sa.Table, which: str) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    copied = ", ".join(_copied(column, _alone(table)) for column in table.columns)
    return f'INSERT OR IGNORE INTO "{table.name}" ({columns}) SELECT {copied} FROM "{table.name}" t, copy WHERE {which}'


def _alone(table: sa.Table) -> set[str]:
    """Columns of text that no two rows may share."""
    unique = [one.columns for one in table.constraints if isinstance(one, sa.UniqueConstraint)]
    unique += [one.columns for one in table.indexes if one.unique]
    return {column.name for columns in unique for column in columns if isinstance(column.type, sa.String)}


def _copied(column: sa.Column[Any], alone: set[str]) -> str:
    """The column of a copy: keys differ by copy, the offices by hundred; what may stand once only gets a number."""
    name = f't."{column.name}"'
    if isinstance(column.type, Id):
        towards = {key.column.table.name for key in column.foreign_keys}
        nth = f"copy.n % {OFFICES} + 1" if Unit.__tablename__ in towards else "copy.n"
        return f"unhex(printf('%08X', {nth}) || substr(hex({name}), 9))"
    return f"{name} || '-' || copy.n" if column.name in alone and not isinstance(column.type, sa.Enum) else name
