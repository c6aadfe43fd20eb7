"""The page of a batch names its place only where five people made each published batch of product, place and month."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel.db import session, transaction
from marketplace.production.rules import Worked
from marketplace.production.service import NewBatch, contribute, correct_work, inspect_batch, start_batch
from marketplace.provenance.models import Provenance
from marketplace.provenance.rules import LEAST_MAKERS, looks_copied, may_name, new_token
from marketplace.provenance.service import publish
from tests.marketplace.conftest import make_prisoner
from tests.marketplace.sale_shares.test_pieces_come_back import merge


@pytest.mark.parametrize(
    ("groups", "named"),
    [
        ([], False),
        ([range(4)], False),
        ([range(5)], True),
        ([[1, 1, 2, 3, 4]], False),
        ([range(5), range(9)], True),
        ([range(5), range(4)], False),
        ([range(50), []], False),
    ],
)
def test_the_rule(groups, named):
    assert may_name(groups) is named
    assert LEAST_MAKERS == 5


@pytest.mark.parametrize(
    ("scans", "pieces", "copied"), [(60, 1, False), (61, 1, True), (600, 100, False), (601, 100, True)]
)
def test_a_label_that_is_read_too_often(scans, pieces, copied):
    assert looks_copied(scans, pieces) is copied


def test_a_secret_is_long_and_never_the_same():
    made = {new_token() for _ in range(500)}
    assert len(made) == 500
    assert {len(one) for one in made} == {22}


@pytest.fixture
def batch_of(world):
    """Makes a published batch of the shop's product by so many makers in a month."""
    people = [make_prisoner(world.prison, f"Maker {n}") for n in range(6)]

    def make(code, makers, day="2026-10-05"):
        import datetime as dt

        with transaction():
            new = NewBatch(
                code=code, product_id=world.product.id, place_id=world.prison.id, planned=3, workshop="Joinery",
                started_on=dt.date.fromisoformat(day),
            )  # fmt: skip
            made = start_batch(world.instructor, new)
            for person in people[:makers]:
                contribute(world.instructor, made.id, person.id, minutes=60)
            inspect_batch(world.manager, made.id, passed=2, rejected=0)
            publish(world.manager, made.id)
        return made.id

    make.people = people
    return make


def named():
    rows = session.execute(sa.select(Provenance.code, Provenance.made_at))
    return {row.code: row.made_at for row in rows}


def test_four_are_the_brand_and_five_are_the_workshop(batch_of):
    batch_of("FOUR", 4, "2026-09-05")
    batch_of("FIVE", 5)
    assert named() == {"FOUR": "", "FIVE": "Joinery, Northfield Prison"}


def test_a_small_batch_of_the_same_month_silences_the_large_one(batch_of):
    batch_of("LARGE", 6)
    assert named()["LARGE"]
    batch_of("SMALL", 1, "2026-10-30")
    assert named() == {"LARGE": "", "SMALL": ""}
    batch_of("NEXT", 5, "2026-11-01")
    assert named() == {"LARGE": "", "SMALL": "", "NEXT": "Joinery, Northfield Prison"}


def test_a_correction_that_leaves_four_takes_the_name_away(world, batch_of):
    batch = batch_of("FIVE", 5)
    with transaction():
        gone = Worked(person_id=batch_of.people[0].id, minutes=-60)
        correct_work(world.instructor, batch, gone, "He was at court that day.")
    assert named() == {"FIVE": ""}


def test_two_files_that_were_one_person_are_one_maker(world, batch_of):
    batch_of("FIVE", 5)
    merge(*batch_of.people[:2])
    assert named() == {"FIVE": ""}


def test_more_pieces_pass_later(world, batch_of):
    batch = batch_of("FIVE", 5)
    with transaction():
        inspect_batch(world.manager, batch, passed=1, rejected=0)
    assert session.scalar(sa.select(Provenance.pieces)) == 3
