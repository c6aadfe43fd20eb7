"""A visitor buys a chair, collects it at the gate, and its makers' shares arrive in balanced books."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from kernel import clock, db
from kernel.authz import Role
from kernel.db import session, table_of, transaction
from marketplace.earnings import service as earnings
from marketplace.ledger import queries as books
from marketplace.ledger.models import AccountRole
from marketplace.orders import service as orders
from marketplace.orders.models import ShopOrder
from marketplace.stock.models import Stock
from tests.conftest import enter

order, stock = table_of(ShopOrder), table_of(Stock)


def fields(page: str) -> dict[str, str]:
    found = dict(re.findall(r'name="(id|token|key)"[^>]*value="([^"]+)"', page))
    return found | dict(re.findall(r'id="(?:id|token|key)" name="(id|token|key)" type="hidden" value="([^"]+)"', page))


def place(client, world, pieces=2, **over):
    client.post("/shop/basket", data={"product": str(world.product.id), "quantity": pieces})
    form = fields(client.get("/shop/basket").text)
    typed = {**form, "name": "Vera Lind", "place": str(world.prison.id), **over}
    return client.post("/shop/order", data=typed), typed


def test_from_the_shelf_to_the_makers_account(client, app, world):
    assert "Oak chair" in client.get("/shop").text
    assert "4.50" in client.get(f"/shop/product/{world.product.id}").text
    answer, typed = place(client, world)
    assert answer.status_code == 303
    receipt = client.get(answer.location)
    row = session.execute(sa.select(order)).one()
    assert row.code[:3] in receipt.text
    assert row.code[3:] in receipt.text
    assert session.execute(sa.select(stock.c.on_hand, stock.c.reserved)).one() == (5, 2)

    again = client.post("/shop/order", data=typed)
    assert again.status_code == 303
    assert again.location == answer.location
    assert session.scalar(sa.select(sa.func.count()).select_from(order)) == 1

    desk = enter(app.test_client(), world.manager)
    assert row.code in desk.get("/desk").text
    assert row.code in desk.get("/desk/picking").text
    found = desk.get(f"/desk/find?code={row.code.lower()[:3]} {row.code[3:]}")
    page = desk.get(found.location)
    desk.post(f"/desk/orders/{row.id}/pack")
    wrong = desk.post(f"/desk/orders/{row.id}/hand-over", data={**fields(page.text), "amount": "1.00"})
    assert wrong.status_code == 422
    assert "Take exactly" in wrong.text
    paid = {**fields(page.text), "amount": "80.00"}
    for _click in range(2):
        assert desk.post(f"/desk/orders/{row.id}/hand-over", data=paid).status_code == 303
    assert session.execute(sa.select(stock.c.on_hand, stock.c.reserved)).one() == (3, 0)

    first, second = world.makers
    assert not books.holdings_of(first.id)
    with transaction():
        assert earnings.mature(None) == 0
        assert earnings.mature(None, clock.today() + dt.timedelta(days=15)) == 2
        assert earnings.mature(None, clock.today() + dt.timedelta(days=15)) == 0
    have = {row.role: row.balance for row in books.holdings_of(first.id)}
    assert have == {AccountRole.SPENDABLE: 1920, AccountRole.RELEASE: 480}
    assert sum(row.balance for row in books.holdings_of(second.id)) == 1200
    (proof,) = books.proof()
    assert proof.is_right
    assert proof.held_total == 8000
    assert proof.shop_fund == 8000 - 3600


def test_no_public_page_touches_a_person_table(client, app, world):
    personal = {t.name for t in db.Base.metadata.tables.values() if "person_id" in t.c or t.name.startswith("person")}
    personal |= {"person", "contribution", "human", "account"}
    personal -= {"audit_entry"}  # the order leaves its own trail there, without a person
    said: list[str] = []

    def note(_c, _cur, statement, *_rest):
        said.append(statement)

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        for address in (
            "/shop",
            "/shop?q=chair",
            "/shop?category=furniture",
            f"/shop/product/{world.product.id}",
            "/shop/basket",
        ):
            assert client.get(address).status_code == 200
        answer, _typed = place(client, world)
        assert client.get(answer.location).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(said) > 8
    for statement in said:
        read = set(re.findall(r"\b(?:from|join|into|update)\s+([a-z_]+)\b", statement.lower()))
        assert not personal & read, statement


def test_a_sale_without_stock_is_refused_and_keeps_what_was_typed(client, world):
    client.post("/shop/basket", data={"product": str(world.product.id), "quantity": 5})
    form = fields(client.get("/shop/basket").text)
    with transaction():
        from marketplace.stock.models import MoveKind
        from marketplace.stock.service import shift, stock_at

        shift(
            None,
            stock_at(world.product.id, world.prison.id),
            MoveKind.COUNTED,
            on_hand=-3,
            ref_id=world.product.id,
            key="c",
        )
    answer = client.post("/shop/order", data={**form, "name": "Vera", "place": str(world.prison.id)})
    assert answer.status_code == 422
    assert "fewer" in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(order)) == 0


def test_an_order_that_nobody_collects_gives_its_pieces_back(client, world):
    place(client, world, 5)
    assert "Sold out" in client.get("/shop").text
    with transaction():
        assert orders.expire_due(None, clock.now() + dt.timedelta(days=8)) == 1
        assert orders.expire_due(None, clock.now() + dt.timedelta(days=8)) == 0
    assert session.execute(sa.select(stock.c.on_hand, stock.c.reserved)).one() == (5, 0)


def test_a_form_without_a_name_says_so(client, world):
    answer, _typed = place(client, world, name="")
    assert answer.status_code == 422
    assert "Enter a name" in answer.text


@pytest.mark.parametrize("address", ["/shop/order/nothing", "/shop/product/00000000-0000-7000-8000-000000000000"])
def test_what_is_not_there_is_not_there(client, address):
    assert client.get(address).status_code == 404


def test_staff_pages_open(app, world):
    manager, teacher = enter(app.test_client(), world.manager), enter(app.test_client(), world.instructor)
    for address in (
        "/",
        "/desk",
        "/desk/picking",
        "/products",
        "/products/new",
        "/batches",
        "/batches/new",
        f"/batches/{world.batch.id}",
    ):
        assert manager.get(address).status_code == 200, address
    assert "Amal Haddad" not in manager.get(f"/batches/{world.batch.id}").text
    assert "Amal Haddad" in teacher.get(f"/batches/{world.batch.id}").text


def test_finance_sees_proof_account_and_money(app, world, as_actor):
    _answer, _typed = place(app.test_client(), world)
    row = session.execute(sa.select(order)).one()
    from kernel.ids import new_id
    from marketplace.desk.service import pay_and_hand_over

    with transaction():
        pay_and_hand_over(world.manager, row.id, row.total_minor, new_id())
        earnings.mature(None, clock.today() + dt.timedelta(days=15))
    clerk = enter(app.test_client(), as_actor(Role.FINANCE_CLERK, world.prison))
    number = books.holdings_of(world.makers[0].id)[0].number
    assert "The books are right" in clerk.get("/finance").text
    page = clerk.get(f"/finance/account?number={number}")
    assert "Amal" not in page.text
    assert "19.20" in page.text
    assert "19.20" in clerk.get(f"/people/{world.makers[0].id}/money").text
    assert clerk.get("/").status_code == 200
    pdf = clerk.get(f"/people/{world.makers[0].id}/money/statement.pdf")
    assert pdf.status_code in {200, 503}
    assert pdf.status_code == 503 or pdf.data[:4] == b"%PDF"
