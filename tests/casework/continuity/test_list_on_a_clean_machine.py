"""The command on a machine that has this checkout, a snapshot, a key and a count, and nothing else."""

from __future__ import annotations

import csv
import io
import os
import random
import subprocess
import sys
import time

import pytest

from casework.alerts.models import AlertCode
from casework.people.models import LegalStatus, SecurityLevel
from casework.seals.rules import new_key
from casework.snapshots.rules import OffenceClass
from kernel.settings import ROOT
from tests.casework.held_people import DAY, Ceremony, held, taken, write_key

GUARD = """
import runpy, sys
import kernel.db.engine
def refuse(event, args):
    if event.startswith(("socket.connect", "socket.getaddrinfo", "sqlite3.connect")):
        raise SystemExit(f"it reached for {event}")
sys.addaudithook(refuse)
kernel.db.engine.make_engines = lambda url: sys.exit("it opened a database")
runpy.run_module("casework.continuity.cli", run_name="__main__", alter_sys=True)
"""
SETTINGS = ("THROUGHCARE_VAR", "DATABASE_URL", "THROUGHCARE_DEMO", "TEST_DATABASE_URL")


def run(folder, *words):
    env = {name: value for name, value in os.environ.items() if name not in SETTINGS} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", GUARD, *map(str, words)]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def ceremony():
    return Ceremony()


def write_count(folder, *numbers):
    path = folder / "count.csv"
    path.write_text("number\n" + "\n".join(numbers), "utf-8")
    return path


