"""The first thing anyone meets, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kernel.authz import Role
from tests import cast

pytestmark = pytest.mark.browser


def test_health_is_visible_from_a_browser(page):
    page.goto("/healthz")
    assert '"ok"' in page.content()


def test_a_wrong_password_is_answered_on_the_page(page, assert_accessible):
    cast.make_account((Role.GOVERNOR, None), username="amara", password="four blue tram seats")
    page.goto("/sign-in")
    assert_accessible(page)
    page.fill("input[name=username]", "amara")
    page.fill("input[name=password]", "wrong wrong wrong")
    page.press("input[name=password]", "Enter")
    expect(page.locator("#errors")).to_be_visible()
    assert page.input_value("input[name=username]") == "amara", "what was typed is kept"
    assert_accessible(page)


def test_a_cookie_of_a_live_session_opens_the_door(browse_as):
    opened = browse_as(cast.make_actor(Role.GOVERNOR))
    answer = opened.request.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403
