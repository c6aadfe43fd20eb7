"""The ordering side reads no person either, and no public address of the shop is left out of the scans."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
import sqlalchemy as sa
from sqlalchemy import event

from kernel import db
from kernel.db import session, table_of, transaction
from kernel.ids import new_id
from marketplace.desk.service import pay_and_hand_over
from marketplace.orders.models import ShopOrder
from tests.marketplace.provenance.test_no_maker_leaks import addresses
from tests.marketplace.shop.test_the_public_side_knows_nobody import everything
from tests.marketplace.shop.test_walk import place

NOT_A_MAKER = {"audit_entry", "audit_lane"}
"""The trail of what visitors do is written by the same chain as everybody's; no page reads it."""
PLACEHOLDERS = {"<uuid:product_id>": "P", "<uuid:receipt_id>": "R", "<token>": "T", "<digest>": "D"}


def personal():
    tables = db.Base.metadata.tables.values()
    found = {t.name for t in tables if "person_id" in t.c or t.name.startswith("person")}
    return (found | {"contribution", "human", "account", "credit_consent", "pseudonym"}) - NOT_A_MAKER


@pytest.fixture
def said():
    """Every statement while the test runs, once it has begun to listen."""
    found: list[str] = []
    note = lambda _c, _cur, statement, *_rest: found.append(statement)  # noqa: E731
    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_from_the_basket_to_the_paper(client, world, said):
    order = table_of(ShopOrder)
    page = place(client, world)[0].location
    with transaction():
        pay_and_hand_over(world.manager, session.scalar(sa.select(order.c.id)), 8000, new_id())
    said.clear()
    shown = client.get(page).text
    (paper,) = re.findall(r'href="([^"]+/papers/[^"]+)"', shown)
    printed = client.get(paper).data
    client.post("/shop/basket", data={"product": str(world.product.id), "quantity": 1})
    client.get("/shop/basket")
    client.post(f"{page}/card")
    assert len(said) > 8
    for statement in said:
        read = set(re.findall(r"\b(?:from|join|into|update)\s+\"?([a-z_]+)\b", statement.lower()))
        assert not personal() & read, statement
    words = " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(printed)).pages)
    for maker in world.makers:
        for text in (maker.name, maker.number, str(maker.id), maker.id.hex):
            assert text not in shown + words


def test_no_public_address_of_the_shop_is_left_out(app, client, world):
    world.token = "T"
    seen = {*everything(client, world), *addresses(world), "/shop/order/T", "/shop/order/T/papers/R"}
    plain = {one.split("?")[0].replace(str(world.product.id), "P") for one in seen}
    wanted = set()
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and re.match(r"/(shop|made|robots)\b", rule.rule):
            path = rule.rule
            for mark, sign in PLACEHOLDERS.items():
                path = path.replace(mark, sign)
            wanted.add(path)
    assert wanted - plain == {"/shop/photos/D.webp"}  # read by the hashes that stand in the pages
