"""A first start that is broken off is begun anew; a folder that holds a real register is never touched."""

from __future__ import annotations

import os
import pathlib
import sqlite3
import subprocess
import sys
from typing import Any

import pytest

from kernel.settings import ROOT

DEMO = (sys.executable, str(ROOT / "run"), "demo", "--people", "120", "--only-build")


def given(var: pathlib.Path) -> dict[str, Any]:
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return {
        "env": {**env, "THROUGHCARE_VAR": str(var)},
        "text": True,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
    }


def people(var: pathlib.Path) -> int:
    with sqlite3.connect(f"file:{var / 'throughcare.sqlite'}?mode=ro", uri=True) as database:
        return int(database.execute("SELECT count(*) FROM person").fetchone()[0])


def killed_half_way(var: pathlib.Path) -> None:
    with subprocess.Popen(DEMO, start_new_session=True, **given(var)) as making:
        for line in making.stdout:
            if "turns" in line:
                os.killpg(making.pid, 9)
    assert making.returncode == -9


@pytest.mark.slow
def test_a_demo_broken_off_is_made_anew(tmp_path: pathlib.Path) -> None:
    killed_half_way(tmp_path)
    assert people(tmp_path) >= 120
    again = subprocess.run(DEMO, check=False, **given(tmp_path))
    assert again.returncode == 0, again.stdout
    assert "beginning again" in again.stdout
    made = people(tmp_path)
    third = subprocess.run(DEMO, check=False, **given(tmp_path))
    assert (third.returncode, people(tmp_path)) == (0, made)
    assert "First start" not in third.stdout


@pytest.mark.slow
def test_a_real_register_is_never_made_a_demo(tmp_path: pathlib.Path) -> None:
    killed_half_way(tmp_path)
    (tmp_path / "demo.unfinished").unlink()
    before = people(tmp_path)
    refused = subprocess.run(DEMO, check=False, **given(tmp_path))
    assert refused.returncode != 0
    assert "no demo" in refused.stdout
    assert people(tmp_path) == before
