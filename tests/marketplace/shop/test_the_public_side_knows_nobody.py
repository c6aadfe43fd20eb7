"""Every page and file of the public shop, read for statements on people and for the makers' own words."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from kernel import db
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.photos.rules import LookFor
from marketplace.photos.service import NewPhoto, add_photo, let_pass
from marketplace.production.service import NewBatch, contribute, inspect_batch, start_batch
from marketplace.shop_demo.rules import picture
from tests import cast
from tests.marketplace.conftest import make_prisoner

MAKERS = 200
ROLE_SQL = Path(__file__).parents[3] / "marketplace" / "shop" / "public.postgresql.sql"


@pytest.fixture
def window(world):
    """The world's chair with a photograph that has passed."""
    with transaction():
        photo = add_photo(world.manager, NewPhoto(
            id=new_id(), product_id=world.product.id, picture=picture("OAK-BENCH"), words={"en": "A chair."}
        ))  # fmt: skip
        let_pass(cast.make_actor(Role.SHOP_MANAGER), photo.id, list(LookFor))
    return world


def maker_words(world) -> list[str]:
    """The names of 200 people who worked on the product."""
    names = [(f"Qamarzad{n:03}", f"Vrublevskoy{n:03}") for n in range(MAKERS)]
    with transaction():
        batch = start_batch(world.instructor, NewBatch(
            code="MANY", product_id=world.product.id, place_id=world.prison.id, planned=9,
            started_on=dt.date(2026, 10, 2),
        ))  # fmt: skip
        for first, last in names:
            contribute(world.instructor, batch.id, make_prisoner(world.prison, f"{first} {last}").id, minutes=9)
        inspect_batch(world.manager, batch.id, passed=9, rejected=0)
    return [word for name in names for word in name]


def everything(client, world, *, basket=True) -> dict[str, bytes]:
    """Address to answer of all that a visitor can read. The basket offers what the process that takes orders knows."""
    own = f"/shop/product/{world.product.id}"
    wanted = [
        "/shop", "/shop?all=1", "/shop?q=chiar", "/shop?category=furniture&most=90&there=1", "/shop?q=nothing-like-it",
        own, f"{own}/facts.jsonld", f"{own}/share.jpg", "/shop/share.jpg", "/shop/news.xml", "/shop/products.json",
        "/shop/sitemap.xml", "/robots.txt", "/shop/enquiry", f"/shop/enquiry?product={world.product.id}",
        "/shop/enquiry/thanks", "/shop/language", *(["/shop/basket"] if basket else []),
    ]  # fmt: skip
    found = {}
    for address in wanted:
        answer = client.get(address)
        assert answer.status_code == 200, address
        found[address] = answer.data
    for address in set(re.findall(r"/shop/photos/[0-9a-f]{64}\.webp", found[own].decode())):
        found[address] = client.get(address).data
    return found


def test_no_statement_reaches_a_person_and_no_answer_names_a_maker(client, window):
    words = maker_words(window)
    tables = db.Base.metadata.tables.values()
    personal = {t.name for t in tables if "person_id" in t.c or t.name.startswith("person")}
    personal |= {"contribution", "human", "account", "photo_check", "product_review", "enquiry", "audit_entry"}
    said: list[str] = []
    note = lambda _c, _cur, statement, *_rest: said.append(statement)  # noqa: E731
    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        found = everything(client, window)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(said) > 30
    assert sum(".webp" in address for address in found) >= 2
    for statement in said:
        read = set(re.findall(r"\b(?:from|join|into|update)\s+\"?([a-z_]+)\b", statement.lower()))
        assert not personal & read, statement
    for address, body in found.items():
        for word in (*words, "Amal Haddad", "Jo Park", window.instructor.name):
            assert word.encode() not in body, f"{word} in {address}"


def test_nothing_is_kept_on_a_visitor_before_the_basket(client, window):
    for address in ("/shop", "/shop?q=chair", f"/shop/product/{window.product.id}", "/shop/news.xml"):
        assert "Set-Cookie" not in client.get(address).headers, address
    put = client.post("/shop/basket", data={"product": str(window.product.id), "quantity": 1})
    assert "Set-Cookie" in put.headers


def test_pages_are_small(client, window):
    for address, body in everything(client, window).items():
        if ".webp" not in address and ".jpg" not in address:
            assert len(body) < 60_000, address


def test_the_role_of_the_shop_reads_the_shop_alone(client, window):
    if session.connection().dialect.name != "postgresql":
        pytest.skip("SQLite has no roles")
    with transaction():
        session.connection().exec_driver_sql(ROLE_SQL.read_text())
        session.connection().exec_driver_sql("SET ROLE throughcare_public")
    try:
        found = everything(client, window, basket=False)
        assert session.scalar(sa.text("SELECT current_user")) == "throughcare_public"
        assert b"Oak chair" in found["/shop"]
        for table in ("person", "contribution", "human", "photo_check", "product_review", "enquiry", "shop_order"):
            with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), session.begin_nested():
                session.execute(sa.text(f"SELECT 1 FROM {table}"))
    finally:
        with transaction():
            session.connection().exec_driver_sql("RESET ROLE")
