"""The whole way: a file of ten thousand rows with known faults, run twice, and killed half way."""

from __future__ import annotations

import csv
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

import openpyxl
import pytest
import sqlalchemy as sa

from casework.custody.models import Episode
from casework.names.models import NameWord
from casework.people.models import DuplicateProposal, Identifier, Person
from kernel import audit, db
from kernel.settings import ROOT
from tests import cast

HEADER = ["No", "Given", "Family", "Born", "Sex", "Prison", "Court", "Ref", "Dated", "Signed", "In"]
MAPPING = """
[file]
source = "test"
encoding = "{encoding}"
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
formats = ["%d/%m/%Y", "%Y"]
unknown = ["?"]
[values.sex]
M = "male"
"""
FAULTS = (("Born", "31/02/1990"), ("Ref", ""), ("In", "01/01/1999"), ("Sex", "9"), ("Prison", "NOWHERE"), ("Given", ""))


def row(n: int, prison: str) -> list[str]:
    born = f"{n % 28 + 1:02}/{n % 12 + 1:02}/{1950 + n % 50}" if n % 9 else "?"
    return [
        str(n),
        f"Given{n % 613}",
        f"Family{n % 977}",
        born,
        "M",
        prison,
        "Court",
        f"R{n}",
        "01/02/2025",
        "Judge",
        "02/02/2025",
    ]


def write_register(
    path: pathlib.Path, rows: int, prison: str, faulty: dict[int, tuple[str, str]], encoding: str = "utf-8"
) -> None:
    """Row n stands in line n + 1."""
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for n in range(1, rows + 1):
            cells = row(n, prison)
            if n in faulty:
                column, value = faulty[n]
                cells[HEADER.index(column)] = value
                if column == "Given":
                    cells[HEADER.index("Family")] = ""
            writer.writerow(cells)


def command(register: pathlib.Path, *more: str) -> tuple[list[str], dict[str, str]]:
    mapping = register.with_suffix(".toml")
    mapping.write_text(MAPPING.format(encoding="utf-8"))
    url = db.engine().url.render_as_string(hide_password=False)
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "THROUGHCARE_VAR": str(register.parent),
        "THROUGHCARE_PLAIN_HTTP": "1",
    }
    words = [
        sys.executable,
        "-m",
        "flask",
        "--app",
        "app:create_app",
        "people",
        "import",
        str(register),
        "--mapping",
        str(mapping),
        *more,
    ]
    return words, environment


def run(register: pathlib.Path, *more: str) -> str:
    words, environment = command(register, *more)
    done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def report_of(register: pathlib.Path) -> list[tuple[int, str]]:
    with register.with_suffix(".csv.report.csv").open(encoding="utf-8") as file:
        return [(int(line["line"]), line["column"]) for line in csv.DictReader(file)]


def counted(model: type) -> int:
    try:
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
    finally:
        db.session.remove()


@pytest.fixture
def prison_code(real_db):
    return cast.make_unit(code="P1").code


def test_it_reports_each_fault_by_line_and_loses_no_good_row(real_db, prison_code, tmp_path):
    chance = random.Random(7)
    faulty = {n: FAULTS[i % len(FAULTS)] for i, n in enumerate(sorted(chance.sample(range(1, 10_001), 120)))}
    register = tmp_path / "register.csv"
    write_register(register, 10_000, prison_code, faulty)

    said = run(register)

    expected = {
        (n + 1, "establishment" if column == "Prison" else "Given + Family" if column == "Given" else column)
        for n, (column, _v) in faulty.items()
    }
    assert set(report_of(register)) == expected
    assert counted(Person) == counted(Episode) == 10_000 - len(faulty)
    assert f"{10_000 - len(faulty)} loaded, 0 were here already" in said
    proof = audit.verify()
    assert proof.first_bad is None
    db.session.remove()

    assert "0 loaded, 9880 were here already" in run(register)
    assert counted(Person) == 10_000 - len(faulty)


def test_a_run_killed_half_way_and_run_again_ends_with_the_same_register(real_db, prison_code, tmp_path):
    register = tmp_path / "register.csv"
    write_register(register, 6_000, prison_code, {})
    words, environment = command(register)
    running = subprocess.Popen(words, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while counted(Person) < 1_000 and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    half = counted(Person)
    assert 1_000 <= half < 6_000, "killed too early or too late to show anything"

    run(register)

    assert counted(Person) == counted(Identifier) == counted(Episode) == 6_000
    proof = audit.verify()
    assert proof.first_bad is None
    keys = db.session.scalars(sa.select(Identifier.value)).all()
    assert sorted(map(int, keys)) == list(range(1, 6_001))


def test_a_dry_run_keeps_nothing(real_db, prison_code, tmp_path):
    register = tmp_path / "register.csv"
    write_register(register, 50, prison_code, {3: FAULTS[0]})
    assert "49 would be loaded" in run(register, "--dry-run")
    assert counted(Person) == 0
    assert report_of(register) == [(4, "Born")]


def test_the_same_person_twice_is_proposed_and_not_merged(real_db, prison_code, tmp_path):
    register = tmp_path / "register.csv"
    first, again = row(1, prison_code), row(2, prison_code)
    again[1], again[2], again[3] = first[2].upper(), first[1], "1951"  # other order, other case, only the year
    with register.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, first, again])
    assert "2 loaded, 0 were here already, 1 possible duplicates proposed" in run(register)
    assert (counted(Person), counted(DuplicateProposal)) == (2, 1)


def test_it_reads_a_workbook(real_db, prison_code, tmp_path):
    register = tmp_path / "register.xlsx"
    book = openpyxl.Workbook()
    for cells in (HEADER, row(1, prison_code), ["x", "", "", "1980", *row(2, prison_code)[4:]]):
        book.active.append(cells)
    book.save(register)
    assert "1 loaded" in run(register)


def test_it_reads_a_legacy_encoding_and_names_rows_that_are_not_in_it(real_db, prison_code, tmp_path):
    register = tmp_path / "register.csv"
    cells = row(1, prison_code)
    cells[1] = "محمد"
    with register.open("w", newline="", encoding="windows-1256") as file:
        csv.writer(file).writerows([HEADER, cells])
    words, environment = command(register)
    register.with_suffix(".toml").write_text(MAPPING.format(encoding="windows-1256"))
    subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, check=True)
    assert db.session.scalar(sa.select(NameWord.text).where(NameWord.text == "محمد"))
    db.session.remove()
    register.write_bytes(register.read_bytes().replace(b"1,", b"2,", 1))
    run_as_utf8, environment = command(register)
    subprocess.run(run_as_utf8, env=environment, cwd=ROOT, capture_output=True, check=True)
    assert report_of(register) == [(2, "Given + Family")]


@pytest.mark.parametrize("encoding", ["klingon", "utf-8"])
def test_a_bad_mapping_stops_it_with_one_clear_line(real_db, prison_code, tmp_path, encoding):
    register = tmp_path / "register.csv"
    register.write_text("A,B\n1,2\n")
    words, environment = command(register)
    register.with_suffix(".toml").write_text(MAPPING.format(encoding=encoding))
    done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
