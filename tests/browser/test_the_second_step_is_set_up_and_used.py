"""Somebody sets their second step up in a browser, signs out, and comes back by an app's code and by the card's."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kernel.authz import Role
from kernel.db import session
from tests import cast
from tests.cast import code_of

pytestmark = pytest.mark.browser
PASSWORD = "four blue tram seats"


def type_password(page):
    page.goto("/sign-in")
    page.get_by_label("User name").fill("amara")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_from_the_password_to_two_steps(page, assert_accessible):
    cast.make_account((Role.GOVERNOR, None), username="amara", password=PASSWORD, name="Amara Diallo")
    session.remove()
    type_password(page)
    page.get_by_role("link", name="Amara Diallo").click()
    page.get_by_role("link", name="My sign-in").click()
    assert_accessible(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    assert_accessible(page)
    assert page.locator("figure.qr img").evaluate("picture => picture.naturalWidth") > 100, "the picture is drawn"
    seed = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(code_of(seed))
    page.get_by_role("button", name="It works").click()
    assert_accessible(page)
    card = page.locator(".code-list li").all_inner_texts()
    page.get_by_role("link", name="go on").click()
    page.get_by_role("button", name="Sign out").click()

    type_password(page)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    assert_accessible(page)
    page.goto("/my/sessions")
    expect(page, "half a session opens nothing").to_have_url(re.compile(r"/sign-in\?next=/my/sessions\?$"))
    page.goto("/sign-in/code?next=/my/sign-in")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    assert_accessible(page)
    page.get_by_label("Code").fill(code_of(seed, 1))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/my/sign-in$"))
    page.get_by_role("button", name="Sign out").click()

    type_password(page)
    page.get_by_label("Code").fill(card[0].lower())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("strike it out. 9 are left.")).to_be_visible()
