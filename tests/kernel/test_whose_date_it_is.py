"""The date of the service is that of its zone; a zone that there is not stops it at the start, in one line."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kernel.settings import ROOT

LOOK = """
import datetime as dt
from kernel import clock
with clock.held_at(dt.datetime(2026, 11, 20, 22, 30, tzinfo=dt.UTC)):
    print(clock.today(), clock.today("UTC"), clock.today("America/Lima"))
"""


def look(zone):
    words, env = [sys.executable, "-c", LOOK], {**os.environ, "THROUGHCARE_ZONE": zone}
    return subprocess.run(words, env=env, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("zone", "date"), [("", "2026-11-20"), ("Africa/Nairobi", "2026-11-21"), ("America/Lima", "2026-11-20")]
)
def test_today_is_that_of_the_service_unless_an_establishment_says_otherwise(zone, date):
    assert look(zone).stdout.split() == [date, "2026-11-20", "2026-11-20"]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd"])
def test_a_zone_that_is_not_one_is_named(zone):
    assert look(zone).stderr.splitlines()[-1] == (
        f"ValueError: THROUGHCARE_ZONE={zone} is no time zone. Write one such as Africa/Nairobi."
    )
