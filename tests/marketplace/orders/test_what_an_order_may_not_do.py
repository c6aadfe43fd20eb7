"""Quantities, limits, countries, prices and words of buyers: refused with a sentence, or kept as plain text."""

from __future__ import annotations

import datetime as dt
import re
import secrets

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.db import in_transaction, session, table_of, transaction
from kernel.errors import Conflict, DomainError
from kernel.ids import new_id
from marketplace.orders.models import Method, OrderStep, ShopOrder, Way
from marketplace.orders.rules import STEPS, may_go, tax_in
from marketplace.orders.service import NewOrder, cancel, order_of, pack, place_order
from marketplace.products.models import Product
from marketplace.quotes.rules import address_of
from marketplace.shipping.rules import cost_of, steps_from
from marketplace.shipping.service import NewTable, open_zone, set_costs
from marketplace.stock.models import Stock

order, product, stock = table_of(ShopOrder), table_of(Product), table_of(Stock)


def buy(world, pieces=1, **over):
    new = NewOrder(**{
        "id": new_id(), "token": secrets.token_urlsafe(24), "place_id": world.prison.id, "buyer": "Vera Lind",
        "email": "", "phone": "", "pieces": {world.product.id: pieces},
    } | over)  # fmt: skip
    return in_transaction(lambda: place_order(new)[0])


def change(world, **values):
    with transaction():
        session.execute(product.update().where(product.c.id == world.product.id).values(**values),
                        execution_options={"audits": []})  # fmt: skip


def none_is_placed():
    assert session.scalar(sa.select(sa.func.count()).select_from(order)) == 0
    assert session.scalar(sa.select(sa.func.sum(stock.c.reserved))) == 0


@pytest.mark.parametrize("pieces", [0, -1, 21, 10**9, 1.5, True, "2"])
def test_quantities_that_are_none(world, pieces):
    with pytest.raises(DomainError, match="between 1 and 20"):
        buy(world, pieces)
    none_is_placed()


@pytest.mark.parametrize("typed", ["-1", "1.5", "1e3", "０x", "", "9999999999999999999999"])
def test_the_basket_takes_whole_numbers_and_never_guesses(client, world, typed):
    client.post("/shop/basket", data={"product": str(world.product.id), "quantity": "2"})
    client.post("/shop/basket", data={"product": str(world.product.id), "quantity": typed})
    kept = re.search(r'name="quantity"[^>]*value="(\d+)"', client.get("/shop/basket").text)
    assert kept[1] == ("20" if typed.startswith("999") else "2")


def test_prices_in_the_form_are_not_read(client, world):
    client.post("/shop/basket", data={"product": str(world.product.id), "quantity": 1})
    page = client.get("/shop/basket").text
    form = dict(re.findall(r'name="(id|token)" type="hidden" value="([^"]+)"', page))
    sent = client.post("/shop/order", data={
        **form, "name": "Vera", "place": str(world.prison.id), "way": "pick_up", "method": "cash", "price": "1",
        "total": "1", "total_minor": "1", "unit_minor": "1", "delivery_minor": "-4000",
    })  # fmt: skip
    assert sent.status_code == 303
    assert session.scalar(sa.select(order.c.total_minor)) == 4000


def test_a_buyers_words_stay_words(client, world):
    open_europe(world)
    change(world, ships=True)
    client.post("/shop/basket", data={"product": str(world.product.id), "quantity": 1})
    page = client.get("/shop/basket").text
    form = dict(re.findall(r'name="(id|token)" type="hidden" value="([^"]+)"', page))
    script = "<script>alert(1)</script>"
    typed = {"name": script, "way": "delivery", "country": "DE", "address": f"{script}\r\nMill Road 4"}
    sent = client.post("/shop/order", data={
        **form, **typed, "method": "cash",
    })  # fmt: skip
    assert sent.status_code == 422
    assert "paid before" in sent.text
    assert script not in sent.text
    with transaction():
        set_up_bank(world)
    sent = client.post("/shop/order", data={
        **form, **typed, "method": "bank",
    })  # fmt: skip
    assert sent.status_code == 303
    shown = client.get(sent.location).text
    assert script not in shown
    assert "&lt;script&gt;" in shown
    assert session.scalar(sa.select(order.c.address)) == f"{script}\nMill Road 4"


