"""What the form proposes for the next appointment is a time at which somebody may be asked to come."""

from __future__ import annotations

import datetime as dt

import pytest

from probation.contacts.rules import by_day


@pytest.mark.parametrize(
    ("now", "proposed"),
    [
        ("00:15", "08:00"),
        ("07:45", "08:00"),
        ("08:00", "08:00"),
        ("14:30", "14:30"),
        ("20:00", "20:00"),
        ("23:45", "08:00"),
    ],
)
def test_a_visit_written_at_night(now, proposed):
    assert by_day(dt.time.fromisoformat(now)) == dt.time.fromisoformat(proposed)
