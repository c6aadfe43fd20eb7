"""Figures of whole quarters; where few people stand behind one, it and all that gives it away was never written."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from kernel import clock
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.desk.service import pay_and_hand_over
from marketplace.earnings import service as earnings
from marketplace.impact.models import ImpactFigure
from marketplace.impact.rules import Figures, first_of_quarter, last_of_quarter, safe, whole_quarters
from marketplace.impact.service import write_figures
from marketplace.orders.models import ShopOrder
from marketplace.production.models import Contribution
from tests.marketplace.conftest import make_prisoner
from tests.marketplace.shop.test_walk import place

DAY = dt.date(2026, 7, 1)


def figures(**over):
    whole = {
        "quarter": DAY, "currency": "EUR", "sold_minor": 90_000, "pieces": 12, "makers_minor": 30_000, "makers": 7,
        "collected_minor": 400, "disbursed_minor": 300, "trained": 9,
    }  # fmt: skip
    return Figures(**whole | over)


@pytest.mark.parametrize(("makers", "hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_few_makers_hide_their_number_their_money_and_the_sales(makers, hidden):
    told = safe(figures(makers=makers))
    assert [told.makers is None, told.makers_minor is None, told.sold_minor is None, told.pieces is None] == [
        hidden
    ] * 4
    assert told.trained == 9


@pytest.mark.parametrize(("trained", "told"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_few_trained_are_hidden(trained, told):
    assert safe(figures(trained=trained)).trained == told
    assert safe(figures(trained=trained)).makers == 7


@given(st.integers(0, 9), st.integers(0, 9), st.integers(1, 10**6))
def test_no_shown_number_is_small(makers, trained, money):
    told = safe(figures(makers=makers, trained=trained, makers_minor=money))
    assert told.makers not in {1, 2, 3, 4}
    assert told.trained not in {1, 2, 3, 4}
    assert (told.makers_minor is None) == (told.makers is None)


def test_only_whole_quarters():
    assert first_of_quarter(dt.date(2026, 12, 31)) == dt.date(2026, 10, 1)
    assert last_of_quarter(dt.date(2026, 10, 1)) == dt.date(2026, 12, 31)
    assert whole_quarters(dt.date(2026, 2, 3), 3) == [dt.date(2025, 10, 1), dt.date(2025, 7, 1), dt.date(2025, 4, 1)]


def sold_by(client, world, makers):
    """One chair, made by so many people, sold and shared out in October."""
    with transaction():
        for n in range(makers - 2):
            session.add(Contribution(
                batch_id=world.batch.id, person_id=make_prisoner(world.prison, f"Maker {n}").id, session_id=new_id(),
                minutes=60, noted_at=clock.now(), noted_by=None,
            ))  # fmt: skip
    with clock.held_at(dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC)):
        place(client, world, 1)
        with transaction():
            pay_and_hand_over(world.manager, session.scalar(sa.select(ShopOrder.id)), 4000, new_id())
    with transaction():
        earnings.mature(None, dt.date(2026, 10, 25))
        write_figures(dt.date(2027, 1, 10))


def shown():
    return session.execute(sa.select(ImpactFigure.quarter, ImpactFigure.sold_minor, ImpactFigure.makers_minor,
                                     ImpactFigure.makers)).all()  # fmt: skip


@pytest.mark.parametrize(("makers", "told"), [(5, (4000, 1800, 5)), (4, (None, None, None))])
def test_from_the_sale_to_the_page(client, world, makers, told):
    assert "No figures yet" in client.get("/shop/impact").text
    sold_by(client, world, makers)
    assert shown() == [(dt.date(2026, 10, 1), *told)]
    page = client.get("/shop/impact").text
    assert ("hidden</td>" in page) == (makers == 4)
    assert ("18.00" in page) == (makers == 5)


def test_the_running_quarter_is_not_shown_and_nights_do_not_pile_up(client, world):
    sold_by(client, world, 5)
    with transaction():
        assert write_figures(dt.date(2026, 12, 30)) == 0
        assert write_figures(dt.date(2027, 1, 1)) == 1
        assert write_figures(dt.date(2027, 1, 2)) == 1
    assert len(shown()) == 1


def test_the_database_refuses_a_small_number(world):
    row = {"quarter": DAY, "currency": "EUR", "made_at": clock.now(), "collected_minor": 0, "disbursed_minor": 0}
    with pytest.raises(sa.exc.IntegrityError, match="few_makers"), transaction():
        session.add(ImpactFigure(**row, makers=3, makers_minor=5, sold_minor=5, pieces=1, trained=0))
        session.flush()