def set_up_bank(world):
    from kernel.authz import Role
    from marketplace.transfers.service import NewAccount, decide_account, write_account
    from tests import cast

    made = write_account(cast.make_actor(Role.FINANCE_CLERK), NewAccount(
        id=new_id(), name="Meridian Works Trust", iban="DE89370400440532013000", bic="", currency="EUR"))  # fmt: skip
    decide_account(cast.make_actor(Role.FINANCE_APPROVER), made.id, confirm=True)


def open_europe(world, steps=((2000, 490), (10_000, 990))):
    with transaction():
        zone = open_zone(world.manager, "Near", ["DE", "FR"])
        set_costs(world.manager, NewTable(zone_id=zone.id, currency="EUR", from_on=clock.today(), steps=steps))
        return zone


SENT = {"way": Way.DELIVERY, "address": "Mill Road 4", "method": Method.BANK}


def test_sending_costs_by_weight_from_the_table_of_the_day(world):
    zone = open_europe(world)
    change(world, ships=True, weight_grams=1500, tax_permille=190)
    one = order_of(buy(world, 1, country="DE", **SENT))
    assert (one.delivery_minor, one.total_minor, one.tax_minor) == (490, 4490, tax_in(4000, 190) + tax_in(490, 190))
    with transaction():
        later = NewTable(
            zone_id=zone.id, currency="EUR", from_on=clock.today() + dt.timedelta(days=3), steps=[(9000, 700)]
        )
        set_costs(world.manager, later)
    assert order_of(buy(world, 2, country="FR", **SENT)).delivery_minor == 990
    with clock.held_at(clock.now() + dt.timedelta(days=3)):
        assert order_of(buy(world, 1, country="FR", **SENT)).delivery_minor == 700


@pytest.mark.parametrize(("values", "country", "words"), [
    ({"ships": True, "weight_grams": 1000}, "JP", "do not send"), ({"ships": False}, "DE", "may not be sent"),
    ({"ships": True, "ship_blocks": ["DE"]}, "DE", "may not be sent"), ({"ships": True}, "", "Choose the country"),
    ({"ships": True, "weight_grams": 10_001}, "DE", "do not send a parcel"),
])  # fmt: skip
def test_where_it_is_not_sent_that_is_said(world, values, country, words):
    open_europe(world)
    change(world, **values)
    with pytest.raises(DomainError, match=words):
        buy(world, 1, country=country, **SENT)
    none_is_placed()


def test_a_buyer_gets_no_more_than_the_limit_whatever_they_call_themselves(world):
    change(world, per_buyer=2)
    buy(world, 1, email="Vera@Example.org", phone="+49 (0)30 12")
    buy(world, 1, buyer="V. Lind", email="vera@example.org")
    for same in ({"email": "VERA@example.org"}, {"phone": "+4903012", "email": "new@example.org"}):
        with pytest.raises(DomainError, match="One buyer gets 2"):
            buy(world, 2, **same)
    first = session.scalars(sa.select(ShopOrder).order_by(ShopOrder.placed_at)).first()
    in_transaction(lambda: cancel(world.manager, first.id, "Changed my mind."))
    buy(world, 1, email="vera@example.org")
    with clock.held_at(clock.now() + dt.timedelta(days=31)):
        buy(world, 2, email="vera@example.org")


def test_only_the_steps_of_the_machine(world):
    every = [(one, to) for one in OrderStep for to in OrderStep]
    assert sum(may_go(one, to) for one, to in every) == sum(map(len, STEPS.values())) == 12
    key = buy(world)
    in_transaction(lambda: cancel(world.manager, key, "Changed my mind."))
    with pytest.raises(Conflict, match="Cancelled"):
        in_transaction(lambda: pack(world.manager, key))


@pytest.mark.parametrize("wrong", ["", "x", "2000", "2000 -1", "2000 4.9", "2000 4,90\n1000 3,00", "2000 1\n2000 2"])
def test_cost_tables_that_are_none(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        steps_from(wrong)
    assert steps_from("2000 4,90\n10000 9") == [[2000, 490], [10_000, 900]]
    assert [cost_of([[2000, 490]], grams) for grams in (0, 2000, 2001)] == [490, 490, None]


def test_tax_is_in_the_price_and_rounds_half_up():
    assert [tax_in(gross, 190) for gross in (11900, 100, 3, 0)] == [1900, 16, 0, 0]
    assert address_of(" Mill  Road 4 ", "\n", "Northfield ") == "Mill Road 4\nNorthfield"
