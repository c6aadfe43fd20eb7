"""A checkpoint each hour, brought to whoever is set up; kept ones are held against the trail, here and elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import sqlalchemy as sa

from casework.checkpoints import cli, queries, rules, service, views
from casework.checkpoints.models import Checkpoint, Reached
from casework.continuity.rules import PLACE_MARK
from kernel import audit, jobs
from kernel.audit.chain import entries
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.settings import ROOT
from tests import cast
from tests.conftest import enter


@pytest.fixture
def place(app, tmp_path, monkeypatch):
    for module in (views, cli):
        monkeypatch.setattr(module, "folder", lambda: tmp_path / "checkpoints")
    return tmp_path / "checkpoints"


def setup(place, text):
    place.mkdir(parents=True, exist_ok=True)
    (place / service.SETUP).write_text(text, "utf-8")


def test_nothing_new_is_no_new_checkpoint(place):
    cast.make_unit()
    first = service.now(place)
    assert service.now(place) == first
    cast.make_unit()
    second = service.now(place)
    assert second != first
    notes = [rules.read_note(queries.one(one).text) for one in (first, second)]
    assert notes[0].rows < notes[1].rows
    assert all(rules.is_signed(note, service.key_in(place).public_key()) for note in notes)
    for note in notes:
        assert audit.verify(note.marks).is_whole


def test_witnesses_are_reached_and_each_is_told_how_it_stands(place, tmp_path, monkeypatch):
    cast.make_unit()
    stick, outbox = tmp_path / "stick", tmp_path / "outbox"
    stick.mkdir()
    setup(
        place,
        f"""
        [[witness]]
        name = "Stick"
        folder = "{stick}"
        [[witness]]
        name = "Inspectorate"
        email = "trail@inspectorate.example"
    """,
    )
    service.now(place)
    assert {row.name: row.state for row in queries.witnesses()} == {
        "Stick": Reached.ABSENT, "Inspectorate": Reached.NO_WAY,
    }  # fmt: skip
    (stick / PLACE_MARK).touch()
    monkeypatch.setenv("THROUGHCARE_OUTBOX", str(outbox))
    newest = queries.one(service.now(place))
    assert {row.name: (row.state, row.newest_id) for row in queries.witnesses()} == {
        "Stick": (Reached.KEPT, newest.id), "Inspectorate": (Reached.SENT, newest.id),
    }  # fmt: skip
    [kept], [sent] = list(stick.glob("*.txt")), list(outbox.glob("*.json"))
    assert kept.read_text("utf-8") == newest.text
    assert json.loads(sent.read_text())["text"] == newest.text
    assert service.hand_out(place) == []  # they have it
    cast.make_unit()
    (stick / PLACE_MARK).unlink()
    service.now(place)
    standing = {row.name: (row.state, row.newest_id) for row in queries.witnesses()}
    assert standing["Stick"] == (Reached.ABSENT, newest.id)
    setup(place, "")
    service.now(place)
    assert queries.witnesses() == []


def test_a_checkpoint_stays_as_it_is(place):
    cast.make_unit()
    made = service.now(place)
    for change in (sa.update(Checkpoint).where(Checkpoint.id == made).values(rows=1), sa.delete(Checkpoint)):
        with pytest.raises(sa.exc.DBAPIError), transaction():
            session.execute(change)


def test_an_inspector_takes_one_along_and_holds_the_trail_against_it(place, app):
    inspector = enter(app.test_client(), cast.make_actor(Role.INSPECTOR))
    made = inspector.post("/audit/checkpoints")
    assert made.status_code == 303
    text = inspector.get(f"{made.location}/text").text
    assert "data:image/png" in inspector.get(made.location).text
    cast.make_unit()
    asked = inspector.post("/audit/checkpoints/check", data={"text": text})
    assert asked.status_code == 303
    jobs.Worker().run(app, drain=True)
    assert "Nothing was changed" in inspector.get(asked.location).text
    half = inspector.post("/audit/checkpoints/check", data={"text": text[:60]})
    assert half.status_code == 422
    assert "not a whole checkpoint" in half.text
    assert text[:40] in half.text
    assert enter(app.test_client(), cast.make_actor(Role.CASE_MANAGER)).get("/audit/checkpoints").status_code == 403


def test_the_trail_is_checked_on_a_machine_without_the_app(place, app, tmp_path):
    for _each in range(3):
        cast.make_unit()
    run = app.test_cli_runner().invoke
    printed = run(args=["checkpoints", "make"])
    assert printed.exit_code == 0, printed.output
    kept, trail = tmp_path / "kept.txt", tmp_path / "trail.jsonl"
    kept.write_text(queries.newest().text, "utf-8")
    key = run(args=["checkpoints", "key"]).output.strip()
    cast.make_unit()
    assert "hold all of 1 checkpoints" in run(args=["checkpoints", "check", str(kept)]).output
    assert run(args=["checkpoints", "export", str(trail)]).exit_code == 0
    assert json.loads(trail.read_text("utf-8").splitlines()[-1])["action"] == "trail.exported"

    def program():
        command = [sys.executable, "-I", ROOT / "docs" / "check_trail.py", trail, kept, "--key", key]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    code, said = program()
    assert (code, "hold all of 1 checkpoints" in said) == (0, True), said
    lines = trail.read_text("utf-8").splitlines()
    trail.write_text("\n".join(lines[:1]) + "\n", "utf-8")
    code, said = program()
    assert (code, "is gone" in said) == (1, True)
    row = json.loads(lines[0]) | {"action": "nothing.happened"}
    trail.write_text("\n".join([json.dumps(row), *lines[1:]]) + "\n", "utf-8")
    code, said = program()
    assert (code, "does not follow" in said) == (1, True)


def test_a_trail_that_was_cut_is_named(place, app, isolation, tmp_path):
    for _each in range(3):
        cast.make_unit()
    kept = tmp_path / "kept.txt"
    kept.write_text(queries.one(service.now(place)).text, "utf-8")
    last = session.execute(sa.select(entries).order_by(entries.c.seq.desc()).limit(1)).mappings().one()
    session.remove()
    off = "ALTER TABLE audit_entry DISABLE TRIGGER USER"
    isolation.exec_driver_sql(
        off if isolation.dialect.name == "postgresql" else "DROP TRIGGER audit_entry_refuses_delete"
    )
    isolation.execute(sa.delete(entries).where(entries.c.lane == last["lane"], entries.c.seq == last["seq"]))
    assert audit.verify().first_bad is None  # the rows that are left follow one another
    found = app.test_cli_runner().invoke(args=["checkpoints", "check", str(kept)])
    assert found.exit_code == 1
    assert f"row {last['seq']}" in found.output
