"""``./run`` on a machine that has nothing yet: each verb makes what it needs, and help needs nothing."""

import os
import subprocess
import sys

import pytest

from kernel.settings import ROOT


@pytest.fixture
def var(tmp_path):
    """A folder that is not there yet."""
    return tmp_path / "not" / "yet"


def run(var, *arguments):
    env = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "THROUGHCARE_DEMO"}}
    return subprocess.run(
        [sys.executable, str(ROOT / "run"), *arguments],
        capture_output=True, text=True, timeout=240, check=False, env={**env, "THROUGHCARE_VAR": str(var)},
    )  # fmt: skip


def test_the_first_verb_makes_the_folder_and_the_database(var):
    done = run(var, "migrate")
    assert done.returncode == 0, done.stderr
    assert (var / "throughcare.sqlite").exists()


def test_a_register_on_an_empty_machine_is_answered_row_by_row(var, tmp_path):
    example = ROOT / "docs" / "examples" / "harbour-register"
    report = tmp_path / "report.csv"
    done = run(
        var, "people", "import", f"{example}.csv", "--mapping", f"{example}.toml", "--dry-run", "--report", str(report)
    )
    assert "Traceback" not in done.stderr
    assert "No such prison" in report.read_text()


def test_help_makes_no_database(var):
    done = run(var, "people", "import", "--help")
    assert done.returncode == 0, done.stderr
    assert "--dry-run" in done.stdout
    assert not (var / "throughcare.sqlite").exists()
