"""Loading a register of five thousand people from CSV, as an office does on its first day."""

from __future__ import annotations

import csv
import pathlib
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

import flask

from bench.floor import Chain, Recorded, connect, recording, trail_length, trail_since
from bench.measure import Case
from casework.imports.cli import BATCH
from kernel import db

ROWS, ROUNDS, WARM = 5000, 5, 1
_HEADER = ("No", "Given", "Family", "Born", "Sex", "Prison", "Court", "Ref", "Dated", "Signed", "In")
_MAPPING = """
[file]
source = "bench"
[columns]
key = "No"
name = ["Given", "Family"]
born_on = "Born"
sex = "Sex"
establishment = "Prison"
order_authority = "Court"
order_reference = "Ref"
order_date = "Dated"
order_signatory = "Signed"
received_on = "In"
[dates]
formats = ["%d/%m/%Y"]
[values.sex]
M = "male"
"""


def importing(app: flask.Flask) -> Case:
    """Read, checked, compared with who is known, numbered, audited, in batches of a thousand rows.

    Every round loads another file. The product loads each file into one copy of the database first, recorded; the
    floor writes exactly those rows into another copy, and the product is measured on the original.
    """
    folder = pathlib.Path(tempfile.mkdtemp(dir=pathlib.Path(str(db.engine().url.database)).parent))
    files = [_write(folder / f"register{n}.csv", n) for n in range(ROUNDS + WARM)]
    taped = _rehearsed(app, folder, files)
    ours, floor = iter(files), zip(files, taped, strict=True)
    connection = connect(str(folder / "floor.sqlite"))
    return Case(
        goal=1.5, times=1, per=ROWS, rounds=ROUNDS, warm=WARM,
        ours=lambda: _load(app, next(ours)), floor=lambda: _load_raw(connection, *next(floor)),
    )  # fmt: skip


def _write(path: pathlib.Path, number: int) -> pathlib.Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        for n in range(ROWS):
            born = f"{n % 28 + 1:02}/{n % 12 + 1:02}/{1950 + n % 50}"
            name = (f"Given{n % 613}", f"Family{number}x{n % 977}")
            writer.writerow((f"B{number}-{n}", *name, born, "M", "HRB", "Court", f"R{n}", "01/02/2025", "Judge",
                             "02/02/2025"))  # fmt: skip
    path.with_suffix(".toml").write_text(_MAPPING)
    return path


def _load(app: flask.Flask, path: pathlib.Path) -> None:
    """The product's own command, without its words on the screen."""
    words = ["people", "import", str(path), "--mapping", str(path.with_suffix(".toml"))]
    done = app.test_cli_runner().invoke(args=words)
    assert f"{ROWS} loaded" in done.output, done.output[-2000:]


Batch = tuple[list[tuple[str, Any, bool]], Chain]


def _rehearsed(app: flask.Flask, folder: pathlib.Path, files: Sequence[pathlib.Path]) -> list[list[Batch]]:
    """What the product writes for each file, batch by batch, from a run on a copy."""
    original = db.engine().url.render_as_string(hide_password=False)
    for name in ("rehearsal", "floor"):
        connect().execute("VACUUM INTO ?", (str(folder / f"{name}.sqlite"),))
    db.session.remove()
    db.bind(f"sqlite:///{folder / 'rehearsal.sqlite'}")
    taped = []
    for path in files:
        before = trail_length()
        with recording() as recorded:
            _load(app, path)
        taped.append(list(_batches(recorded, trail_since(before))))
    db.session.remove()
    db.bind(original)
    return taped


def _batches(recorded: Recorded, trail: list[dict[str, Any]]) -> Iterator[Batch]:
    """Each batch begins by taking its file numbers."""
    begun = [n for n, (sql, _p, _m) in enumerate(recorded.writes) if sql.startswith("UPDATE file_number")]
    assert len(begun) == ROWS // BATCH
    share = -(-len(trail) // len(begun))
    for n, start in enumerate(begun):
        end = begun[n + 1] if n + 1 < len(begun) else len(recorded.writes)
        rows = [(sql, _plain(given, many), many) for sql, given, many in recorded.writes[start:end]]
        yield rows, Chain(trail[n * share : (n + 1) * share])


def _plain(given: Any, many: bool) -> Any:
    return [tuple(row) for row in given] if many else tuple(given)


def _load_raw(connection: Any, path: pathlib.Path, batches: list[Batch]) -> None:
    """Read the file with the csv module, and write the same rows through the driver: nothing is checked here."""
    with path.open(newline="", encoding="utf-8") as file:
        assert sum(1 for _row in csv.reader(file)) == ROWS + 1
    for writes, chain in batches:
        cursor = connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        for sql, rows, many in writes:
            if many:
                cursor.executemany(sql, rows)
            else:
                cursor.execute(sql, rows).fetchall()
        chain.write(cursor)
        cursor.execute("COMMIT")
