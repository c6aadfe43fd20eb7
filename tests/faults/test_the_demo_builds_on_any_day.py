"""The demo's story hangs on the day it is told: first days of months, leap days, the minutes before midnight."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel import clock
from tests.conftest import build_demo

pytestmark = [pytest.mark.slow]
DAYS = (
    "2026-12-01T08:00", "2026-12-25T23:40", "2027-01-01T10:00", "2027-02-28T23:30", "2027-03-28T00:30",
    "2027-05-31T12:00", "2028-02-29T00:10", "2026-11-21T23:01", "2026-11-22T01:40",
)  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_every_part_of_it(databases, tmp_path, day):
    with clock.held_at(dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)):
        assert build_demo(databases, tmp_path) == "demo"
    databases.drop("demo")
