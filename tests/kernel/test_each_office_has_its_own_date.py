"""Around midnight it is two days at once: each officer's pages go by the date where the officer works."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel import accounts, authz, clock
from kernel.authz import Role
from tests import cast

NIGHT = dt.datetime(2026, 11, 20, 22, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("zones", "date"),
    [
        (["Africa/Nairobi"], "2026-11-21"),
        (["America/Lima"], "2026-11-20"),
        (["Africa/Nairobi", "Africa/Nairobi"], "2026-11-21"),
        (["Africa/Nairobi", "America/Lima"], "2026-11-20"),  # no one date: the service's
        ([], "2026-11-20"),
    ],
)
def test_the_date_is_that_of_the_offices_one_works_in(app, zones, date):
    with clock.held_at(NIGHT), app.test_request_context():
        offices = [cast.make_unit(zone=zone) for zone in zones]
        account = cast.make_account(*((Role.CASE_MANAGER, one.id) for one in offices))
        authz.set_actor(accounts.queries.actor_of(account.id))
        today = clock.today().isoformat()
        authz.set_actor(None)
        assert (today, clock.today().isoformat()) == (date, "2026-11-20")


def test_a_page_shows_that_date(signed_in):
    with clock.held_at(NIGHT):
        page = signed_in(Role.CASE_MANAGER, cast.make_unit(zone="Africa/Nairobi")).get("/").text
    assert "21 Nov 2026" in page
