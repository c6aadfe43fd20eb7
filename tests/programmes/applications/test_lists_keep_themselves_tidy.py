"""Nobody waits on a closed list: every trouble is named, mended by night, and a merge closes what it doubles."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from casework.merging import service as merging
from casework.people.models import DuplicateProposal, Person
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from programmes.applications import service as wishes
from programmes.applications.service import NewApplication
from programmes.places import service as places
from programmes.places.models import Application, ApplicationState, Requester
from programmes.places.service import Placement
from programmes.waiting.rules import Wish, trouble_of
from programmes.waiting.service import check_lists

TODAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
HERE, THERE = uuid.UUID(int=1), uuid.UUID(int=2)
FINE = {
    "unit_id": HERE, "held_at": HERE, "held": True, "merged": False, "live": True, "has_place": False,
    "offered": False, "answer_by": None, "group_ends": None,
}  # fmt: skip
BEFORE = TODAY - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"merged": True, "held": False}, "merged"),
        ({"held": False}, "left"),
        ({"held_at": THERE}, "elsewhere"),
        ({"live": False}, "programme_closed"),
        ({"has_place": True}, "has_place"),
        ({"offered": True, "group_ends": BEFORE}, "group_over"),
        ({"offered": False, "group_ends": BEFORE}, ""),
        ({"offered": True, "answer_by": BEFORE}, "unanswered"),
        ({"offered": True, "answer_by": TODAY}, ""),
    ],
)
def test_what_is_wrong_with_a_wish(change, code):
    assert trouble_of(Wish(**{**FINE, **change}), TODAY) == code


def ask(boss, group, person):
    with transaction():
        new = NewApplication(
            person_id=person.id, programme_id=group.programme_id, requested_by=Requester.SELF, consented=True
        )
        return wishes.apply(boss, new)


def change(person, **values):
    with transaction():
        row = session.get(Person, person.id)
        for name, value in values.items():
            setattr(row, name, value)
        audit.record(None, "person.changed", row)


def test_the_night_finds_who_slipped_through_and_says_so(boss, group, make_person, client, sign_in):
    gone, here = make_person("T1"), make_person("T2")
    left, stays = ask(boss, group, gone), ask(boss, group, here)
    change(gone, in_custody=False)
    with transaction():
        night = check_lists()
    assert (night.looked_at, night.mended) == (2, {"left": 1})
    session.expire_all()
    assert session.get(Application, left.id).state is ApplicationState.EXPIRED
    assert session.get(Application, stays.id).state is ApplicationState.PENDING
    with transaction():
        assert check_lists().mended == {}
    sign_in(client, boss)
    assert "no longer held" in client.get("/programmes/waiting-lists/proof").text


def test_an_offer_nobody_answered_goes_back_to_the_list(boss, group, make_person):
    wish = ask(boss, group, make_person("T1"))
    with transaction():
        wishes.offer(boss, wish.id, group.id)
    with clock.held_at(NOON + dt.timedelta(days=8)), transaction():
        check_lists()
    session.expire_all()
    again = session.get(Application, wish.id)
    assert (again.state, again.intake_id, again.ranked) == (ApplicationState.PENDING, None, {})


@pytest.fixture
def merge(as_actor, prison):
    """Make the second file one with the first, by the hub's own commands; gives back the merge."""
    officers = [as_actor(Role.RECORDS_OFFICER, prison) for _one in range(2)]

    def make(into, given_up):
        with transaction():
            pair = DuplicateProposal(person_id=into.id, other_id=given_up.id, score=90, evidence={})
            session.add(pair)
            audit.record(None, "duplicate.proposed", pair)
            session.flush()
            merging.ask_merge(officers[0], pair.id, into.id, "Same face, same fingerprints")
            return officers, merging.confirm_merge(officers[1], pair.id)

    return make


def test_who_holds_a_place_under_one_file_and_waits_under_the_other_waits_no_more(boss, group, make_person, merge):
    into, given_up = make_person("T1"), make_person("T2")
    with transaction():
        places.place(boss, Placement(person_id=into.id, intake_id=group.id))
    wish = ask(boss, group, given_up)
    merge(into, given_up)
    with transaction():
        assert check_lists().mended == {"has_place": 1}
    closed = session.get(Application, wish.id, populate_existing=True)
    assert (closed.state, closed.person_id) == (ApplicationState.EXPIRED, into.id)
