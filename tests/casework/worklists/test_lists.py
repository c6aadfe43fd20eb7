"""Every number of a home page opens the list it counts, page by page, and no name stands in an address."""

import datetime as dt
import re

from casework.alerts.models import AlertCode
from casework.alerts.service import raise_alert
from casework.people.models import LegalStatus, Person
from casework.worklists import queries
from casework.worklists.queries import Due, Scope
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from tests import cast
from tests.casework.people_inside import received

DAY = dt.timedelta(days=1)


def set_facts(person_id, **facts):
    with transaction():
        person = session.get_one(Person, person_id)
        for name, value in facts.items():
            setattr(person, name, value)
        audit.record(None, "person.changed", person)


def test_each_release_stands_in_its_own_lists(prison, as_actor):
    scope = Scope(actor=as_actor(Role.RECORDS_OFFICER, prison), today=clock.today())
    for days in (-3, 0, 1, 5, 20, 40, 91):
        set_facts(received(prison), release_on=scope.today + days * DAY)
    sizes = {due.value: queries.count(queries.releases(scope, due)) for due in Due}
    assert sizes == {"overdue": 1, "today": 1, "tomorrow": 1, "week": 3, "month": 4, "quarter": 5}
    assert dict(queries.releases_due(scope)._mapping) == sizes


def test_unfinished_receptions_ending_orders_and_alerts_to_review(prison, as_actor):
    officer = as_actor(Role.RECORDS_OFFICER, prison)
    scope = Scope(actor=officer, today=clock.today())
    ending = received(prison, status=LegalStatus.UNCONVICTED, expires_in=3)
    received(prison, status=LegalStatus.UNCONVICTED, expires_in=30)
    with transaction():
        raise_alert(officer, ending, AlertCode.ESCAPE, review_on=clock.today() + 2 * DAY)
    assert queries.count(queries.receptions(scope)) == 2
    assert [row.person_id for row in queries.page(queries.orders(scope)).rows] == [ending]
    assert [row.person_id for row in queries.page(queries.alerts(scope)).rows] == [ending]


def test_my_people_by_what_comes_next(prison, as_actor):
    manager = as_actor(Role.CASE_MANAGER, prison)
    scope = Scope(actor=manager, today=clock.today(), mine=True)
    later, nothing, late, review = (received(prison, name) for name in ("Later", "Nothing", "Late", "Review"))
    received(prison, "Not mine")
    own = {"officer_id": manager.human_id}
    set_facts(later, release_on=scope.today + 9 * DAY, **own)
    set_facts(nothing, **own)
    set_facts(late, release_on=scope.today - DAY, **own)
    set_facts(review, next_review_on=scope.today - 100 * DAY, **own)
    assert [row.name for row in queries.page(queries.mine(scope)).rows] == ["Late", "Review", "Later", "Nothing"]
    first = queries.page(queries.mine(scope), size=3)
    assert [row.name for row in queries.page(queries.mine(scope), first.after).rows] == ["Nothing"]


def test_a_list_shows_nobody_of_another_prison(prison, as_actor):
    received(prison)
    stranger = Scope(actor=as_actor(Role.RECORDS_OFFICER, cast.make_unit()), today=clock.today())
    assert queries.count(queries.receptions(stranger)) == 0


def test_every_number_opens_its_list(prison, as_actor, client, sign_in):
    manager = as_actor((Role.CASE_MANAGER, Role.GOVERNOR), prison)
    person = received(prison, "Zenobia Quill", status=LegalStatus.UNCONVICTED, expires_in=2)
    set_facts(person, officer_id=manager.human_id, release_on=clock.today() - DAY)
    home = sign_in(client, manager).get("/").text
    found = dict(re.findall(r'class="stat[^"]*" href="([^"]+)"><span class="stat-no"><bdi>(\d+)</bdi>', home))
    lists = {href.replace("&amp;", "&"): int(number) for href, number in found.items() if "/programmes" not in href}
    assert "/people/mine" in lists
    for href, number in lists.items():
        shown = client.get(href)
        assert shown.status_code == 200, href
        assert "Zenobia" not in href
        if href.startswith(("/releases", "/receptions", "/orders", "/alerts", "/people/mine", "/prisons")):
            assert shown.text.count('<th scope="row">') == number, href
