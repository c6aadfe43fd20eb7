"""Every night each stored date is made again from its inputs: what does not hold is listed, whoever changed it."""

import datetime as dt
import uuid

import sqlalchemy as sa

from casework.laws.service import enact, propose_share
from casework.people.models import Person
from casework.rechecks import queries
from casework.rechecks.models import FlagKind
from casework.rechecks.service import KIND, recheck
from casework.sentences.models import AdjustmentKind, DateCalculation
from casework.sentences.service import NewAdjustment, NewSentence, adjust, calculate, confirm, impose
from kernel import clock
from kernel.authz import Role
from kernel.db import session, table_of, transaction
from kernel.jobs.schedule import PERIODIC
from tests import cast
from tests.casework.laws.test_versions import FORTY, WHY
from tests.casework.people_inside import received
from tests.casework.sentences.people_sentenced import sentenced

DAY = dt.timedelta(days=1)


def tamper(table, where, **values):
    """Change a row behind the house's back."""
    session.connection().execute(sa.update(table).where(where).values(**values))
    session.expire_all()


def found(person_id):
    with transaction():
        recheck(person_id)
    return [(flag.kind.value, flag.code) for flag in queries.open_flags(person_id)]


def test_dates_that_follow_are_not_flagged(prison):
    person_id, officer, _colleague = sentenced(prison)
    assert found(person_id) == []
    with transaction():
        adjust(officer, NewAdjustment(person_id=person_id, kind=AdjustmentKind.REMAND, days=3,
                                      applies_from=clock.today() - 10 * DAY))  # fmt: skip
        calculate(officer, person_id)
    assert found(person_id) == [], "new dates wait: the old ones need not follow from what came after them"


def test_a_date_changed_behind_the_back_is_found_and_the_flag_closes_when_it_is_right_again(prison):
    person_id, officer, colleague = sentenced(prison)
    table = table_of(DateCalculation)
    with transaction():
        tamper(table, table.c.person_id == person_id, release_on=clock.today())
    assert found(person_id) == [("altered", "dates")]
    with transaction():
        confirm(colleague, calculate(officer, person_id).id)
    assert found(person_id) == []


def test_inputs_and_the_shown_date_are_compared_too(prison):
    first, second = (sentenced(prison, name=name)[0] for name in ("Ann Hart", "Bo Lund"))
    table, person = table_of(DateCalculation), table_of(Person)
    with transaction():
        tamper(table, table.c.person_id == first, inputs={"sentences": [], "adjustments": []})
        tamper(person, person.c.id == second, release_on=clock.today())
    assert found(first) == [("altered", "inputs")]
    assert found(second) == [("altered", "file")]


def test_new_inputs_a_new_law_and_no_dates_at_all_are_work(prison, as_actor):
    changed, officer, _colleague = sentenced(prison)
    with transaction():
        adjust(officer, NewAdjustment(person_id=changed, kind=AdjustmentKind.REMAND, days=3,
                                      applies_from=clock.today() - 10 * DAY))  # fmt: skip
    assert found(changed) == [("stale", "")]
    gap, officer, _colleague = sentenced(prison, months=1, ago=60)
    none = received(prison, "Cy Moss")
    with transaction():
        impose(officer, NewSentence(person_id=gap, court="Court", offence="Theft", months=3, imposed_on=clock.today()))
        impose(officer, NewSentence(person_id=none, court="Court", offence="Theft", months=3, imposed_on=clock.today()))
    assert found(gap) == [("refused", "released_between")]
    assert found(none) == [("missing", "")]
    moved, _officer, _colleague = sentenced(prison)
    assert found(moved) == []
    with transaction():
        version = propose_share(as_actor(Role.ADMINISTRATOR), FORTY, WHY)
        cast.make_trial(version)
        enact(as_actor(Role.GOVERNOR, prison), version.id)
    assert found(moved) == [("stale", "")]


def test_it_runs_every_day_by_itself_over_everybody(prison):
    person_id, *_others = sentenced(prison)
    assert PERIODIC[KIND] == DAY
    assert person_id in queries.everybody()


def test_whoever_watches_sees_the_lists_without_anybody_acting(prison, client, sign_in, as_actor):
    person_id, *_others = sentenced(prison, name="Dana Field")
    sentenced(prison, name="Eli Waits", months=1, ago=60, confirmed=False)
    table = table_of(DateCalculation)
    with transaction():
        tamper(table, table.c.person_id == person_id, release_on=clock.today())
        recheck(person_id)
    sign_in(client, as_actor(Role.INSPECTOR))
    home = client.get("/").text
    assert "Dates altered outside the rule" in home
    assert "Dana Field" in client.get("/sentences/checks?list=altered").text
    assert "Altered outside the rule" in client.get(f"/people/{person_id}/sentence").text
    assert "Eli Waits" in client.get("/sentences/checks?list=waiting").text
    assert queries.counts(as_actor(Role.INSPECTOR), clock.today())["late"] == 1
    assert client.post("/sentences/checks").status_code == 403
    sign_in(client, as_actor(Role.RECORDS_OFFICER))
    assert client.post("/sentences/checks").status_code == 303
    elsewhere = as_actor(Role.INSPECTOR, None)
    assert queries.flags_page(elsewhere, FlagKind.ALTERED, uuid.uuid4()).rows


def test_people_out_of_reach_are_on_nobodys_list(prison, as_actor):
    from tests import cast

    person_id, *_others = sentenced(prison)
    table = table_of(DateCalculation)
    with transaction():
        tamper(table, table.c.person_id == person_id, release_on=clock.today())
        recheck(person_id)
    other = as_actor(Role.RECORDS_OFFICER, cast.make_unit())
    assert queries.counts(other, clock.today())["altered"] == 0
