from __future__ import annotations

import datetime as dt

import pytest

from kernel import clock
from probation.conditions import service as conditions
from tests import cast

AUTUMN = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def draft(world):
    """A variation that is being written when the third version of the catalogue is in force."""
    with clock.held_at(AUTUMN):
        with cast.deed():
            made = conditions.vary_conditions(world.officer, world.order.id, None, cast.make_variation())
        yield made
