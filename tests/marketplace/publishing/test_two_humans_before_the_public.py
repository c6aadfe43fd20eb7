"""A product is written by one human and put into the shop by another; what changes is looked at again."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel.authz import Role
from kernel.db import session, table_of, transaction
from kernel.errors import DomainError, Forbidden
from kernel.ids import new_id
from marketplace.listings.models import Listing
from marketplace.products.models import Product, ProductState
from marketplace.publishing.models import ProductReview
from marketplace.publishing.service import ask_review, list_product, take_up_again, withdraw_product
from tests import cast
from tests.conftest import enter

SAID = {
    "sku": "ST-9", "title": "Ash stool", "description": "Stands level on any floor.", "category": "furniture",
    "origin": "made_inside", "weight_grams": "4200", "tax_percent": "7", "price": "45.00", "labour": "21.00",
    "materials": "16.00", "overhead": "3.00", "margin": "5.00",
}  # fmt: skip


@pytest.fixture
def second():
    return cast.make_actor(Role.SHOP_MANAGER, name="Sam Second")


def test_from_the_draft_to_the_shop(app, client, world, second):
    desk, other = enter(app.test_client(), world.manager), enter(app.test_client(), second)
    new = SAID | {"id": str(new_id()), "brand": str(world.brand.id)}
    for field, wrong, why in (
        ("description", "Turned by an inmate.", "“inmate”"), ("price", "44.99", "do not come to the price"),
        ("price", "39.00", "under what the piece costs"), ("ship_blocks", "FR, XQ", "“XQ” is no country code"),
        ("labour", "-1", "Enter an amount"), ("weight_grams", "1.5", "whole number"), ("per_buyer", "0", "Enter"),
        ("sku", world.product.sku.lower(), "Another product has this stock number"),
        ("variant", "blue", "Choose the product it is a variant of"),
    ):  # fmt: skip
        refused = desk.post("/products/new", data=new | {field: wrong})
        assert refused.status_code == 422, field
        assert why in refused.text, field
        assert "Ash stool" in refused.text
    page = desk.post("/products/new", data=new).location
    key = page.rsplit("/", 1)[1]
    assert client.get(f"/shop/product/{key}").status_code == 404
    assert other.post(f"{page}/publish").status_code == 422
    assert desk.post(f"{page}/offer").status_code == 303
    assert desk.post(f"{page}/publish").status_code == 403
    assert "Somebody else must" in desk.post(f"{page}/publish").text
    assert other.post(f"{page}/give-back", data={"words": ""}).status_code == 422
    assert other.post(f"{page}/give-back", data={"words": "Say which wood."}).status_code == 303
    assert "Say which wood." in desk.get(page).text
    desk.post(f"{page}/offer")
    assert other.post(f"{page}/publish").status_code == 303
    assert "Ash stool" in client.get("/shop").text
    assert client.get(f"/shop/product/{key}").status_code == 200


def test_other_words_need_another_look_and_other_measures_do_not(app, client, world, second):
    desk = enter(app.test_client(), world.manager)
    page = f"/products/{world.product.id}"
    given = SAID | {"brand": str(world.brand.id), "sku": world.product.sku, "title": world.product.title,
                    "description": world.product.description, "weight_grams": "900"}  # fmt: skip
    assert desk.post(f"{page}/edit", data=given).status_code == 303
    assert client.get(f"/shop/product/{world.product.id}").status_code == 200
    assert desk.post(f"{page}/edit", data=given | {"title": "Oak armchair"}).status_code == 303
    assert client.get(f"/shop/product/{world.product.id}").status_code == 404
    with transaction():
        ask_review(second, world.product.id)
    with pytest.raises(Forbidden), transaction():
        list_product(world.manager, world.product.id)
    with pytest.raises(Forbidden), transaction():
        list_product(second, world.product.id)


def test_the_database_holds_the_two_humans(world):
    review = table_of(ProductReview)
    same = sa.update(review).values(decided_by=review.c.written_by)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        session.execute(same.where(review.c.product_id == world.product.id))


def test_only_permitted_steps(world, second):
    with pytest.raises(DomainError, match="cannot become"), transaction():
        list_product(second, world.product.id)
    with transaction():
        withdraw_product(world.manager, world.product.id)
    for step in (ask_review, withdraw_product):
        with pytest.raises(DomainError, match="cannot become"), transaction():
            step(world.manager, world.product.id)
    with transaction():
        take_up_again(world.manager, world.product.id)
    assert session.get_one(Product, world.product.id).state is ProductState.DRAFT


def test_only_the_web_door_leads_to_the_web(app, client, world):
    desk, page = enter(app.test_client(), world.manager), f"/products/{world.product.id}/doors"
    assert desk.get(page).status_code == 200
    day = {"web_from-day": "1", "web_from-month": "1", "web_from-year": "2999"}
    assert desk.post(page, data={"web": "y"}).status_code == 422
    for doors in (
        {"gate": "y", "gate_from-day": "1", "gate_from-month": "1", "gate_from-year": "2026"},
        {"web": "y"} | day,
    ):
        assert desk.post(page, data=doors).status_code == 303
        assert client.get(f"/shop/product/{world.product.id}").status_code == 404
        assert "Oak chair" not in client.get("/shop?all=1").text
    assert desk.post(page, data={"web": "y"} | day | {"web_from-year": "2026"}).status_code == 303
    assert client.get(f"/shop/product/{world.product.id}").status_code == 200
    assert session.scalars(sa.select(Listing.channel)).all() == ["web"]
