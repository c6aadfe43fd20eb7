"""``./run check --deploy`` says nothing about a safe installation, and names each fault that stands alone."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from casework.checkpoints import service as checkpoints
from casework.readiness import queries
from casework.readiness.cli import facts_of
from casework.readiness.rules import Facts, findings
from kernel import clock
from kernel.settings import Settings
from tests import cast

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
PRAGMAS = {"journal_mode": "wal", "synchronous": "2"}
SAFE = Facts(
    now=NOW, demo=False, debug=False, secure_cookies=True, hosts=("prison.example",), secret_key="0123456789abcdef" * 4,
    open_files=(), unencrypted_to="", pragmas=PRAGMAS, wanted_pragmas=PRAGMAS, schema_is_new=True, has_accounts=True,
    second_step_for_all=True, last_turn=NOW, last_row=NOW, snapshot=NOW, checkpoint=NOW, witnesses=2,
)  # fmt: skip


def ago(**span):
    return NOW - dt.timedelta(**span)


def test_a_safe_installation_has_no_finding():
    assert findings(SAFE) == []


@pytest.mark.parametrize(("change", "name"), [
    ({"demo": True}, "demo"), ({"debug": True}, "debug"), ({"secure_cookies": False}, "plain http"),
    ({"hosts": ()}, "hosts"), ({"has_accounts": False}, "first account"),
    ({"second_step_for_all": False}, "second step"),
    ({"secret_key": "abc"}, "secret key"), ({"secret_key": "0" * 64}, "secret key"),
    ({"open_files": (("secret.key", 0o644),)}, "open file"), ({"unencrypted_to": "db.example"}, "postgresql"),
    ({"pragmas": PRAGMAS | {"synchronous": "1"}}, "sqlite"), ({"pragmas": {"synchronous": "2"}}, "sqlite"),
    ({"schema_is_new": False}, "schema"), ({"last_row": NOW + dt.timedelta(minutes=6)}, "clock"),
    ({"last_turn": ago(minutes=61)}, "worker"), ({"last_turn": None}, "worker"),
    ({"snapshot": ago(hours=27)}, "snapshot"), ({"snapshot": None}, "snapshot"),
    ({"checkpoint": ago(hours=3)}, "checkpoint"), ({"checkpoint": None}, "checkpoint"), ({"witnesses": 1}, "witnesses"),
])  # fmt: skip
def test_each_fault_alone_is_named_with_what_to_do(change, name):
    [found] = findings(dataclasses.replace(SAFE, **change))
    assert found.name == name
    assert found.do
    assert found.grave == (name != "second step")


@pytest.mark.parametrize("change", [
    {"last_row": ago(days=1), "checkpoint": ago(hours=23)},  # a quiet day: the newest checkpoint covers all there is
    {"last_row": None, "checkpoint": None},
    {"last_row": NOW + dt.timedelta(minutes=4)},
])  # fmt: skip
def test_what_is_no_fault(change):
    assert findings(dataclasses.replace(SAFE, **change)) == []


def test_files_that_others_may_read(tmp_path):
    closed, shared = tmp_path / "closed", tmp_path / "shared"
    for path, mode in ((closed, 0o600), (shared, 0o640)):
        path.touch()
        path.chmod(mode)
    assert list(queries.open_files([closed, shared, tmp_path / "none"])) == [(str(shared), 0o640)]


def test_this_installation_is_read_as_it_is(app, tmp_path):
    with app.app_context():
        cast.make_unit()
        cast.make_account()
        chosen = Settings(var=tmp_path, database_url="", demo=False, behind_tls=True)
        found = facts_of(chosen)
        assert (found.has_accounts, found.schema_is_new, found.demo) == (True, True, False)
        assert found.pragmas == found.wanted_pragmas
        assert clock.now() - found.last_row < dt.timedelta(minutes=1)
        assert (found.checkpoint, found.snapshot, found.witnesses) == (None, None, 0)
        checkpoints.now(tmp_path / "checkpoints")
        assert facts_of(chosen).checkpoint is not None
        names = {one.name for one in findings(facts_of(chosen))}
        assert {"witnesses", "snapshot", "worker", "hosts"} <= names
        assert not {"schema", "sqlite", "first account", "checkpoint"} & names


def test_the_command_ends_with_one_while_something_grave_is_left(app):
    done = app.test_cli_runner().invoke(args=["check-deploy"])
    assert done.exit_code == 1
    assert "UNSAFE  hosts" in done.output
