"""A batch: work noted and corrected by rows, pieces inspected in parts by somebody else, each on the shelf once."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.public import MinutesWorked
from kernel import events
from kernel.authz import Role
from kernel.db import session, table_of, transaction
from kernel.errors import DomainError, Forbidden
from kernel.ids import new_id
from marketplace.production.models import Batch, BatchState, Contribution
from marketplace.production.queries import makers_of
from marketplace.production.rules import Worked
from marketplace.production.service import (
    NewBatch,
    change_plan,
    contribute,
    correct_work,
    inspect_batch,
    note_work,
    start_batch,
)
from marketplace.stock.models import Stock
from tests import cast
from tests.conftest import enter


@pytest.fixture
def batch(world):
    with transaction():
        made = start_batch(
            world.instructor,
            NewBatch(
                code="B-2", product_id=world.product.id, place_id=world.prison.id, planned=10,
                started_on=dt.date(2026, 10, 3), workshop_id=new_id(), workshop="Joinery",
            ),
        )  # fmt: skip
        contribute(world.instructor, made.id, world.makers[0].id, minutes=300, pieces=6)
    return made


def on_hand(world):
    return session.scalar(sa.select(Stock.on_hand).where(Stock.product_id == world.product.id))


def look(world, batch, passed, rejected=0, reason="", who=None, **over):
    with transaction():
        return inspect_batch(who or world.manager, batch.id, passed=passed, rejected=rejected, reason=reason, **over)


def test_several_looks_until_the_plan_is_covered(world, batch):
    before, key = on_hand(world), new_id()
    for _click in range(2):
        done = look(world, batch, 4, look_id=key)
    assert (on_hand(world) - before, done.state) == (4, BatchState.IN_WORK)
    done = look(world, batch, 5, 1, "A crack.")
    assert (on_hand(world) - before, done.state, done.rejected) == (9, BatchState.INSPECTED, 1)
    with pytest.raises(DomainError, match="inspected already"):
        look(world, batch, 1)


@pytest.mark.parametrize(
    ("passed", "rejected", "reason", "words"),
    [(0, 0, "", "how many"), (-1, 2, "x", "how many"), (1, 1, " ", "what was wrong"), (9, 2, "x", "Only 10 pieces")],
)
def test_a_look_that_cannot_be(world, batch, passed, rejected, reason, words):
    with pytest.raises(DomainError, match=words):
        look(world, batch, passed, rejected, reason)


def test_whoever_noted_the_work_does_not_inspect_it(world, batch):
    with pytest.raises(Forbidden, match="somebody else"):
        look(world, batch, 1, who=world.instructor)
    look(world, batch, 1, who=cast.make_actor(Role.INSTRUCTOR, world.prison))


def test_the_database_refuses_more_than_was_planned(batch):
    with pytest.raises(sa.exc.IntegrityError, match="inspects_what_was_planned"), transaction():
        session.execute(sa.text("UPDATE production_batch SET passed = planned + 1"))


def test_a_batch_is_closed_short_with_a_reason(world, batch):
    look(world, batch, 4)
    with pytest.raises(DomainError, match="4 pieces were inspected"), transaction():
        change_plan(world.manager, batch.id, 3, "The oak ran out.")
    with pytest.raises(DomainError, match="Say why"), transaction():
        change_plan(world.manager, batch.id, 4, "oak")
    with transaction():
        done = change_plan(world.manager, batch.id, 4, "The oak ran out.")
    assert done.state is BatchState.INSPECTED


def test_a_correction_is_a_row_of_its_own(world, batch):
    maker = world.makers[0].id
    with transaction():
        correct_work(world.instructor, batch.id, Worked(person_id=maker, minutes=-60, rejected=1), "Noted twice.")
    (part,) = makers_of(batch.id)
    assert (part.minutes, part.pieces, part.rejected) == (240, 6, 1)
    wanted = sa.select(sa.func.count()).where(table_of(Contribution).c.batch_id == batch.id)
    assert session.scalar(wanted) == 2
    for change, who, why, words in (
        ({"minutes": -241}, maker, "Noted twice.", "more than was noted"),
        ({}, maker, "Noted twice.", "what is added"),
        ({"minutes": 1}, maker, "no", "Say why"),
        ({"minutes": 1}, world.makers[1].id, "Noted twice.", "Nothing was noted"),
    ):
        with pytest.raises(DomainError, match=words), transaction():
            correct_work(world.instructor, batch.id, Worked(person_id=who, **change), why)


def test_a_register_tells_minutes_and_pieces_once(world, batch):
    told = MinutesWorked(
        person_id=world.makers[1].id, workshop_id=batch.workshop_id, session_id=new_id(),
        worked_on=dt.date(2026, 10, 5), minutes=90, pieces=2, rejected=1,
    )  # fmt: skip
    with transaction():
        events.publish(told)
        events.publish(told)
    mine = next(one for one in makers_of(batch.id) if one.person_id == world.makers[1].id)
    assert (mine.minutes, mine.pieces, mine.rejected) == (90, 2, 1)


def test_the_same_session_is_noted_once(world, batch):
    told = Worked(person_id=world.makers[1].id, minutes=9, session_id=new_id())
    with transaction():
        assert [note_work(None, batch.id, told) for _again in range(2)] == [True, False]


def test_on_screen(app, world, batch):
    teacher, desk = enter(app.test_client(), world.instructor), enter(app.test_client(), world.manager)
    page, number = f"/batches/{batch.id}", world.makers[1].number
    assert teacher.post(f"{page}/work", data={"number": number, "minutes": "45"}).status_code == 303
    assert "45" in teacher.get(page).text
    assert "Somebody else inspects" in teacher.get(page).text
    typed = {"correct-number": number, "correct-minutes": "-5", "correct-reason": "Came later."}
    assert teacher.post(f"{page}/correction", data=typed).status_code == 303
    assert "Came later." in teacher.get(page).text
    assert "Came later." not in desk.get(page).text
    wrong = desk.post(f"{page}/inspection", data={"look-key": str(new_id()), "look-passed": "11"})
    assert wrong.status_code == 422
    assert "Only 10 pieces" in wrong.text
    done = {"look-key": str(new_id()), "look-passed": "9", "look-rejected": "1", "look-reason": "A crack."}
    assert desk.post(f"{page}/inspection", data=done).status_code == 303
    assert "10 percent" in desk.get(page).text
    assert teacher.post(f"{page}/work", data={"number": number, "minutes": "45"}).status_code == 422


def test_a_number_is_given_once(app, world, batch):
    desk = enter(app.test_client(), world.manager)
    typed = {
        "id": str(new_id()), "code": "b-2", "product": str(world.product.id), "place": str(world.prison.id),
        "planned": "5", "started_on-day": "3", "started_on-month": "10", "started_on-year": "2026",
        "workshop": "", "materials": "12.50", "shared_by": "all_pieces",
    }  # fmt: skip
    again = desk.post("/batches/new", data=typed)
    assert again.status_code == 422
    assert "take the next number" in again.text.lower()
    assert desk.post("/batches/new", data=typed | {"code": "B-3"}).status_code == 303
    made = session.scalar(sa.select(Batch).where(Batch.code == "B-3"))
    assert (made.materials_minor, made.shared_by) == (1250, "all_pieces")
