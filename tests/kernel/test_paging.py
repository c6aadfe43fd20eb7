"""Pages laid end to end are the whole list: no row twice, none missing."""

from __future__ import annotations

import itertools

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.db import session, table_of
from kernel.ids import new_id
from kernel.paging import page_of
from kernel.units.models import Unit
from tests import cast

unit = table_of(Unit)
LIST = sa.select(unit.c.id, unit.c.name, unit.c.zone)
ZONES = ("UTC", "Europe/Paris", "Asia/Almaty")


def walk(size: int, *, newest_first: bool, parts=()) -> list[str]:
    seen, after = [], None
    for _ in itertools.count():
        page = page_of(
            LIST, unit.c.name, row_id=unit.c.id, after=after, size=size, newest_first=newest_first, parts=parts
        )
        seen += [row.id for row in page.rows]
        after = page.after
        if after is None:
            return seen
    raise AssertionError


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from("abc"), max_size=12), size=st.integers(1, 5), newest_first=st.booleans())
def test_pages_end_to_end_are_the_list(isolation, names, size, newest_first):
    with isolation.begin_nested() as point:
        made = [cast.make_unit(name=name, zone=zone) for name, zone in zip(names, itertools.cycle(ZONES))]
        zones = {one.id: one.zone for one in made}
        whole = [row.id for row in page_of(LIST, unit.c.name, row_id=unit.c.id, newest_first=newest_first).rows]
        assert walk(size, newest_first=newest_first) == whole
        assert len(set(whole)) == len(names)
        parts = tuple(unit.c.zone == zone for zone in ZONES)
        assert walk(size, newest_first=newest_first, parts=parts) == whole, "in parts, each with a zone of its own"
        assert walk(size, newest_first=newest_first, parts=parts[:1]) == [key for key in whole if zones[key] == "UTC"]
        session.remove()
        point.rollback()


def test_the_last_page_says_so():
    for _ in range(4):
        cast.make_unit()
    first = page_of(LIST, unit.c.name, row_id=unit.c.id, size=2)
    last = page_of(LIST, unit.c.name, row_id=unit.c.id, size=2, after=first.after)
    assert first.after == first.rows[-1].id
    assert (len(last.rows), last.after) == (2, None)


@pytest.mark.parametrize("size", [1, 3])
def test_a_row_that_is_gone_starts_the_list_anew(size):
    made = cast.make_unit()
    assert [row.id for row in page_of(LIST, unit.c.name, row_id=unit.c.id, size=size, after=new_id()).rows] == [made.id]


def test_what_orders_a_list_of_parts_is_selected():
    with pytest.raises(ValueError, match=r"unit\.name orders the list, so it must be selected"):
        page_of(sa.select(unit.c.id), unit.c.name, row_id=unit.c.id, parts=(unit.c.zone == "UTC", unit.c.zone != "UTC"))
