"""The governor's figures: starters are the whole, every number opens as long a list, aggregates hide small numbers."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
import sqlalchemy as sa

from casework.access.models import Exclusion
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from programmes.applications.service import NewApplication, apply
from programmes.completions import service as completions
from programmes.completions.models import Outcome
from programmes.completions.service import Ending
from programmes.figures import queries, service
from programmes.figures.queries import View
from programmes.figures.rules import OUTCOMES, TAKING_PART, median, periods, seats_of
from programmes.intakes.queries import sessions_of
from programmes.places import service as places
from programmes.places.models import EndReason, Requester
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.rules import Mark
from tests import cast

LATER = dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC)


@pytest.fixture
def people(boss, group, make_person):
    """One completed, one left, one waits and one does nothing."""
    found = [make_person(f"T{n}") for n in range(4)]
    with transaction():
        seats = [places.place(boss, Placement(person_id=one.id, intake_id=group.id)).allocation for one in found[:2]]
        marks = {seat.id: Mark(code="present") for seat in seats}
        registers.complete_register(boss, sessions_of(group.id)[0].id, marks)
        completions.complete(boss, Ending(allocation_id=seats[0].id, outcome=Outcome.COMPLETED))
        wish = {"programme_id": group.programme_id, "requested_by": Requester.SELF, "consented": True}
        apply(boss, NewApplication(person_id=found[2].id, **wish))
    with clock.held_at(clock.now() + dt.timedelta(days=1)), transaction():
        places.end(boss, seats[1].id, reason=EndReason.OWN_WISH, words="")
    return found


def view_of(actor, prison):
    with clock.held_at(LATER):
        today = clock.today()
        period = next(one for one in periods(today) if one.key == "2026-11")
        return View(actor=actor, unit_id=prison.id, period=period, today=today)


def test_the_share_that_completed_is_of_all_who_began(boss, people, prison):
    view = view_of(boss, prison)
    grid = service.starters(view, queries.starters(view))
    counts = dict(zip(OUTCOMES, grid.counts[0], strict=False))
    assert counts["completed"] == 1
    assert counts["left"] == 1
    assert grid.counts[0][-1] == 2, "who left counts in the whole"


def test_who_was_transferred_since_still_counts(boss, people, prison):
    with transaction():
        moved = people[1]
        moved.establishment_id = cast.make_unit().id
        audit.record(None, "person.changed", moved)
    view = view_of(boss, prison)
    assert service.starters(view, queries.starters(view)).counts[0][-1] == 2


def test_everybody_held_is_the_whole_of_who_takes_part(boss, people, prison):
    by_sex = service.participation(view_of(boss, prison))[0]
    row = dict(zip([*TAKING_PART, "all"], by_sex.counts[-1], strict=True))
    assert (row["none"], row["all"]) == (4, 4)


def test_somebody_the_reader_may_not_know_of_counts_nowhere(boss, people, prison):
    with transaction():
        shut = Exclusion(person_id=people[0].id, human_id=boss.human_id, reason="A relative", begun_at=clock.now())
        session.add(shut)
        audit.record(None, "exclusion.made", shut)
    view = view_of(boss, prison)
    assert service.starters(view, queries.starters(view)).counts[0][-1] == 1
    assert service.participation(view)[0].counts[-1][-1] == 3


def test_medians_and_reasons_of_empty_seats():
    assert [median({}), median({3: 1}), median({1: 1, 9: 1}), median({1: 1, 2: 2, 90: 2})] == [None, 3, 1, 2]
    assert seats_of(5, 1, 2, later=False) == {"offered": 1, "wanted": 2, "unwanted": 2}
    assert seats_of(5, 9, 9, later=False) == {"offered": 5, "wanted": 0, "unwanted": 0}
    assert seats_of(5, 1, 2, later=True) == {"later": 5}


def numbers(page):
    """(address, number) of every number that opens a list."""
    found = re.findall(r'<a href="(/programmes/figures/[^"]+)"><bdi class="num">(\d+)</bdi></a>', page)
    return [(html.unescape(address), int(number)) for address, number in found]


def test_every_number_opens_a_list_of_that_length(boss, people, prison, client, as_actor, sign_in):
    governor = as_actor(Role.GOVERNOR, prison)
    with clock.held_at(LATER):
        sign_in(client, governor)
        page = client.get("/programmes/figures?period=2026-11").text
        found = numbers(page)
        assert len(found) > 10
        for address, number in found:
            shown = client.get(address)
            assert shown.status_code == 200, address
            if "/seats" not in address:
                assert shown.text.count("<tr>") - 1 == number, address


def test_statistics_see_tables_alone_and_no_small_number(people, prison, client, as_actor, sign_in):
    with clock.held_at(LATER):
        sign_in(client, as_actor(Role.STATISTICS_OFFICER))
        page = client.get(f"/programmes/figures?period=2026-11&prison={prison.id}").text
        assert numbers(page) == []
        assert not re.search(r'<bdi class="num">[1-4]</bdi>', page)
        assert client.get("/programmes/figures/takes").status_code == 403
        sent = client.post(f"/programmes/figures?period=2026-11&prison={prison.id}")
        assert ",hidden" in sent.text
        assert not re.search(r",[1-4]\r?\n", sent.text)


def test_the_page_takes_the_same_number_of_statements_whoever_is_held(boss, people, prison, make_person):
    view = view_of(boss, prison)

    def statements():
        seen = []
        bind = session.get_bind()
        listen = lambda *_args: seen.append(1)  # noqa: E731
        sa.event.listen(bind, "before_cursor_execute", listen)
        try:
            rows = queries.starters(view)
            began = service.starters(view, rows)
            service.seats(view), service.participation(view), service.hours(view), service.parity(view)
            service.waiting(view, rows, began)
        finally:
            sa.event.remove(bind, "before_cursor_execute", listen)
        return len(seen)

    before = statements()
    for n in range(3):
        make_person(f"X{n}")
    assert statements() == before <= 8