def test_the_list_needs_no_database_no_network_and_leaves_nothing_behind(tmp_path, ceremony):
    people = [held(n) for n in range(10)]
    snapshot, key = ceremony.files(tmp_path, taken(*people))
    count = write_count(tmp_path, *(one.number for one in people[:4]))
    before = sorted(tmp_path.rglob("*"))
    answer = run(tmp_path, "list-at-large", snapshot, "--present", count, "--key", key)
    assert answer.returncode == 0, answer.stderr
    rows = list(csv.DictReader(io.StringIO(answer.stdout.lstrip("\ufeff"))))
    assert {row["number"] for row in rows} == {one.number for one in people[4:]}
    assert "unaccounted for: 6" in answer.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_what_cannot_be_used_is_told_and_the_list_is_given(tmp_path, ceremony):
    people = [held(1), held(2, names=("Ahmed ben Salah",)), held(3, prison="Juniper House")]
    snapshot, key = ceremony.files(tmp_path, taken(*people))
    count = tmp_path / "count.csv"
    count.write_text(f"number;name\n{people[0].number};\n{people[0].number};\nT1;Ahmad ben Saleh\n", "utf-8")
    answer = run(tmp_path, "list-at-large", snapshot, "--present", count, "--key", key, "--csv", tmp_path / "out.csv")
    assert answer.returncode == 0
    assert f"line 3, column 1, “{people[0].number}”: Counted twice" in answer.stderr
    assert f"line 4, column 1, “T1”: Nobody in the snapshot has this number" in answer.stderr  # noqa: F541
    assert f"Perhaps: {people[1].number} Ahmed ben Salah" in answer.stderr
    assert "Nobody was counted in Juniper House" in answer.stderr
    assert (tmp_path / "out.csv").read_text("utf-8-sig").count("\n") == 3
    assert oct((tmp_path / "out.csv").stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("bit", "changed or damaged"),
        ("other key", "sealed for other keys: Headquarters"),
        ("other server", "does not trust"),
        ("no key", "not a key file"),
        ("columns", "no column holds file numbers"),
        ("day", "does not know who was inside before"),
        ("prison", "“Nowhere” is not in this snapshot. Its prisons are: Harbour Road"),
    ],
)
def test_refusals_say_what_to_do_and_give_no_list(tmp_path, ceremony, spoil, words):
    snapshot, key = ceremony.files(tmp_path, taken(held(1)))
    count = write_count(tmp_path, held(1).number)
    if spoil == "bit":
        data = bytearray(snapshot.read_bytes())
        data[len(data) // 2] ^= 4
        snapshot.write_bytes(data)
    elif spoil == "other key":
        write_key(key, new_key("Stranger", [ceremony.signer]))
    elif spoil == "other server":
        write_key(key, Ceremony().first)
    elif spoil == "no key":
        key.write_text("nothing", "utf-8")
    elif spoil == "columns":
        count.write_text("colour,shape\nred,round\n", "utf-8")
    more = {"prison": ["--prison", "Nowhere"], "day": ["--day", "2026-11-20"]}.get(spoil, [])
    answer = run(tmp_path, "list-at-large", snapshot, "--present", count, "--key", key, *more)
    assert answer.returncode == 1
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""


def test_keys_are_made_and_used_away_from_the_server(tmp_path, ceremony):
    made = run(tmp_path, "keys", "holder", "Escrow", "escrow.key", "--trust", ceremony.signer)
    assert made.returncode == 0, made.stderr
    assert "AGE-SECRET-KEY" not in made.stdout
    assert oct((tmp_path / "escrow.key").stat().st_mode)[-3:] == "600"
    again = run(tmp_path, "keys", "holder", "Escrow", "escrow.key")
    assert again.returncode == 1
    snapshot, _key = ceremony.files(tmp_path, taken(held(1)))
    seen = run(tmp_path, "verify", snapshot)
    assert "Compare the signer" in seen.stdout
    assert run(tmp_path, "keys", "trust", "escrow.key", "age1nonsense").returncode == 1


def test_the_roll_prints_from_a_snapshot(tmp_path, ceremony):
    snapshot, key = ceremony.files(tmp_path, taken(held(1), held(2, wing="B"), held(3, prison="Juniper House")))
    answer = run(tmp_path, "roll", "--snapshot", snapshot, "--key", key, "--to", tmp_path)
    assert answer.returncode == 0, answer.stderr
    for name in ("Harbour-Road-roll.pdf", "Juniper-House-roll.pdf"):
        assert (tmp_path / name).read_bytes().startswith(b"%PDF")


def test_no_part_of_an_earlier_list_stays_beside_a_newer_one(tmp_path, ceremony):
    snapshot, key = ceremony.files(tmp_path, taken(held(1), held(2, level=SecurityLevel.MAXIMUM)))
    words = ["list-at-large", snapshot, "--key", key, "--pdf", tmp_path / "l.pdf", "--present"]
    (tmp_path / "l-notes.pdf").touch()
    assert run(tmp_path, *words, write_count(tmp_path)).returncode == 0
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["l-A.pdf", "l-C.pdf", "l-notes.pdf"]
    assert run(tmp_path, *words, write_count(tmp_path, held(2).number)).returncode == 0
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["l-C.pdf", "l-notes.pdf"]


def crowd(size):
    """People as a large service has them, drawn the same way each time."""
    chance = random.Random(7)
    for n in range(size):
        yield held(
            n, names=(f"Ahmed ben Salah {n}", f"أحمد بن صالح {n}"), level=chance.choice([*SecurityLevel, None]),
            offence=chance.choice(list(OffenceClass)), wing=chance.choice("ABCDEF"), photo_on=None, marks=0,
            status=chance.choice([LegalStatus.SENTENCED, LegalStatus.UNCONVICTED]),
            alerts=(AlertCode.ESCAPE,) if chance.random() < 0.1 else (),
            child_until=DAY.replace(year=2027) if chance.random() < 0.02 else None,
        )  # fmt: skip


@pytest.mark.slow
def test_seven_thousand_of_ten_thousand(tmp_path, ceremony):
    people = list(crowd(10_000))
    snapshot, key = ceremony.files(tmp_path, taken(*people))
    count = write_count(tmp_path, *(one.number for one in random.Random(8).sample(people, 3000)))
    words = ["list-at-large", snapshot, "--present", count, "--key", key]
    begun = time.monotonic()
    answer = run(tmp_path, *words, "--csv", "l.csv", "--json", "l.json")
    listed = time.monotonic()
    assert answer.returncode == 0, answer.stderr
    assert "unaccounted for: 7000" in answer.stderr
    assert run(tmp_path, *words, "--pdf", "l.pdf").returncode == 0
    printed = time.monotonic()
    sys.stdout.write(f"\n7,000 of 10,000: list {listed - begun:.1f} s, on paper {printed - listed:.1f} s\n")
    with (tmp_path / "l.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == 7000
    assert len(list(tmp_path.glob("l-*.pdf"))) >= 7
