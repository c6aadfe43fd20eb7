"""The shop manager says who owns, runs and makes; a visitor reads it beside the product."""

from __future__ import annotations

import sqlalchemy as sa

from kernel.db import session
from kernel.ids import new_id
from marketplace.brand.models import Brand
from tests.conftest import enter

SAID = {
    "name": "Second Bench", "code": "BENCH", "owner": "The service", "operator": "Works Trust",
    "producers": "Three workshops in the north", "story": "Made to last.", "policies": "Fourteen days to think.",
    "complaints": "shop@example.org",
}  # fmt: skip


def test_what_is_changed_is_read_by_visitors(client, app, world):
    desk = enter(app.test_client(), world.manager)
    page = f"/brands/{world.brand.id}"
    assert "Second Bench" in desk.get("/brands").text
    assert desk.get(page).status_code == 200
    assert desk.post(page, data=SAID | {"owner": ""}).status_code == 422
    assert desk.post(page, data=SAID).status_code == 303
    shown = client.get(f"/shop/product/{world.product.id}").text
    for words in ("Three workshops in the north", "Fourteen days to think.", "Works Trust"):
        assert words in shown


def test_a_second_brand_needs_a_code_of_its_own(app, world):
    desk = enter(app.test_client(), world.manager)
    new = SAID | {"id": str(new_id()), "name": "Third Bench", "code": world.brand.code}
    refused = desk.post("/brands/new", data=new)
    assert refused.status_code == 422
    assert "Another brand has this code" in refused.text
    assert "Third Bench" in refused.text
    for _click in range(2):
        assert desk.post("/brands/new", data=new | {"code": "THIRD"}).status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(Brand)) == 2
