"""A visitor looks along the shelves: by price and stock, page by page, sizes under one roof, in their own language."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest

from kernel.db import session, transaction
from kernel.errors import DomainError
from marketplace.brand.models import Brand
from marketplace.products.models import Category, Origin, Product
from marketplace.products.rules import CostCard
from marketplace.products.service import Details, NewProduct, add_product, change_product
from marketplace.shop.queries import SHELF
from marketplace.texts.service import BrandWords, ProductWords, say_brand, say_product
from tests import cast
from tests.conftest import enter


def put_out(world, sku: str, title: str, price: int = 2000, **over) -> Product:
    """A product in the shop."""
    card = CostCard(materials=price // 2, labour=price - price // 2, overhead=0, margin=0)
    with transaction():
        made = add_product(world.manager, NewProduct(
            brand_id=world.brand.id, sku=sku, title=title, description="Turned and oiled.", currency="EUR",
            category=Category.TOYS, origin=Origin.FINISHED_INSIDE, card=card, **over,
        ))  # fmt: skip
    cast.publish(world.manager, made.id)
    return made


def names(client, address: str) -> list[str]:
    return re.findall(r'product-name"><a href="[^"]+"><bdi>([^<]+)', client.get(address).text)


def test_by_price_shelf_and_stock(client, world):
    put_out(world, "TOP", "Spinning top", 500)
    assert names(client, "/shop?most=5") == ["Spinning top"]
    assert names(client, "/shop?least=5.01") == [world.product.title]
    assert names(client, "/shop?category=toys") == ["Spinning top"]
    assert names(client, "/shop?there=1") == [world.product.title]
    assert "Widen the price" in client.get("/shop?least=900").text
    for odd in ("?category=nonsense", "?least=abc&most=-4", "?after=x", "?q=%00%27)--", "?least=99999999999999"):
        assert client.get(f"/shop{odd}").status_code == 200, odd


def test_page_by_page(client, world):
    for n in range(SHELF + 2):
        put_out(world, f"BALL-{n:02}", f"Ball {n:02}")
    for start, rest in (("/shop?all=1", 3), ("/shop?q=ball", 2)):
        first = client.get(start).text
        more = re.search(r'href="(/shop\?[^"]*after=[^"]+)"', first)[1].replace("&amp;", "&")
        seen = names(client, start) + names(client, more)
        assert len(seen) == len(set(seen)) == SHELF + rest


def test_sizes_stand_under_one_roof(client, world):
    long = put_out(world, "TR-9", "Wooden train", variant_of_id=world.product.id, variant="Nine wagons")
    assert "Wooden train" not in names(client, "/shop?all=1")
    assert names(client, "/shop?q=wooden") == [world.product.title]
    page = client.get(f"/shop/product/{world.product.id}").text
    assert "Nine wagons" in page
    assert f"/shop/product/{long.id}" in page
    given = {"brand_id": world.brand.id, "title": "x", "description": "x", "category": Category.TOYS,
             "origin": Origin.MADE_INSIDE}  # fmt: skip
    for sku, parent in (("A", long.id), (world.product.sku, world.product.id)):
        with pytest.raises(DomainError, match="no variant itself"), transaction():
            change_product(world.manager, world.product.id,
                           Details(sku=sku, variant_of_id=parent, variant="blue", **given))  # fmt: skip


def test_in_the_readers_own_language(app, client, world):
    desk, key = enter(app.test_client(), world.manager), world.product.id
    page = f"/products/{key}/languages/fr"
    assert "Français" in desk.get(f"/products/{key}/languages").text
    assert desk.get(f"/products/{key}/languages/xx").status_code == 404
    assert desk.get(f"/products/{key}/languages/en").status_code == 404
    refused = desk.post(page, data={"title": "Chaise", "description": "Faite par des détenus."})
    assert refused.status_code == 422
    assert "“détenus”" in refused.text
    assert desk.post(page, data={"title": "Chaise en chêne", "description": "Pour la vie."}).status_code == 303
    assert client.get(f"/shop/product/{key}").status_code == 404
    cast.publish(world.manager, key)
    with transaction():
        say_brand(world.manager, world.brand.id, BrandWords(language="fr", story="Des ateliers au port."))
    french = {"Accept-Language": "fr"}
    assert "Chaise en chêne" in client.get(f"/shop/product/{key}", headers=french).text
    assert "Des ateliers au port." in client.get("/shop", headers=french).text
    assert "A chair for life." in client.get(f"/shop/product/{key}").text


def test_a_warning_is_said_in_every_language(world):
    with transaction():
        session.get_one(Product, world.product.id).safety = "Keep from fire."
        from kernel import audit

        audit.record(world.manager, "product.changed", session.get_one(Product, world.product.id))
    with pytest.raises(DomainError, match="warns of something"), transaction():
        say_product(world.manager, world.product.id, ProductWords(language="fr", title="Chaise", description="Belle."))


def test_programs_read_the_same(client, world):
    own = f"/shop/product/{world.product.id}"
    (item,) = ET.fromstring(client.get("/shop/news.xml").data).iter("item")
    assert item.findtext("link").endswith(own)
    feed = json.loads(client.get("/shop/products.json").data)
    assert [(one["price"], one["currency"], one["available"]) for one in feed["products"]] == [("40.00", "EUR", True)]
    facts = json.loads(client.get(f"{own}/facts.jsonld").data)
    assert facts["@type"] == "Product"
    assert facts["offers"]["price"] == "40.00"
    page = client.get(own).text
    assert 'itemtype="https://schema.org/Product"' in page
    assert 'property="og:image"' in page
    assert own in client.get("/shop/sitemap.xml").text
    assert "Disallow: /\n" in client.get("/robots.txt").text
    share = client.get(f"{own}/share.jpg")
    assert share.data[:3] == b"\xff\xd8\xff"
    assert client.get(f"{own}/share.jpg", headers={"If-None-Match": share.headers["ETag"]}).status_code == 304


def test_a_brand_minds_its_words(app, world):
    desk = enter(app.test_client(), world.manager)
    said = {"name": "Second Bench", "code": world.brand.code, "owner": "The service", "operator": "Trust",
            "story": "A second chance for poor souls."}  # fmt: skip
    refused = desk.post(f"/brands/{world.brand.id}", data=said)
    assert refused.status_code == 422
    assert "“second chance”" in refused.text.lower()
    assert session.get_one(Brand, world.brand.id).story == ""
