"""A register that is corrected corrects the batch it had told, by its difference, once, and never below nothing."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from casework.public import MinutesWorked, WorkCorrected
from kernel import events
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.production.models import Batch, BatchState
from marketplace.production.queries import makers_of
from marketplace.production.rules import Worked
from marketplace.production.service import NewBatch, correct_work, inspect_batch, start_batch
from programmes.registers.rules import worked_difference
from tests import cast

DAY = dt.date(2026, 10, 5)


@pytest.fixture
def batch(world):
    room = cast.make_unit(name="Joinery", parent=world.prison)
    with transaction():
        return start_batch(world.instructor, NewBatch(
            code="W1", product_id=world.product.id, place_id=world.prison.id, planned=10, started_on=DAY,
            workshop_id=room.id,
        ))  # fmt: skip


@pytest.fixture
def told(world, batch):
    """A session of 90 minutes and two pieces that a register told."""
    session_id = new_id()
    with transaction():
        events.publish(MinutesWorked(
            person_id=world.makers[0].id, workshop_id=batch.workshop_id, session_id=session_id, worked_on=DAY,
            minutes=90, pieces=2, rejected=1,
        ))  # fmt: skip
    return session_id


def correct(world, batch, session_id, minutes, pieces=0, rejected=0, correction_id=None):
    with transaction():
        events.publish(WorkCorrected(
            person_id=world.makers[0].id, workshop_id=batch.workshop_id, session_id=session_id, minutes=minutes,
            correction_id=correction_id or new_id(), worked_on=DAY, pieces=pieces, rejected=rejected,
            reason="Came later.", by=world.instructor,
        ))  # fmt: skip


def sums(batch):
    return [(one.minutes, one.pieces, one.rejected) for one in makers_of(batch.id)]


def test_by_its_difference_and_once(world, batch, told):
    again = new_id()
    for _twice in range(2):
        correct(world, batch, told, -30, 1, -1, again)
    assert sums(batch) == [(60, 3, 0)]


def test_an_inspected_batch_is_corrected_as_well(world, batch, told):
    with transaction():
        inspect_batch(world.manager, batch.id, passed=10, rejected=0)
    correct(world, batch, told, 15)
    assert session.get(Batch, batch.id).state is BatchState.INSPECTED
    assert sums(batch) == [(105, 2, 1)]


def test_what_was_taken_off_by_hand_is_not_taken_off_twice(world, batch, told):
    with transaction():
        correct_work(world.instructor, batch.id, Worked(person_id=world.makers[0].id, minutes=-60), "Noted twice.")
    correct(world, batch, told, -90, -2, -1)
    assert sums(batch) == [(0, 0, 0)]


def test_who_was_written_absent_and_was_there_has_worked(world, batch):
    correct(world, batch, new_id(), 45, 1)
    assert sums(batch) == [(45, 1, 0)]


def row(code, minutes, pieces, *, attended, **over):
    seen = {"code": code, "pays": True, "counts": True, "attended": attended}
    return SimpleNamespace(**seen, minutes=minutes, pieces=pieces, rejected=0, **over)


def change(minutes, pieces, *, attended):
    seen = {"code": "x", "pays": True, "counts": True, "attended": attended}
    return SimpleNamespace(**seen, minutes_delta=minutes, pieces_delta=pieces, rejected_delta=0)


@pytest.mark.parametrize(("first", "before", "made", "difference"), [
    (row("present", 90, 2, attended=True), [], change(-30, 1, attended=True), (-30, 1, 0)),
    (row("present", 90, 2, attended=True), [], change(-90, -2, attended=False), (-90, -2, 0)),
    (row("present", 90, 2, attended=True), [], change(0, -2, attended=False), (-90, -2, 0)),  # away, but paid for it
    (row("medical", 90, 0, attended=False), [], change(0, 3, attended=True), (90, 3, 0)),
    (row("medical", 90, 0, attended=False), [change(0, 3, attended=True)], change(5, 0, attended=True), (5, 0, 0)),
])  # fmt: skip
def test_who_did_not_attend_worked_nothing(first, before, made, difference):
    assert worked_difference(first, before, made) == difference
