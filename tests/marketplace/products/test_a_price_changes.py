"""The shop manager changes a price: with a reason, kept in the history, and orders placed before keep theirs."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from marketplace.orders.models import OrderLine
from marketplace.products.models import Product, ProductPrice
from marketplace.products.rules import CostCard
from marketplace.products.service import set_price
from tests import cast
from tests.conftest import enter
from tests.marketplace.shop.test_walk import place

DEARER = {
    "price": "42.00", "labour": "20.00", "materials": "12.00", "overhead": "6.00", "margin": "4.00",
    "reason": "Oak is dearer.",
}  # fmt: skip


def test_the_new_price_holds_from_now_on(client, app, world):
    place(client, world)
    desk = enter(app.test_client(), world.manager)
    page = f"/products/{world.product.id}/price"
    assert page in desk.get(f"/products/{world.product.id}").text
    assert 'value="18.00"' in desk.get(page).text
    assert desk.post(page, data=DEARER | {"reason": ""}).status_code == 422
    for price, why in (("41.00", "do not come to the price"), ("37.99", "under what the piece costs")):
        refused = desk.post(page, data=DEARER | {"price": price})
        assert refused.status_code == 422
        assert why in refused.text
    assert desk.post(page, data=DEARER).status_code == 303
    shown = desk.get(page).text
    assert "Oak is dearer." in shown
    assert "First price" in shown
    assert session.get(Product, world.product.id, populate_existing=True).price_minor == 4200
    assert session.scalars(sa.select(OrderLine.unit_minor)).all() == [4000]
    kept = session.scalars(sa.select(ProductPrice.price_minor).order_by(ProductPrice.set_at, ProductPrice.id)).all()
    assert kept == [4000, 4200]


def test_nothing_and_the_same_again_are_no_prices(world):
    now = CostCard(materials=1200, labour=1800, overhead=600, margin=400)
    for card in (now, CostCard(materials=0, labour=0, overhead=0, margin=0)):
        with pytest.raises(DomainError), transaction():
            set_price(world.manager, world.product.id, card, "Oak is dearer.")


def test_only_the_shop_manager_prices(app, world):
    other = enter(app.test_client(), cast.make_actor(Role.INSTRUCTOR, world.prison))
    assert other.get(f"/products/{world.product.id}/price").status_code == 403
    assert other.post(f"/products/{world.product.id}/price", data=DEARER).status_code == 403
