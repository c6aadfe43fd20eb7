"""From the basket to the order's page: delivery, payment, what to type, the code, papers; by a secret link alone."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.desk.service import hand_over
from marketplace.order_mails.models import OrderMail
from marketplace.orders.models import Method, ShopOrder
from marketplace.payments.models import FactKind
from marketplace.payments.rules import Fact
from marketplace.payments.service import learn
from marketplace.transfers.rules import in_fours, reference_of
from tests.conftest import enter
from tests.marketplace.orders.test_what_an_order_may_not_do import change, open_europe, set_up_bank

IBAN = "DE89370400440532013000"


@pytest.fixture
def basket(client, world):
    open_europe(world)
    change(world, ships=True, weight_grams=900, tax_permille=190)
    with transaction():
        set_up_bank(world)
    client.post("/shop/basket", data={"product": str(world.product.id), "quantity": 1})
    page = client.get("/shop/basket").text
    return dict(re.findall(r'name="(id|token)" type="hidden" value="([^"]+)"', page))


def typed(basket, **over):
    return {**basket, "name": "Vera Lind", "way": "delivery", "country": "DE", "address": "Mill Road 4\nNorthfield",
            "method": "bank", **over}  # fmt: skip


def one():
    session.expire_all()
    return session.scalars(sa.select(ShopOrder)).one()


def test_what_sending_costs_is_said_before_anything_is_ordered(client, basket):
    told = client.post("/shop/basket/cost", data=typed(basket))
    assert "44.90" in told.text
    assert "Vera Lind" in told.text
    assert session.scalar(sa.select(sa.func.count()).select_from(ShopOrder)) == 0


@pytest.mark.parametrize(("missing", "words"), [
    ({"address": " \n "}, "Enter the address"), ({"country": ""}, "Choose the country"),
    ({"method": "card"}, "Choose one of the options"),
    ({"email": "no"}, "e-mail address"), ({"way": "boat"}, "Choose one of the options"),
])  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_lost(client, world, basket, missing, words):
    answer = client.post("/shop/order", data=typed(basket, **missing))
    assert answer.status_code == 422
    assert words in answer.text
    assert "Vera Lind" in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(ShopOrder)) == 0


def test_a_transfer_tells_account_sum_and_reference_and_shows_the_code(client, basket):
    sent = client.post("/shop/order", data=typed(basket))
    page = client.get(sent.location)
    order = one()
    for shown in ("44.90", in_fours(IBAN), in_fours(reference_of(order.code)), "data:image/svg+xml", "noindex"):
        assert shown in page.text, shown
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert len(page.data) < 60_000
    assert client.get(sent.location + "x").status_code == 404


def test_paid_and_sent_it_has_a_receipt_for_its_buyer_alone(client, app, world, basket):
    sent = client.post("/shop/order", data=typed(basket, method="bank"))
    order = one()
    fact = Fact(provider_ref="m", kind=FactKind.CAPTURED, minor=order.total_minor, currency="EUR", at=clock.now())
    with transaction():
        learn(None, order.id, Method.MOBILE, fact)
        hand_over(world.manager, order.id)
    page = client.get(sent.location).text
    assert "Sent" in page
    assert in_fours(IBAN) not in page
    (paper,) = re.findall(r'href="(/shop/order/[^"]+/papers/[^"]+)"', page)
    pdf = client.get(paper)
    assert pdf.data[:4] == b"%PDF"
    other = re.sub(r"/order/[^/]+/", f"/order/{'x' * 32}/", paper)
    assert client.get(other).status_code == 404
    assert client.get(paper.rsplit("/", 1)[0] + f"/{new_id()}").status_code == 404


def test_the_desk_takes_mobile_money_by_a_code_that_pays_once(client, app, world):
    client.post("/shop/basket", data={"product": str(world.product.id), "quantity": 1})
    orders = []
    for _two in range(2):
        client.post("/shop/basket", data={"product": str(world.product.id), "quantity": 1})
        page = client.get("/shop/basket").text
        form = dict(re.findall(r'name="(id|token)" type="hidden" value="([^"]+)"', page))
        client.post("/shop/order", data={**form, "name": "V", "place": str(world.prison.id), "method": "mobile"})
        orders.append(session.scalar(sa.select(ShopOrder.id).order_by(ShopOrder.id.desc()).limit(1)))
    desk = enter(app.test_client(), world.manager)
    given = {"key": str(new_id()), "method": "mobile", "amount": "40.00", "code": ""}
    without = desk.post(f"/desk/orders/{orders[0]}/hand-over", data=given)
    assert (without.status_code, "operator" in without.text) == (422, True)
    given["code"] = "qk7 8xd 42"
    assert desk.post(f"/desk/orders/{orders[0]}/hand-over", data=given).status_code == 303
    again = desk.post(f"/desk/orders/{orders[1]}/hand-over", data=given | {"key": str(new_id())})
    assert again.status_code == 422
    assert "another payment" in again.text
    assert Role.SHOP_MANAGER in world.manager.roles


def test_costs_of_sending_are_set_on_screen(app, world):
    desk = enter(app.test_client(), world.manager)
    assert desk.post("/desk/shipping/zones", data={"name": "Near", "countries": "de, FR"}).status_code == 303
    assert desk.post("/desk/shipping/zones", data={"name": "Far", "countries": "XX1"}).status_code == 422
    page = desk.get("/desk/shipping").text
    zone = re.search(r'<option value="([0-9a-f-]{36})"', page)[1]
    day = clock.today()
    form = {"id": str(new_id()), "zone": zone, "currency": "EUR", "from_on": day.isoformat(), "steps": "2000 4.90",
            "from_on-day": day.day, "from_on-month": day.month, "from_on-year": day.year}  # fmt: skip
    assert desk.post("/desk/shipping/costs", data=form | {"steps": "heavy"}).status_code == 422
    assert desk.post("/desk/shipping/costs", data=form).status_code == 303
    assert "4.90" in desk.get("/desk/shipping").text


@pytest.mark.parametrize(("hosts", "has_link"), [(["localhost"], True), (None, False)])
def test_the_mail_leads_to_the_page_where_the_host_is_ours_for_certain(
    app, client, basket, monkeypatch, hosts, has_link
):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", hosts)
    sent = client.post("/shop/order", data=typed(basket, email="vera@example.org"))
    said = session.scalar(sa.select(OrderMail.text))
    assert (f"http://localhost{sent.location}" in said) is has_link
    assert ("http" in said) is has_link
