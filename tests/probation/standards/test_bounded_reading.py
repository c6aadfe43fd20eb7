"""A visit reads only the newest contacts of each kind and outcome: what is owed and earned must come out the same."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from itertools import groupby
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import clock
from kernel.ids import new_id
from probation.contacts import service
from probation.contacts.models import ContactKind, Outcome
from probation.contacts.rules import FACTS, FAILURES, state_after
from probation.corrections import service as corrections
from probation.packs.queries import packs
from probation.standards.queries import owed_now, picture_of
from probation.standards.rules import Fact, Standing, all_due, earned, newest_needed
from tests import cast

START = dt.date(2024, 1, 8)
TODAY = START + dt.timedelta(days=700)
VERSIONS = [version for pack in packs().values() for version in pack.versions]


def day(offset):
    return START + dt.timedelta(days=offset)


met = st.tuples(st.sampled_from(ContactKind), st.sampled_from(Outcome), st.integers(-30, 700))


def bounded(found, newest):
    """The newest few of each kind and outcome, as the statement gives them."""
    ordered = sorted(found, key=lambda one: (one[0], one[1], -one[2]))
    return [one for _key, group in groupby(ordered, key=lambda one: one[:2]) for one in list(group)[:newest]]


def first(dues):
    return next(((due.rule, due.due_on) for due in dues if due.due_on), None)


def fact(kind, out, on):
    return Fact(id=uuid.uuid4(), kind=kind, on=day(on), reason=FACTS[out].not_counted)


@given(
    st.lists(met, max_size=60), st.sampled_from(VERSIONS), st.sampled_from(["intensive", "high", "medium", "low"]),
    st.sampled_from([None, 300, 720, 2000]), st.integers(0, 700), st.sampled_from([(), ((day(600), day(700)),)]),
    st.sampled_from([(), (("moved_house", day(640)),)]),
)  # fmt: skip
def test_the_bounded_reading_decides_the_same(found, version, level, ends, since, busy, events):
    terms = version.earned
    standing = Standing(level=level, starts_on=START, ends_on=ends and day(ends), overloads=busy, events=events)
    few = bounded(found, newest_needed(version, level))
    whole = all_due(version, standing, [fact(*one) for one in found], TODAY)
    assert first(all_due(version, standing, [fact(*one) for one in few], TODAY)) == first(whole)

    def news(contacts):
        failed = [day(on) for _kind, out, on in contacts if out in FAILURES]
        good = sum(bool(FACTS[out].complied) for _kind, out, _on in contacts)
        return earned(
            terms, standing, level_since=day(since), good=good, last_failure=max(failed, default=None), today=TODAY
        )

    assert news(few) == news(found)


def history(world, many):
    """That many contacts since the order began, of every kind and outcome; the same ones each time."""
    chance = random.Random(many)
    for _n in range(many):
        at = clock.now() - dt.timedelta(hours=chance.randrange(1, 500 * 24))
        outcome = chance.choice([Outcome.COMPLIED, Outcome.COMPLIED, *Outcome])
        yield service.row_for(
            world.officer, id=(made := new_id()), root_id=made, person_id=world.person.id, order_id=world.order.id,
            officer_id=world.officer.human_id, kind=chance.choice(list(ContactKind)), state=state_after(outcome),
            outcome=outcome, at=at, occurred_at=at,
        )  # fmt: skip


@pytest.mark.parametrize("many", [0, 1, 4, 15, 80])
def test_the_projection_says_what_the_page_says(world, many):
    with clock.held_at(clock.now() + dt.timedelta(days=500)):
        rows = list(history(world, many))
        if rows:
            with cast.deed():
                service.insert_rows(world.officer, "visit.recorded", rows)
        facts = {name: getattr(world.order, name) for name in world.order.__table__.columns.keys()}  # noqa: SIM118
        for level in ("high", "medium", "low"):
            order = SimpleNamespace(**facts | {"level": level, "ends_on": None})
            page = picture_of(order, "Europe/Paris")
            rule, due_on, news = owed_now(order, "Europe/Paris")
            assert (rule, due_on) == ((page.first.rule, page.first.due_on) if page.first else ("", None))
            assert news == str(page.news or "")


def test_what_was_corrected_counts_no_more(world):
    visit = world.visit()
    with cast.deed():
        service.record_visit(world.officer, visit)
    before = owed_now(world.order, "Europe/Paris")
    with cast.deed():
        corrections.amend_contact(
            world.officer,
            corrections.Amendment(
                id=new_id(), contact_id=visit.id, outcome=Outcome.NO_GOOD_REASON, note="", agreed_action="",
                reason="Logged for another person",
            ),
        )  # fmt: skip
    assert owed_now(world.order, "Europe/Paris") != before
